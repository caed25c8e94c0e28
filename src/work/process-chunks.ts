import {
  asyncScheduler,
  isObservable,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import { boolean, callback, checkValue, integer, readOptions, scheduler } from '../core/options.js';
import type { Live } from '../flow/live.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { ChunkWork, type ChunkWorkSettings } from './chunk-work.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { orderRule, type Order } from './order.js';
import { readRetry, retryRule, type RetryOptions } from './retry/retry-options.js';
import { readTimeouts, timeoutOption, type TimeoutOptions } from './timeouts.js';
import { readTolerance, tolerateRule, type TolerateOptions } from './tolerance.js';
import type { Work } from './work.js';

export interface ProcessChunksOptions<T = unknown> extends FlowOption {
  /** Chunks at once: an integer from 1 to 10,000, or an Observable of such. @default 4 */
  readonly concurrency?: Concurrency | undefined;
  /** Chunks that may wait for a lane; an integer >= 0; with 0 the next is formed when a lane is free. @default 1 */
  readonly prefetch?: number | undefined;
  /**
   * Emit in the order of the input, or of completion (false); or `{ key }`: at most one chunk in work that has an item of
   * that key, in the order of input. @default false
   */
  readonly ordered?: Order<T> | undefined;
  /** Retries of a chunk whose work failed: how many, or how. @default 0 */
  readonly retry?: number | RetryOptions | undefined;
  /** How long things may take, in ms: one call of work, or as named; or an Observable of such. @default no limit */
  readonly timeout?: Live<number | TimeoutOptions> | undefined;
  /** Call work again for parts of a chunk that failed, to find the bad items. @default false */
  readonly isolate?: boolean | undefined;
  /** How many items may fail before the run does, and where they are copied to. @default all, nowhere */
  readonly tolerate?: number | TolerateOptions<T> | undefined;
  /** Times waits and limits, and stamps the results. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Runs work on chunks, several at once, and has its source read only as fast as they finish.
 *
 * Work gets the items of a chunk and `{ signal, attempt, idempotencyKey }`. It answers now, by a Promise, or by an
 * Observable (whose last value counts) with one value per item; with `settled(outcomes)`; or with
 * nothing, if there are no values. If it throws, rejects or answers with another number of values,
 * all items of the chunk are rejected, as data in the result: the run goes on. The array that work gets
 * is a copy, a new one for each call; the items in it are not copied: what work changes in them, the
 * result shows. Plain arrays are taken as chunks too, so any RxJS chunker will do; empty ones are left out.
 *
 * What becomes of a chunk whose call failed, in this order: a FatalError, or what `retry.classify` calls
 * fatal, ends the run; what is retryable is called again as `retry` says, the lane waiting with it; with
 * `isolate` it is called in parts, until each item has passed or failed alone (not when the service as
 * such is unavailable: 429, 502 to 504, no connection); the items that are left are rejected, copied by
 * `tolerate.deadLetter`, and counted by `tolerate`.
 *
 * **Marble** (`concurrency: 2`, work takes 4 frames)
 * ```
 * source  a-b-c-|
 * result  ----a-b-(c|)
 * ```
 *
 * - **Emits** a ChunkResult when a chunk's work has settled; with `ordered`, in the order of input;
 *   with `ordered: { key }` that holds for chunks that share a key, and the others overtake them.
 * - **Completes** when the source has, and all accepted work has settled.
 * - **Errors** with the source, after all accepted work has settled; FatalError; TooManyFailuresError when
 *   more items failed than `tolerate` allows, before the chunk that did it is emitted; with the dead letter
 *   sink; DeadlineExceededError when the run takes too long; BufferOverflowError when more than 1,000 chunks
 *   came that nobody asked for; an error of an option that is an Observable.
 * - **On unsubscribe** leaves the source, then aborts the signals of running work. Late answers are
 *   dropped.
 * - **Holds at most** `concurrency + prefetch` chunks, running, waiting, or kept for order.
 *
 * A lower `concurrency` cancels nothing: no chunk is started until fewer run. An Observable starts
 * with one lane, until its first value.
 *
 * @param work what to do with a chunk's items.
 * @param options `concurrency` (chunks, default 4), `prefetch` (chunks, default 1), `ordered` (default
 * false), `retry` (default 0), `timeout` (ms), `isolate` (default false), `tolerate`, `flow`, `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 *
 * fromSource(readRows())
 *   .pipe(
 *     chunkBy(200),
 *     processChunks((rows, { signal }) => postJson('/api/rows', rows, signal), {
 *       concurrency: 4,
 *       retry: 3,
 *       timeout: 30_000,
 *     }),
 *   )
 *   .subscribe(({ chunk, failures }) => {
 *     console.log(`${chunk.items.length} rows, ${failures.size} failed`);
 *   });
 * ```
 */
export function processChunks<T, R>(
  work: Work<T, R>,
  options?: ProcessChunksOptions<T>,
): OperatorFunction<Chunk<T> | readonly T[], ChunkResult<T, R>> {
  checkValue('processChunks', 'work', work, callback);
  const read = readOptions<ProcessChunksOptions<T>>('processChunks', options, {
    concurrency: concurrencyOption.rule,
    prefetch: integer(0),
    ordered: orderRule,
    retry: retryRule,
    timeout: timeoutOption.rule,
    isolate: boolean,
    tolerate: tolerateRule,
    flow: flowRule,
    scheduler,
  });
  const { timeout } = read;
  const settings: ChunkWorkSettings<T> = {
    concurrency: read.concurrency ?? 4,
    prefetch: read.prefetch ?? 1,
    ordered: read.ordered ?? false,
    retry: readRetry('processChunks', read.retry, read.scheduler),
    timeout: isObservable(timeout) ? timeout : readTimeouts('processChunks', timeout),
    isolate: read.isolate ?? false,
    tolerate: readTolerance<T>('processChunks', read.tolerate),
    scheduler: read.scheduler ?? asyncScheduler,
    flow: read.flow,
  };
  return (source) =>
    new Observable<ChunkResult<T, R>>((subscriber) => {
      new ChunkWork<T, R>(subscriber, work, settings).connect(source);
    });
}
