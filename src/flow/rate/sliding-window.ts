import { Spent } from './spent.js';

/** Of the limit: less than any cost that means something. */
const ANYTHING = 1e-9;

/**
 * At most `limit` in every half-open window of `per` milliseconds, for each key by itself: pure, it is
 * told the time and says how long to wait. It knows all that was spent within the window (a log, not a
 * counter per interval), so that there is no boundary at which twice the limit would pass.
 *
 * A cost above the limit needs the whole window, and goes alone. Keys of which nothing counts any more
 * are forgotten.
 */
export class SlidingWindow {
  #limit: number;
  #per: number;
  /** By key, the one that was taken from last at the end. */
  readonly #spent = new Map<unknown, Spent>();

  constructor(limit: number, per: number) {
    this.#limit = limit;
    this.#per = per;
  }

  /** How many keys are known. */
  get keys(): number {
    return this.#spent.size;
  }

  /** From now on. What was spent within the old `per` still counts, as long as the new one says. */
  change(now: number, limit: number, per: number): void {
    for (const [key, spent] of this.#spent) {
      if (spent.forget(now, this.#per)) this.#spent.delete(key);
    }
    this.#limit = limit;
    this.#per = per;
  }

  /** Milliseconds until so much may be taken; 0 is now. */
  wait(now: number, cost: number, key?: unknown): number {
    if (cost === 0) return 0;
    const most = this.#limit - Math.min(cost, this.#limit);
    return this.#spent.get(key)?.wait(now, this.#per, most) ?? 0;
  }

  /** Milliseconds until anything at all may be taken. */
  waitForAny(now: number, key?: unknown): number {
    return this.wait(now, this.#limit * ANYTHING, key);
  }

  take(now: number, cost: number, key?: unknown): void {
    if (cost === 0) return;
    const spent = this.#spent.get(key) ?? new Spent();
    spent.add(now, cost);
    if (key === undefined && this.#spent.size <= 1) {
      this.#spent.set(key, spent);
      return;
    }
    this.#spent.delete(key);
    this.#spent.set(key, spent);
    this.#forgetIdle(now);
  }

  /** What was taken from then on was used only now: the call that it stands for began late. */
  usedAt(now: number, from: number, key?: unknown): void {
    this.#spent.get(key)?.move(from, now);
  }

  #forgetIdle(now: number): void {
    for (const [key, spent] of this.#spent) {
      if (!spent.forget(now, this.#per)) return;
      this.#spent.delete(key);
    }
  }
}
