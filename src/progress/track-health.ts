import {
  asyncScheduler,
  Observable,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { duration, integer, positive, ratio, readOptions, scheduler } from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { HealthWatch } from './health-watch.js';

export interface TrackHealthOptions extends FlowOption {
  /** The part of items that may fail, from 0 to 1; above it, the rate is high. @default 0.1 */
  readonly errorRate?: number | undefined;
  /** How far the error rate looks back, in ms. @default 60000 */
  readonly window?: number | undefined;
  /** With fewer items in the window the rate is not called high; an integer >= 1. @default 50 */
  readonly minItems?: number | undefined;
  /**
   * So long nothing settles before it is a stall, in ms, or Infinity.
   * @default the longer of 30,000 and ten times what the slowest hundredth of chunks took
   */
  readonly stallAfter?: number | undefined;
  /** So long nobody has a turn before it is told, in ms, or Infinity. @default 200 */
  readonly blockedAfter?: number | undefined;
  /** Times the looks. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Looks after a run, tells as events what is wrong with it, and passes results through unchanged.
 *
 * - `errorRate`: more of the items failed within the window than may, or no more than three quarters of
 *   that again. Rejected items count, by the code, name or type of their reason.
 * - `stalled`: nothing has settled for long, though work is running; it names the work that began first.
 *   Once for each stall. Nothing is aborted: that is what time limits are for.
 * - `loopBlocked`: a timer came late, since code ran for so long in one go that nobody else had a turn.
 *   Not in a page that is hidden, whose timers are late by rule, and never in virtual time.
 *
 * It stands last, and events go to `createFlow().events$` of a flow that it or a boundary is given, to
 * `run.events$` and to the debug log. While work is running it looks by one timer, at most ten times a
 * second by default; it has none while nothing runs, nor after a stall that it has told. A stall is found
 * up to a quarter of `stallAfter` late. While a computer sleeps no time passes for a stall; waking up may
 * count as blocked, where the clock of the platform runs on.
 *
 * **Marble** (`stallAfter: 8`; work takes 4 frames, then for ever)
 * ```
 * source  -a----b
 * result  -----a-
 * events  ---------------s      s = stalled, for 8 ms; oldest: b
 * ```
 *
 * - **Emits** what arrives, unchanged. **Completes / Errors** with the source.
 * - **On unsubscribe** leaves the source and its timer.
 * - **Holds at most** counts: ten buckets of the window.
 *
 * @param options `errorRate`, `window` (ms), `minItems`, `stallAfter` (ms), `blockedAfter` (ms), `flow`,
 * `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, createFlow, fromSource, processChunks, trackHealth } from 'sluice';
 *
 * const flow = createFlow();
 * flow.events$.subscribe((event) => {
 *   if (event.type === 'stalled') console.warn('no progress; oldest work:', event.oldest);
 * });
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(save), trackHealth({ stallAfter: 60_000, flow }))
 *   .subscribe();
 * ```
 */
export function trackHealth<T>(options?: TrackHealthOptions): MonoTypeOperatorFunction<T> {
  const read = readOptions<TrackHealthOptions>('trackHealth', options, {
    errorRate: ratio,
    window: duration(1),
    minItems: integer(1),
    stallAfter: positive,
    blockedAfter: positive,
    flow: flowRule,
    scheduler,
  });
  return (source) =>
    new Observable<T>((subscriber) => {
      new HealthWatch<T>(subscriber, {
        limit: read.errorRate ?? 0.1,
        window: read.window ?? 60_000,
        minItems: read.minItems ?? 50,
        stallAfter: read.stallAfter,
        blockedAfter: read.blockedAfter ?? 200,
        scheduler: read.scheduler ?? asyncScheduler,
        flow: read.flow,
      }).connect(source);
    });
}
