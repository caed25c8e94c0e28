import { asyncScheduler, timer, type Observable, type SchedulerLike } from 'rxjs';
import {
  callback,
  duration,
  oneOf,
  readOptions,
  scheduler,
  type OptionRule,
} from '../../core/options.js';
import { retryAfterOf } from './retry-after.js';

export interface BackoffOptions {
  /** Longest wait before the first retry, in ms; >= 0. @default 200 */
  readonly initial?: number | undefined;
  /** How much longer each further wait may be; a number >= 1. @default 2 */
  readonly factor?: number | undefined;
  /** Longest wait of all, in ms, unless the error asks for more. @default 30_000 */
  readonly max?: number | undefined;
  /** `'full'`: anything from 0 to the longest; `'none'`: the longest. @default 'full' */
  readonly jitter?: 'full' | 'none' | undefined;
  /** A number from 0 to 1, for the jitter. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Whose timer waits. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Makes the `delay` of a retry: waits that grow, each of a random part, so that callers who failed
 * together do not come back together.
 *
 * Before retry n it waits a random time up to `initial * factor ** (n - 1)`, at most `max`. If the error
 * asks for more, by the header `Retry-After` (seconds or a date, in the `headers` of the error, of its
 * `response` or of a cause) or by a number `retryAfter` (ms), it waits that long, whatever `max` says.
 * It is also a `delay` for the `retry` of RxJS.
 *
 * **Marble** (`initial: 2, jitter: 'none'`; the third call ends well)
 * ```
 * calls   x-x---a
 * ```
 *
 * - **Emits** 0 when the wait is over.
 * - **Completes** then.
 * - **Errors** never.
 * - **On unsubscribe** clears its timer.
 * - **Holds at most** nothing.
 *
 * "Full jitter" is the name of Marc Brooker's "Exponential Backoff And Jitter", AWS Architecture Blog.
 *
 * @param options `initial` (ms, default 200), `factor` (default 2), `max` (ms, default 30,000), `jitter`
 * (default `'full'`), `random` (default `Math.random`), `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { backoff, processChunks } from 'sluice';
 *
 * const post = processChunks(postRows, {
 *   retry: { count: 5, delay: backoff({ initial: 1000, max: 60_000 }) },
 * });
 * ```
 */
export function backoff(
  options?: BackoffOptions,
): (error: unknown, retryCount: number) => Observable<0> {
  const read = readOptions<BackoffOptions>('backoff', options, {
    initial: duration(0),
    factor: atLeastOne,
    max: duration(0),
    jitter: oneOf('full', 'none'),
    random: callback,
    scheduler,
  });
  const random = read.jitter === 'none' ? () => 1 : (read.random ?? Math.random);
  const timers = read.scheduler ?? asyncScheduler;
  return (error, retryCount) => {
    const wait = random() * longestWait(retryCount, read);
    return timer(Math.max(wait, retryAfterOf(error, timers.now()) ?? 0), timers);
  };
}

const atLeastOne: OptionRule = {
  expected: 'a number >= 1',
  check: (value) => {
    if (typeof value !== 'number') return 'type';
    return value >= 1 && value < Infinity ? 'ok' : 'range';
  },
};

function longestWait(
  retryCount: number,
  { initial = 200, factor = 2, max = 30_000 }: BackoffOptions,
): number {
  // Capped before it is multiplied: 0 times Infinity is no number.
  const growth = Math.min(factor ** (retryCount - 1), Number.MAX_VALUE);
  return Math.min(max, initial * growth);
}
