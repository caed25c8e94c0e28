import { Subscription } from 'rxjs';
import { FatalError } from '../core/fatal-error.js';
import type { LiveOwner } from '../flow/live.js';

/** Who waits for an answer. */
export interface Waiting {
  /** The options have gone wrong: no answer will come. */
  fail(error: FatalError): void;
}

/**
 * Options of work that change: followed while somebody waits for an answer of it, since work by itself
 * has no subscription, and belongs to whatever pipelines call it.
 */
export class Followed {
  readonly #follow: (owner: LiveOwner) => void;
  readonly #waiting = new Set<Waiting>();
  #subscription: Subscription | undefined;

  constructor(follow: (owner: LiveOwner) => void) {
    this.#follow = follow;
  }

  enter(who: Waiting): void {
    this.#waiting.add(who);
    if (this.#subscription !== undefined) return;
    const subscription = (this.#subscription = new Subscription());
    this.#follow({
      add: (teardown) => {
        subscription.add(teardown);
      },
      get closed() {
        return subscription.closed;
      },
      error: (cause: unknown) => {
        this.#fail(cause);
      },
    });
  }

  leave(who: Waiting): void {
    if (!this.#waiting.delete(who) || this.#waiting.size > 0) return;
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
  }

  #fail(cause: unknown): void {
    for (const who of [...this.#waiting]) who.fail(FatalError.of(cause));
  }
}
