import type { Clock } from '../core/clock.js';

/** A page's frame is 16 ms; half of it leaves the other half to the host. */
const LONGEST = 8;
const WIDEST_STRIDE = 64;

/**
 * The share of host time that a pipeline takes before it lets the host have a turn. It counts over
 * all wake-ups, not from the latest one: with work that only ever awaits resolved promises every
 * wake-up is a microtask, and a slice per wake-up would never end (342 ms were measured).
 *
 * The clock is read once per stride of pulls; the stride shrinks while pulls are slow.
 */
export class Slice {
  #startedAt: number;
  #lookedAt: number;
  #stride = WIDEST_STRIDE;
  #left = WIDEST_STRIDE;

  constructor(readonly clock: Clock) {
    this.#startedAt = this.#lookedAt = clock();
  }

  /** Counts one pull; true when the source should yield to the host first. */
  usedUp(pulls = 1): boolean {
    this.#left -= pulls;
    return this.#left <= 0 && this.#look();
  }

  /** The host had its turn. */
  restart(): void {
    this.#startedAt = this.#lookedAt = this.clock();
  }

  #look(): boolean {
    const now = this.clock();
    const slow = now - this.#lookedAt > 1;
    this.#stride = slow
      ? Math.max(1, this.#stride >> 1)
      : Math.min(WIDEST_STRIDE, this.#stride * 2);
    this.#left = this.#stride;
    this.#lookedAt = now;
    return now - this.#startedAt >= LONGEST;
  }
}
