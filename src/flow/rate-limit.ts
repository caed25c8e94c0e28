import {
  asyncScheduler,
  Observable,
  type MonoTypeOperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import { readOptions, scheduler } from '../core/options.js';
import { checkValue } from '../core/options.js';
import { flowRule, type FlowOption } from './create-flow.js';
import { Inlet } from './inlet.js';
import type { Live } from './live.js';
import { RateBoundary } from './rate/rate-boundary.js';
import { fixedRate, followRate, rateRule, type Rate } from './rate/rate.js';

export type { Rate };

export interface RateLimitOptions extends FlowOption {
  /** Whose clock and timer it goes by. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Lets at most so much pass in any window of time, and has its source read no faster.
 *
 * The window slides: at no time did more than `limit` pass within the last `per` milliseconds, and an
 * item goes as soon as that allows. Items pass in order, so one whose key has no room holds up those
 * behind it. While nothing could pass, the gate is closed and the source is not read. Directly above
 * `processChunks` it limits chunks; above the chunker, items, which come in bursts as chunks fill. A
 * boundary below that calls its work again, by `retry` or `isolate`, waits for its turn here, ahead of
 * new items; a chunk then costs what its items cost.
 *
 * **Marble** (`{ limit: 2, per: 5 }`; `p` is a pull)
 * ```
 * pulls   (pp)-(pp)-(p|)
 * result  (ab)-(cd)-(e|)
 * ```
 *
 * - **Emits** what arrives, unchanged and in order.
 * - **Completes / Errors** with the source, after what it holds has passed; errors at once when `cost`
 *   or `key` throws, `cost` gives no finite number >= 0, the Observable of rates fails or gives a wrong
 *   one; BufferOverflowError when more than 65,536 items or 1,000 chunks came that nobody asked for.
 * - **On unsubscribe** leaves the source and the rates, drops what it holds, and stops its timer.
 * - **Holds at most** one item read by `fromSource` directly, or what one pull of the source expands to
 *   (a page that is flattened above waits here, and counts as waiting).
 *
 * `cost` and `key` get what arrives: an item, an outcome, or a chunk. An item that costs more than
 * `limit` goes alone, with the whole window to itself. Rates of an Observable take effect at once, and
 * what was spent still counts; before the first nothing passes. What a store has already is not charged
 * if the chunker stands directly below, or above; with a `key` it is, where the chunker stands below.
 *
 * @param rate `limit` (cost), `per` (ms), `cost` (default 1 each), `key` (default one window for all);
 * or an Observable of these.
 * @param options `flow`, `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, rateLimit } from 'sluice';
 *
 * // 10 requests a second, of up to 100 rows each
 * fromSource(readRows())
 *   .pipe(chunkBy(100), rateLimit({ limit: 10, per: 1000 }), processChunks((rows) => post(rows)))
 *   .subscribe();
 * ```
 */
export function rateLimit<T>(
  rate: Live<Rate<T>>,
  options?: RateLimitOptions,
): MonoTypeOperatorFunction<T> {
  checkValue('rateLimit', 'rate', rate, rateRule);
  const fixed = fixedRate('rateLimit', rate);
  const read = readOptions<RateLimitOptions>('rateLimit', options, { flow: flowRule, scheduler });
  return (source) =>
    new Observable<T>((subscriber) => {
      const boundary = new RateBoundary<T>(subscriber, {
        scheduler: read.scheduler ?? asyncScheduler,
        flow: read.flow,
      });
      const inlet = new Inlet<T>(subscriber, boundary, boundary.gate);
      // After the inlet: the source is left first, and no gate opens to it on the way out.
      subscriber.add(() => {
        boundary.dispose();
      });
      if (fixed !== undefined) boundary.change(fixed);
      followRate('rateLimit', rate, subscriber, (next) => {
        boundary.change(next);
      });
      if (!subscriber.closed) boundary.connect(source, inlet);
    });
}
