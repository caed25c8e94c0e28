import {
  asyncScheduler,
  Observable,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import {
  checkValue,
  duration,
  having,
  integer,
  plainObject,
  readOptions,
  scheduler,
  type OptionRule,
} from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { ProgressTracker } from './progress-tracker.js';
import { Watch } from './watch.js';
import type { Progress } from './progress.js';

/** Who is told: an observer, a function, or a tracker. */
export type ProgressObserver =
  ((progress: Progress) => void) | { next(progress: Progress): void; complete?(): void };

export interface TrackProgressOptions extends FlowOption {
  readonly to: ProgressObserver;
  /** How many items there are; an integer >= 0. @default unknown */
  readonly total?: number | undefined;
  /** Shortest time between two values, in ms; the first and the last always come. @default 100 */
  readonly sample?: number | undefined;
  /** Times the samples. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

const hasNext = having('an observer', 'next');

const observerRule: OptionRule = {
  expected: 'a function, an observer or a ProgressTracker',
  check: (value) => {
    if (typeof value === 'function') return 'ok';
    if (hasNext.check(value) !== 'ok') return 'type';
    const { complete } = value as { complete?: unknown };
    return complete === undefined || typeof complete === 'function' ? 'ok' : 'type';
  },
};

/**
 * Tells somebody how far the run is, and passes results through unchanged.
 *
 * The counts are one fold over the results. Standing last, it also sees every stage above it: what
 * is running, what waits, and what the run waits for.
 *
 * **Marble** (`sample: 5`; progress shown by `done`)
 * ```
 * results   -a-b-----c|
 * progress  0----2----3
 * ```
 *
 * - **Emits** what arrives, unchanged. **Completes / Errors** with the source, after the last progress,
 *   whose `state` says how it ended.
 * - **On unsubscribe** leaves the source and its timer; no further progress comes.
 * - **Holds at most** nothing.
 *
 * A throwing observer is reported like a throwing consumer in RxJS; the run goes on. Results that are
 * neither chunk results nor outcomes count as one fulfilled item each.
 *
 * @param to a function, an observer, a ProgressTracker, or options: `to`, `total` (items), `sample`
 * (ms, default 100), `flow`, `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, trackProgress } from 'sluice';
 *
 * fromSource(rows)
 *   .pipe(
 *     chunkBy(100),
 *     processChunks(save),
 *     trackProgress({ to: ({ done, total }) => show(done, total), total: rows.length }),
 *   )
 *   .subscribe();
 * ```
 */
export function trackProgress<T>(
  to: ProgressObserver | TrackProgressOptions,
): MonoTypeOperatorFunction<T> {
  const read = readTarget(to);
  const { sample = 100, flow } = read;
  const observer = typeof read.to === 'function' ? { next: read.to } : read.to;
  const total = read.total ?? (observer instanceof ProgressTracker ? observer.total : undefined);
  return (source) =>
    new Observable<T>((subscriber) => {
      new Watch<T>(subscriber, {
        observer,
        total,
        sample,
        scheduler: read.scheduler ?? asyncScheduler,
        flow,
      }).connect(source);
    });
}

function readTarget(to: ProgressObserver | TrackProgressOptions): TrackProgressOptions {
  if (typeof to === 'function' || hasNext.check(to) === 'ok') {
    checkValue('trackProgress', 'to', to, observerRule);
    return { to: to as ProgressObserver };
  }
  checkValue('trackProgress', 'to', to, {
    expected: 'a function, an observer, a ProgressTracker, or options',
    check: plainObject.check,
  });
  const read = readOptions<TrackProgressOptions>('trackProgress', to, {
    to: observerRule,
    total: integer(0, Number.MAX_SAFE_INTEGER),
    sample: duration(0),
    flow: flowRule,
    scheduler,
  });
  checkValue('trackProgress', 'to', read.to, observerRule);
  return read;
}
