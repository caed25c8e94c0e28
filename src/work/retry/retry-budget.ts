/** Retries that a run may make before it has made calls enough for its ratio to mean something. */
const FLOOR = 10;

/**
 * Bounds the retries of a run by a ratio to its first calls, plus 10: while a service is down, retries
 * of every chunk would multiply what it has to bear ("Addressing Cascading Failures", Site Reliability
 * Engineering, chapter 22).
 */
export class RetryBudget {
  readonly #ratio: number;
  #calls = 0;
  #retries = 0;
  /** Whether somebody was told that it is spent, since it last was not. */
  wasSpent = false;

  constructor(ratio: number) {
    this.#ratio = ratio;
  }

  get calls(): number {
    return this.#calls;
  }

  get retries(): number {
    return this.#retries;
  }

  /** A first call was made. */
  called(): void {
    this.#calls++;
  }

  /** Takes one retry, if one is left. */
  take(): boolean {
    if (this.#retries + 1 > this.#calls * this.#ratio + FLOOR) return false;
    this.#retries++;
    this.wasSpent = false;
    return true;
  }
}
