/** What work is told about the call it is in. */
export interface WorkContext {
  /** Aborts when the answer is no longer wanted: unsubscribed, or another failure ended the run. */
  readonly signal: AbortSignal;
  /** Which call for these items it is, from 1. */
  readonly attempt: number;
}

/** One call of work. The controller is made when the signal is first looked at: most work never does. */
export class Attempt implements WorkContext {
  #controller: AbortController | undefined;
  #aborted = false;

  constructor(readonly attempt: number) {}

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#aborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Whether the answer is no longer wanted; costs no controller. */
  get aborted(): boolean {
    return this.#aborted;
  }

  /** For the next call in the same place: this one, unless its signal is in somebody's hands. */
  next(): Attempt {
    return this.#controller === undefined ? this : new Attempt(this.attempt);
  }

  abort(): void {
    this.#aborted = true;
    this.#controller?.abort();
  }
}
