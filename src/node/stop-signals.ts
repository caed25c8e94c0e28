import process from 'node:process';
import { asyncScheduler, filter, map, Observable, of, share } from 'rxjs';
import { clockOf } from '../core/clock.js';
import { readOptions } from '../core/options.js';
import { processSignals, signalsRule, USUAL, type StopSignal } from './process-signals.js';
import { ECHO, isByNpm, stopsOf, type Stop } from './stops-of.js';

export interface StopSignalsOptions {
  /** @default ['SIGINT', 'SIGTERM'] */
  readonly signals?: readonly StopSignal[] | undefined;
}

/** What a process is told by its signals, for operators that take a notifier. */
export interface StopSignals {
  /** Emits the name of the first signal, when it comes. */
  readonly drain$: Observable<StopSignal>;
  /** Emits the name of each later one. */
  readonly abort$: Observable<StopSignal>;
}

/**
 * The signals that tell a process to end, as notifiers for a pipeline of operators; a run has
 * {@link drainOnSignals}.
 *
 * Signals are listened to from the first subscription to one of the two until the last ends, and have
 * their default action before and after it: `takeUntil(abort$)` at the end of the pipeline listens as
 * long as the pipeline runs. Below npm, one Ctrl-C comes twice; what comes within 500 ms is taken for the
 * same, also that long after the end.
 *
 * - **Emits** each signal in one of the two. **Completes** and **errors** never.
 * - **Holds at most** nothing; who subscribes late does not hear of earlier signals.
 *
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at the
 * call.
 *
 * @example
 * ```ts
 * import { delay, merge, takeUntil } from 'rxjs';
 * import { chunkBy, drainWhen, fromSource, processChunks, storeTo } from 'sluice';
 * import { jsonLinesStore, stopSignals } from 'sluice/node';
 *
 * const { drain$, abort$ } = stopSignals();
 * fromSource(contacts)
 *   .pipe(
 *     drainWhen(drain$),
 *     chunkBy(100),
 *     processChunks(enrich),
 *     storeTo(jsonLinesStore('.sluice'), { runId: 'contacts' }),
 *     takeUntil(merge(abort$, drain$.pipe(delay(10_000)))),
 *   )
 *   .subscribe();
 * ```
 */
export function stopSignals(options?: StopSignalsOptions): StopSignals {
  const { signals = USUAL } = readOptions<StopSignalsOptions>('stopSignals', options, {
    signals: signalsRule,
  });
  const byNpm = isByNpm(process.env);
  const stops$ = stopsOf(processSignals(signals), clockOf(asyncScheduler), byNpm).pipe(
    share({ resetOnRefCountZero: () => (byNpm ? echoOver$ : of(true)) }),
  );
  const namesOf = (how: Stop<StopSignal>['how']) =>
    stops$.pipe(
      filter((stop) => stop.how === how),
      map(({ signal }) => signal),
    );
  return { drain$: namesOf('drain'), abort$: namesOf('abort') };
}

/** The timer keeps no process. */
const echoOver$ = new Observable<true>((subscriber) => {
  const timer = setTimeout(() => subscriber.next(true), ECHO).unref();
  return () => clearTimeout(timer);
});
