/** How many inputs a boundary may hold: so many in work, and so many that wait for a lane. */
export class Slots {
  #prefetch: number | undefined;
  #concurrency = 0;
  #limit = 0;
  #reopenAt = 0;

  constructor(concurrency: number, prefetch: number | undefined) {
    this.#prefetch = prefetch;
    this.concurrency = concurrency;
  }

  get concurrency(): number {
    return this.#concurrency;
  }

  set concurrency(concurrency: number) {
    const waiting = this.#prefetch ?? concurrency;
    this.#concurrency = concurrency;
    this.#limit = concurrency + waiting;
    this.#reopenAt = this.#limit - Math.max(1, (waiting + 1) >> 1);
  }

  /** Nothing waits from now on: what has passed a rate limit would be called later, when others pass. */
  holdNothing(): void {
    this.#prefetch = 0;
    this.concurrency = this.#concurrency;
  }

  /** The gate closes when this many are taken. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * It reopens at this many: when half of what may wait is used up, so that one wake-up of the source
   * serves many items, while there is still something for each lane.
   */
  get reopenAt(): number {
    return this.#reopenAt;
  }
}
