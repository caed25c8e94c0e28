import type { SchedulerLike, Subscription } from 'rxjs';
import type { Clock } from './clock.js';

/** A timer that may be set anew, and rings once. */
export class Alarm {
  readonly #clock: Clock;
  readonly #scheduler: SchedulerLike;
  readonly #ring: (ms: number) => void;
  #timer: Subscription | undefined;
  #dueAt = Infinity;

  constructor(clock: Clock, scheduler: SchedulerLike, ring: (ms: number) => void) {
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#ring = ring;
  }

  /** Rings so many ms after a time; 0 from now is at once. What was set before is forgotten. */
  set(ms: number | undefined, from = this.#clock()): void {
    this.clear();
    if (ms === undefined) return;
    this.#dueAt = from + ms;
    const left = this.#dueAt - this.#clock();
    if (left <= 0) {
      this.#ring(ms);
      return;
    }
    this.#timer = this.#scheduler.schedule(() => {
      this.#timer = undefined;
      this.#ring(ms);
    }, left);
  }

  /** The same, unless it would ring earlier anyway; tells whether it is set anew. */
  setEarlier(ms: number): boolean {
    // At once is at once, also where the host has been too busy to ring.
    if (ms > 0 && this.#clock() + ms >= this.#dueAt) return false;
    this.set(ms);
    return true;
  }

  clear(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#dueAt = Infinity;
  }
}
