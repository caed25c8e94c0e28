import type { Subscriber, Unsubscribable } from 'rxjs';
import { isMalformed } from '../core/malformed.js';
import { fulfilled, rejected, type Outcome } from '../core/outcome.js';
import { Lane } from '../flow/lane.js';
import type { Resume } from '../flow/resume.js';
import { whenAnswered, type Answer } from './answer.js';
import { Attempt, type WorkContext } from './attempt.js';
import { ItemWork, type ItemWorkSettings } from './item-work.js';

/** `mapConcurrent({ outcomes: true })`: one outcome per item. */
export class ItemOutcomes<T, R> extends ItemWork<T, Outcome<T, R>> {
  readonly #resume: Resume | undefined;

  constructor(
    below: Subscriber<Outcome<T, R>>,
    readonly fn: (item: T, context: WorkContext) => Answer<R>,
    settings: ItemWorkSettings,
  ) {
    super(below, settings);
    const resume = this.gate.resumeBelow();
    // By key the chunker below leaves out; it sees the items in their outcomes.
    if (resume === undefined || resume.isDone !== undefined) return;
    resume.byOutcomes = true;
    this.#resume = resume;
  }

  /** Whether the outcome of this arrival is stored already. */
  isDone(position: number): boolean {
    return this.#resume?.done.has(position) === true;
  }

  protected override makeLane(): Lane<T> {
    return new OutcomeLane<T, R>(this);
  }
}

class OutcomeLane<T, R> extends Lane<T> {
  readonly #boundary: ItemOutcomes<T, R>;
  #attempt: Attempt | undefined;
  #running: Unsubscribable | undefined;

  constructor(boundary: ItemOutcomes<T, R>) {
    super();
    this.#boundary = boundary;
  }

  override begin(item: T): void {
    if (this.#boundary.isDone(this.place)) {
      this.#boundary.end(this);
      return;
    }
    const attempt = (this.#attempt = new Attempt(1));
    const position = this.place;
    const reject = (reason: unknown) => {
      this.#settle(attempt, rejected(item, position, reason));
    };
    if (isMalformed(item)) {
      reject(item.reason);
      return;
    }
    try {
      this.#running = whenAnswered<R>(
        this.#boundary.fn(item, attempt),
        attempt,
        (value) => {
          this.#settle(attempt, fulfilled(item, position, value));
        },
        reject,
      );
    } catch (reason) {
      reject(reason);
    }
  }

  override cancel(): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    attempt?.abort();
    this.#running?.unsubscribe();
  }

  #settle(attempt: Attempt, outcome: Outcome<T, R>): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = undefined;
    this.#boundary.settle(this, outcome);
  }
}
