export interface Counts {
  readonly done: number;
  readonly fulfilled: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
}

/** I9: what a start of a run counts is exact and finite, and only grows. */
export class CountRules {
  #before: Counts | undefined;
  readonly #problem: (text: string) => void;

  constructor(problem: (text: string) => void) {
    this.#problem = problem;
  }

  begin(): void {
    this.#before = undefined;
  }

  figures(rate: number, remaining: { low: number; high: number } | undefined): void {
    const figures = [rate, ...(remaining ? [remaining.low, remaining.high] : [])];
    if (figures.some((figure) => !(figure >= 0 && figure < Infinity))) {
      this.#problem(`I9: figures of ${figures.join()}`);
    }
  }

  /** @param early whether items are handed on before they are counted. */
  sums(counts: Counts, handedOn: number, early: boolean): void {
    const { done, fulfilled, failed, skipped, cancelled } = counts;
    if (done !== fulfilled + failed + skipped + cancelled) this.#problem('I9: wrong sums');
    if (early ? done > handedOn : done !== handedOn) {
      this.#problem(`I9: ${done} are done, and ${handedOn} were handed on`);
    }
    const before = this.#before;
    if (before !== undefined && (fulfilled < before.fulfilled || failed < before.failed)) {
      this.#problem('I9: counts fell');
    }
    this.#before = counts;
  }
}
