import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import { boolean, callback, checkValue, integer, readOptions, scheduler } from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { ChunkWork } from './chunk-work.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import type { Work } from './work.js';

export interface ProcessChunksOptions extends FlowOption {
  /** Chunks at once: an integer from 1 to 10,000, or an Observable of such. @default 4 */
  readonly concurrency?: Concurrency | undefined;
  /** Chunks that may wait for a lane; an integer >= 0; with 0 the next is formed when a lane is free. @default 1 */
  readonly prefetch?: number | undefined;
  /** Emit in the order of the input; false is in the order of completion. @default false */
  readonly ordered?: boolean | undefined;
  /** Whose clock stamps the results. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Runs work on chunks, several at once, and has its source read only as fast as they finish.
 *
 * Work gets the items of a chunk and `{ signal, attempt }`. It answers now, by a Promise, or by an
 * Observable (whose last value counts) with one value per item; with `settled(outcomes)`; or with
 * nothing, if there are no values. If it throws, rejects or answers with another number of values,
 * all items of the chunk are rejected, as data in the result: the run goes on. The items are the
 * chunk's own and not copied: what work changes in them, the result shows. Plain arrays are taken as
 * chunks too, so any RxJS chunker will do; empty ones are left out.
 *
 * **Marble** (`concurrency: 2`, work takes 4 frames)
 * ```
 * source  a-b-c-|
 * result  ----a-b-(c|)
 * ```
 *
 * - **Emits** a ChunkResult when a chunk's work has settled; with `ordered`, in the order of input.
 * - **Completes** when the source has, and all accepted work has settled.
 * - **Errors** with the source, after all accepted work has settled; BufferOverflowError when more than
 *   1,000 chunks came that nobody asked for; an error of the `concurrency` Observable.
 * - **On unsubscribe** leaves the source, then aborts the signals of running work. Late answers are
 *   dropped.
 * - **Holds at most** `concurrency + prefetch` chunks, running, waiting, or kept for order.
 *
 * A lower `concurrency` cancels nothing: no chunk is started until fewer run. An Observable starts
 * with one lane, until its first value.
 *
 * @param work what to do with a chunk's items.
 * @param options `concurrency` (chunks, default 4), `prefetch` (chunks, default 1), `ordered` (default
 * false), `flow`, `scheduler`.
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
 *     processChunks((rows, { signal }) => postJson('/api/rows', rows, signal), { concurrency: 4 }),
 *   )
 *   .subscribe(({ chunk, failures }) => {
 *     console.log(`${chunk.items.length} rows, ${failures.size} failed`);
 *   });
 * ```
 */
export function processChunks<T, R>(
  work: Work<T, R>,
  options?: ProcessChunksOptions,
): OperatorFunction<Chunk<T> | readonly T[], ChunkResult<T, R>> {
  checkValue('processChunks', 'work', work, callback);
  const read = readOptions<ProcessChunksOptions>('processChunks', options, {
    concurrency: concurrencyOption.rule,
    prefetch: integer(0),
    ordered: boolean,
    flow: flowRule,
    scheduler,
  });
  return (source) =>
    new Observable<ChunkResult<T, R>>((subscriber) => {
      new ChunkWork<T, R>(subscriber, work, {
        concurrency: read.concurrency ?? 4,
        prefetch: read.prefetch ?? 1,
        ordered: read.ordered ?? false,
        scheduler: read.scheduler ?? asyncScheduler,
        flow: read.flow,
      }).connect(source);
    });
}
