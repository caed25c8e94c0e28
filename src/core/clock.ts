import type { SchedulerLike } from 'rxjs';

/** Milliseconds that never run backwards; only differences mean something. */
export type Clock = () => number;

const FAR_FROM_NOW = 1000;

/**
 * The clock of a scheduler, chosen at subscribe: its own where it is virtual (as inside
 * `TestScheduler.run`), else the monotonic clock of the platform, since `asyncScheduler.now()` is
 * `Date.now()`, 1 ms coarse and free to jump.
 */
export function clockOf(scheduler: SchedulerLike): Clock {
  const virtual = Math.abs(scheduler.now() - Date.now()) > FAR_FROM_NOW;
  return virtual ? () => scheduler.now() : () => performance.now();
}
