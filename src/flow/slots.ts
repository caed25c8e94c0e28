/** How many inputs a boundary may hold: so many in work, and so many that wait for a lane. */
export class Slots {
  concurrency: number;
  readonly #prefetch: number | undefined;

  constructor(concurrency: number, prefetch: number | undefined) {
    this.concurrency = concurrency;
    this.#prefetch = prefetch;
  }

  /** The gate closes when this many are taken. */
  get limit(): number {
    return this.concurrency + this.#waiting;
  }

  /**
   * It reopens at this many: when half of what may wait is used up, so that one wake-up of the source
   * serves many items, while there is still something for each lane.
   */
  get reopenAt(): number {
    return this.limit - Math.max(1, (this.#waiting + 1) >> 1);
  }

  get #waiting(): number {
    return this.#prefetch ?? this.concurrency;
  }
}
