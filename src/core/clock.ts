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
  return isVirtual(scheduler) ? () => scheduler.now() : monotonic;
}

/**
 * The clock for the time that code takes to run. Where time is virtual, none passes while code runs,
 * and what passes between two calls is nobody's work: there it stands still.
 */
export function busyClockOf(scheduler: SchedulerLike): Clock {
  return isVirtual(scheduler) ? () => 0 : monotonic;
}

const monotonic: Clock = () => performance.now();

function isVirtual(scheduler: SchedulerLike): boolean {
  return Math.abs(scheduler.now() - Date.now()) > FAR_FROM_NOW;
}

/** Milliseconds since 1970, for dates that people read; never for durations. */
export function wallClock(): number {
  return Date.now();
}
