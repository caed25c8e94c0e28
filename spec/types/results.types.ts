import { expectTypeOf } from 'expect-type';
import { of, type Observable, type OperatorFunction } from 'rxjs';
import {
  chunkBy,
  processChunks,
  type Chunk,
  type ChunkResult,
  type ClosedBy,
  type ItemFailure,
  type Outcome,
  type Range,
  type Work,
} from '../../src/index.js';

interface Row {
  readonly id: number;
}

// A chunk.
declare const chunk: Chunk<Row>;
expectTypeOf(chunk.items).toEqualTypeOf<readonly Row[]>();
expectTypeOf(chunk.ranges).toEqualTypeOf<readonly Range[]>();
expectTypeOf(chunk.ranges[0]).toEqualTypeOf<readonly [start: number, end: number] | undefined>();
expectTypeOf(chunk.closedBy).toEqualTypeOf<ClosedBy>();
expectTypeOf(chunk).toExtend<Chunk<unknown>>();
// @ts-expect-error what travels is not to be changed
chunk.items[0] = { id: 2 };
// @ts-expect-error nor is what is known of it
chunk.weight = 0;

// A result of it.
declare const result: ChunkResult<Row, string>;
expectTypeOf(result.chunk).toEqualTypeOf<Chunk<Row>>();
expectTypeOf(result.values).toEqualTypeOf<readonly (string | undefined)[]>();
expectTypeOf(result.failures).toEqualTypeOf<ReadonlyMap<number, ItemFailure>>();
expectTypeOf(result.failures.get(0)?.kind).toEqualTypeOf<
  'rejected' | 'skipped' | 'cancelled' | undefined
>();
expectTypeOf(result.failures.get(0)?.reason).toBeUnknown();
// @ts-expect-error a value may be missing
result.values satisfies readonly string[];
// @ts-expect-error failures are told, not made
result.failures = new Map();

// Without values there is nothing to know about them, and nothing is any.
const chunks$ = of<Row>({ id: 1 }).pipe(chunkBy(2));
expectTypeOf(chunks$.pipe(processChunks(() => undefined))).toEqualTypeOf<
  Observable<ChunkResult<Row, unknown>>
>();
expectTypeOf(chunks$.pipe(processChunks(() => {}))).toEqualTypeOf<
  Observable<ChunkResult<Row, unknown>>
>();
expectTypeOf(chunks$.pipe(processChunks(async () => {}))).toEqualTypeOf<
  Observable<ChunkResult<Row, unknown>>
>();

// Work as a value of its own.
const work: Work<Row, string> = (rows) => rows.map(({ id }) => String(id));
expectTypeOf(processChunks(work)).toEqualTypeOf<
  OperatorFunction<Chunk<Row> | readonly Row[], ChunkResult<Row, string>>
>();
processChunks(work, { concurrency: of(1, 2), prefetch: 0, ordered: true, flow: null });
// @ts-expect-error work may not change the items
processChunks((rows: Row[]) => rows);
// @ts-expect-error work is needed
processChunks();

// An outcome tells by its status what it holds.
declare const outcome: Outcome<Row, string>;
expectTypeOf(outcome.item).toEqualTypeOf<Row>();
expectTypeOf(outcome.position).toBeNumber();
expectTypeOf(outcome.attempts).toBeNumber();
if (outcome.status === 'fulfilled') {
  expectTypeOf(outcome.value).toBeString();
  // @ts-expect-error no reason without a failure
  outcome satisfies { readonly reason: unknown };
} else {
  expectTypeOf(outcome.status).toEqualTypeOf<'rejected' | 'skipped' | 'cancelled'>();
  expectTypeOf(outcome.reason).toBeUnknown();
  // @ts-expect-error no value without success
  outcome satisfies { readonly value: string };
}
