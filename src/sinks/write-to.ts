import { Observable } from 'rxjs';
import { callback, checkValue, having, integer, readOptions } from '../core/options.js';
import type { FailedOutcome, FulfilledOutcome } from '../core/outcome.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import type { Storable } from '../store/storable.js';
import type { Sink } from './sink.js';
import { Writes } from './writes.js';

export interface WriteToOptions<Row> extends FlowOption {
  /** Makes a row of an item that went well. @default its value */
  readonly row?: ((outcome: FulfilledOutcome<never, never>) => Row) | undefined;
  /** Where items go that did not: as outcomes, with `item`, `position` and `reason`. @default nowhere */
  readonly failed?: Sink<FailedOutcome<unknown>> | undefined;
  /** Results that may wait while one is written; an integer >= 0. @default 1 */
  readonly prefetch?: number | undefined;
}

/**
 * Writes a row for each item that went well, and hands its result on when the rows are written.
 *
 * Above `storeTo` no row is lost: a result is stored after its rows are written. What was written and not
 * yet stored when the process died is written again by the next start, so that rows should have a key of
 * their own, by which a second one takes the place of the first.
 *
 * **Marble** (a write takes 3 frames, `prefetch: 1`)
 * ```
 * results  a-b------|
 * written  ---a--b--|
 * ```
 *
 * - **Emits** what it was given, unchanged, one after another, each after its rows are written.
 * - **Completes** when the source has, all is written, and the sink is closed.
 * - **Errors** when the sink does, to write or to close, or `row` throws; with the source, after all that was
 *   accepted is written; TypeError `ERR_INVALID_ARG_TYPE` for anything but results of chunks and chunks of
 *   outcomes; BufferOverflowError when more than 1,000 results came unasked.
 * - **On unsubscribe** leaves the source, aborts the signal of the write that is under way, and closes the
 *   sink when that has ended.
 * - **Holds at most** `prefetch` results besides the one being written.
 *
 * @param sink where to.
 * @param options `row`: makes a row of an outcome (default its value); `failed`: where failed items go
 * (default nowhere); `prefetch` (results, default 1); `flow`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 * import { sqlTable, writeTo } from 'sluice/sinks';
 *
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), writeTo(sqlTable(db, 'enriched', { key: 'id' })))
 *   .subscribe();
 * ```
 */
export function writeTo<Row>(
  sink: Sink<Row>,
  options?: WriteToOptions<Row>,
): <S extends Storable>(source: Observable<S>) => Observable<S> {
  const rule = having('a Sink', 'write');
  checkValue('writeTo', 'sink', sink, rule);
  const {
    row,
    failed,
    prefetch = 1,
    flow,
  } = readOptions<WriteToOptions<Row>>('writeTo', options, {
    row: callback,
    failed: rule,
    prefetch: integer(0),
    flow: flowRule,
  });
  return <S extends Storable>(source: Observable<S>) =>
    new Observable<S>((subscriber) => {
      new Writes<S>(subscriber, {
        sink,
        row: row as ((outcome: FulfilledOutcome<unknown, unknown>) => unknown) | undefined,
        failed,
        prefetch,
        flow,
      }).connect(source);
    });
}
