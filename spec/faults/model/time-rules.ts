import type { Setup } from './setup.js';

/** I13: nothing is begun after a deadline, and in no stretch of time more than the rate allows. */
export class TimeRules {
  readonly #calls: number[] = [];
  #runsOut = Infinity;
  #drainsOut = Infinity;

  constructor(
    readonly setup: Setup,
    readonly now: () => number,
    readonly problem: (text: string) => void,
  ) {}

  begin(): void {
    this.#calls.length = 0;
    this.#runsOut = this.now() + (this.setup.runTimeout ?? Infinity);
    this.#drainsOut = Infinity;
  }

  drain(deadline: number | undefined): void {
    this.#drainsOut = Math.min(this.#drainsOut, this.now() + (deadline ?? Infinity));
  }

  /** Whether the time was up that the run had, by its options or while it was drained. */
  isOut(scope: unknown): boolean {
    const deadline = scope === 'run' ? this.#runsOut : this.#drainsOut;
    return (scope === 'run' || scope === 'drain') && this.now() >= deadline;
  }

  /** A run that is not over when its time is up. */
  checkOver(): void {
    const isLate = this.now() > Math.min(this.#runsOut, this.#drainsOut);
    if (isLate) this.problem('I13: not over at its deadline');
  }

  /** @param again whether it is a retry, which only a rate of items counts. */
  called(again: boolean): void {
    const { rate, perKey, form } = this.setup;
    const now = this.now();
    if (now > Math.min(this.#runsOut, this.#drainsOut)) this.problem('I13: called too late');
    const byItem = form === 'each' || form === 'batch' || form === 'sequential';
    // What waits for its key has been let through before.
    if (rate === undefined || perKey || (again && !byItem)) return;
    const first = this.#calls.push(now) - 1 - rate.limit;
    const since = now - (this.#calls[first] ?? -Infinity);
    if (since < rate.per) this.problem(`I13: ${rate.limit + 1} calls in ${since} ms`);
  }
}
