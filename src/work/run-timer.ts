import type { SchedulerLike, Subscriber, Subscription } from 'rxjs';
import type { Clock } from '../core/clock.js';
import { DeadlineExceededError } from '../core/deadline-exceeded-error.js';

/** Ends a run that takes too long, from when it was subscribed. */
export class RunTimer {
  readonly #below: Subscriber<never>;
  readonly #clock: Clock;
  readonly #scheduler: SchedulerLike;
  readonly #startedAt: number;
  readonly #end: (error: DeadlineExceededError) => void;
  #timer: Subscription | undefined;

  constructor(
    below: Subscriber<never>,
    clock: Clock,
    scheduler: SchedulerLike,
    end: (error: DeadlineExceededError) => void,
  ) {
    this.#below = below;
    this.#clock = clock;
    this.#scheduler = scheduler;
    this.#startedAt = clock();
    this.#end = end;
  }

  /** How long it may take in all, in ms; undefined takes a limit back. */
  set(duration: number | undefined): void {
    if (this.#timer !== undefined) {
      this.#below.remove(this.#timer);
      this.#timer.unsubscribe();
      this.#timer = undefined;
    }
    if (duration === undefined || this.#below.closed) return;
    const left = Math.max(0, duration - (this.#clock() - this.#startedAt));
    this.#timer = this.#scheduler.schedule(() => {
      this.#end(new DeadlineExceededError('run', duration));
    }, left);
    this.#below.add(this.#timer);
  }
}
