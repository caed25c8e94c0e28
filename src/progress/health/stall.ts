/** Finds that nothing settles, by what it is shown from time to time. */
export class Stall {
  #movedAt: number;
  #settled = 0;
  #isTold = false;

  constructor(now: number) {
    this.#movedAt = now;
  }

  /** Whether the present one is told: there is nothing to look for until something settles. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** Work begins, after there was none. */
  begin(now: number): void {
    this.#movedAt = now;
    this.#isTold = false;
  }

  /** Nobody had a turn for so long: no work could have settled. */
  leaveOut(ms: number): void {
    this.#movedAt += ms;
  }

  /** How long nothing has settled, once for each time that this is as long as the limit. */
  look(now: number, settled: number, limit: number): number | undefined {
    if (settled !== this.#settled) {
      this.#settled = settled;
      this.begin(now);
    }
    const ms = now - this.#movedAt;
    if (this.#isTold || ms < limit) return undefined;
    this.#isTold = true;
    return ms;
  }
}
