const SPAN = 500;
const BUCKETS = 20;

/**
 * Items per second over a sliding window of wall-clock time. Counting completions per second stays
 * right with any number of lanes, where averaging the time per item does not.
 */
export class Rate {
  readonly #startedAt: number;
  readonly #counts = new Array<number>(BUCKETS).fill(0);
  #bucket = 0;

  constructor(now: number) {
    this.#startedAt = now;
  }

  add(items: number, now: number): void {
    this.#moveTo(now);
    const at = this.#bucket % BUCKETS;
    this.#counts[at] = (this.#counts[at] ?? 0) + items;
  }

  /** Items per second in the last `ms`, at most ten seconds. */
  perSecond(now: number, ms: number = SPAN * BUCKETS): number {
    this.#moveTo(now);
    const buckets = Math.min(BUCKETS, Math.max(1, Math.round(ms / SPAN)), this.#bucket + 1);
    let items = 0;
    for (let i = 0; i < buckets; i++) items += this.#counts[(this.#bucket - i) % BUCKETS] ?? 0;
    const from = Math.max(0, this.#bucket - buckets + 1) * SPAN;
    const time = now - this.#startedAt - from;
    // In less than a millisecond anything would be a rate, up to infinity.
    return time >= 1 ? (items * 1000) / time : 0;
  }

  #moveTo(now: number): void {
    const bucket = Math.max(this.#bucket, Math.floor((now - this.#startedAt) / SPAN));
    for (let i = Math.max(this.#bucket + 1, bucket - BUCKETS + 1); i <= bucket; i++) {
      this.#counts[i % BUCKETS] = 0;
    }
    this.#bucket = bucket;
  }
}
