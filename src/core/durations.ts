/** Durations, told by few numbers. */
export interface DurationSummary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

const STEPS_PER_DOUBLING = 8;
const SHORTEST = 1e-6; // ms: what is shorter counts as nothing
const BUCKETS = 50 * STEPS_PER_DOUBLING; // up to 13 days

/**
 * Counts durations in buckets that grow by a twelfth each, so that quantiles of any number of them take
 * the same memory, and are off by 5 % at most.
 */
export class Durations {
  #count = 0;
  #sum = 0;
  #max = 0;
  readonly #buckets = new Uint32Array(BUCKETS);

  /** @param ms one duration; `times` of the same, where one was measured for several. */
  add(ms: number, times = 1): void {
    this.#count += times;
    this.#sum += ms * times;
    if (ms > this.#max) this.#max = ms;
    const step = Math.ceil(Math.log2(Math.max(ms, SHORTEST) / SHORTEST) * STEPS_PER_DOUBLING);
    const bucket = Math.min(step, BUCKETS - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + times;
  }

  /** Plain JSON: zeros where nothing was measured. */
  get summary(): DurationSummary {
    return {
      count: this.#count,
      mean: this.#count === 0 ? 0 : this.#sum / this.#count,
      p50: this.quantile(0.5),
      p95: this.quantile(0.95),
      max: this.#max,
    };
  }

  /** The middle of the bucket in which the quantile lies. */
  quantile(q: number): number {
    let left = Math.ceil(this.#count * q);
    if (left === 0) return 0;
    const bucket = this.#buckets.findIndex((count) => (left -= count) <= 0);
    if (bucket === 0) return 0;
    return Math.min(this.#max, SHORTEST * 2 ** ((bucket - 0.5) / STEPS_PER_DOUBLING));
  }
}
