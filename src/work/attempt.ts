import type { Gate } from '../flow/gate.js';
import type { Settled } from './settled.js';

/** What work is told about the call it is in. */
export interface WorkContext {
  /**
   * Aborts when the answer is no longer wanted. Its `reason` says why: a DeadlineExceededError, what
   * `abort` was given, or an AbortError where somebody unsubscribed.
   */
  readonly signal: AbortSignal;
  /** Which call for these items it is, from 1. */
  readonly attempt: number;
  /**
   * Names what the call is about, for services that take each name once: the same in every attempt, and
   * in every start of a run that is stored. Of an item its run and position or key, of a chunk those of
   * all its items.
   */
  readonly idempotencyKey: string;
}

/** What a call for a chunk knows of where it is made. Places are those of the items it is given. */
export interface CallSite {
  readonly gate: Gate;
  keyAt(place: number): string;
  positionAt(place: number): number | undefined;
}

/** One call of work. The controller is made when the signal is first looked at: most work never does. */
export class Attempt implements WorkContext {
  /** What to answer in its place when its time is up: set by work that knows some outcomes by then. */
  partial: ((reason: unknown) => Settled<unknown>) | undefined;
  #controller: AbortController | undefined;
  #aborted = false;
  #reason: unknown;
  readonly #about: { readonly idempotencyKey: string } | undefined;

  constructor(
    readonly attempt: number,
    about?: { readonly idempotencyKey: string },
    readonly site?: CallSite,
  ) {
    this.#about = about;
  }

  get idempotencyKey(): string {
    return this.#about?.idempotencyKey ?? '';
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether the answer is no longer wanted; costs no controller. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** For the next call in the same place: this one, unless its signal is in somebody's hands. */
  next(): Attempt {
    return this.#controller === undefined ? this : new Attempt(this.attempt, this.#about);
  }

  abort(reason?: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}
