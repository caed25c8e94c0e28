import { expectTypeOf } from 'expect-type';
import { of, type Observable } from 'rxjs';
import {
  BatchProcessor,
  chunkBy,
  defineBatch,
  fixedStrategy,
  fromSource,
  memoryStore,
  settled,
  type BatchRun,
  type BatchStats,
  type BatchSummary,
  type Chunk,
  type ChunkStrategy,
  type FailedOutcome,
  type FlowEvent,
  type MakeStrategy,
  type Outcome,
  type Progress,
  type RunOptions,
  type TargetOutcome,
} from '../../src/index.js';

interface Row {
  readonly id: number;
}
const rows: readonly Row[] = [];
const processor = new BatchProcessor({ chunkSize: 10, store: memoryStore() });

// The function of a target answers now, by a promise or by an Observable; its value is what comes out.
const run = processor.process(rows, async ({ id }) => String(id));
expectTypeOf(run).toEqualTypeOf<BatchRun<Row, string>>();
expectTypeOf(processor.process(rows, ({ id }) => id)).toEqualTypeOf<BatchRun<Row, number>>();
expectTypeOf(processor.process(rows, ({ id }) => of(id))).toEqualTypeOf<BatchRun<Row, number>>();
processor.process(rows, (row, { signal, attempt }) => {
  expectTypeOf(row).toEqualTypeOf<Row>();
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
  expectTypeOf(attempt).toBeNumber();
});

// Work on chunks answers as that of processChunks.
expectTypeOf(processor.processChunks(rows, (chunk) => chunk.map(({ id }) => id))).toEqualTypeOf<
  BatchRun<Row, number>
>();
processor.processChunks(rows, (chunk) =>
  settled(chunk.map(({ id }) => ({ status: 'fulfilled' as const, value: id }))),
);

// Targets are anything that can be read, or a function that makes it.
expectTypeOf(
  processor.process(
    () => rows,
    ({ id }) => id,
  ),
).toEqualTypeOf<BatchRun<Row, number>>();
processor.process(of(1), (n) => n);
processor.process(Promise.resolve(1), (n) => n);
processor.process({ pull: () => [1] }, (n) => n);

// What a run gives.
expectTypeOf(run.results$).toEqualTypeOf<Observable<Outcome<Row, string>>>();
expectTypeOf(run.progress$).toEqualTypeOf<Observable<Progress>>();
expectTypeOf(run.done).toEqualTypeOf<Promise<BatchSummary>>();
expectTypeOf(run.results()).toEqualTypeOf<Promise<readonly TargetOutcome<string>[]>>();
expectTypeOf(run.stats()).toEqualTypeOf<BatchStats>();
expectTypeOf(run.drain()).toEqualTypeOf<Promise<BatchSummary>>();
expectTypeOf(run.close()).toEqualTypeOf<Promise<void>>();

// It is steered while it goes on.
expectTypeOf(run.drain({ deadline: 1000 })).toEqualTypeOf<Promise<BatchSummary>>();
expectTypeOf(run.abort(new Error('enough'))).toEqualTypeOf<Promise<BatchSummary>>();
expectTypeOf(run.events$).toEqualTypeOf<Observable<FlowEvent>>();
expectTypeOf(run.signal).toEqualTypeOf<AbortSignal>();
expectTypeOf(run.configure({ maxConcurrentChunks: 2, timeout: { attempt: 5 } })).toBeVoid();
run.configure({ chunkSize: 10, maxConcurrentTargets: 1, maxProcessingTime: 5 });
run.configure({ rateLimit: { limit: 5, per: 1000 } });
// @ts-expect-error a date is no duration
void run.drain({ deadline: new Date() });
// @ts-expect-error an option that cannot change
run.configure({ mode: 'streaming' });
// @ts-expect-error an option of the wrong type
run.configure({ chunkSize: '10' });

// What becomes of failures, and limits.
processor.process(rows, ({ id }) => id, {
  ...{ retry: 3, timeout: { attempt: 10, run: 1000 }, maxProcessingTime: 100 },
  ...{ ordered: 'key', key: ({ id }: Row) => String(id), signal: run.signal },
  rateLimit: { limit: 5, per: 1000 },
  tolerate: {
    deadLetter: (failed, { signal }) => {
      expectTypeOf(failed).toEqualTypeOf<readonly FailedOutcome<Row>[]>();
      expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    },
  },
});
processor.processChunks(rows, () => {}, { isolate: true, retry: { count: 2, delay: () => of(0) } });
// @ts-expect-error an unknown order
processor.process(rows, ({ id }) => id, { ordered: 'id' });
// @ts-expect-error a rate needs its time
processor.process(rows, ({ id }) => id, { rateLimit: { limit: 1 } });
export const used = async () => {
  for await (const outcome of run) expectTypeOf(outcome).toEqualTypeOf<Outcome<Row, string>>();
  await using owned = processor.process(rows, ({ id }) => id);
  for (const outcome of await owned.results()) {
    if (outcome.status === 'fulfilled') expectTypeOf(outcome.value).toBeNumber();
    else expectTypeOf(outcome.reason).toBeUnknown();
  }
  const { state, outputs } = await run.done;
  expectTypeOf(state).toEqualTypeOf<'completed' | 'failed' | 'drained' | 'aborted'>();
  expectTypeOf(outputs).toEqualTypeOf<readonly unknown[]>();
};

// Options of a processor are those of its runs.
expectTypeOf<ConstructorParameters<typeof BatchProcessor>[0]>().toEqualTypeOf<
  RunOptions | undefined
>();
processor.process(rows, ({ id }) => id, { mode: 'streaming', runId: 'rows', ordered: true });
processor.process(rows, ({ id }) => id, { key: (row) => String(row.id), resume: 'force' });
// @ts-expect-error a key is a string
processor.process(rows, ({ id }) => id, { key: (row) => row.id });
// @ts-expect-error an unknown word
processor.process(rows, ({ id }) => id, { mode: 'hybrid' });
// @ts-expect-error an unknown option
processor.process(rows, ({ id }) => id, { concurrency: 4 });
// @ts-expect-error a strategy that has its own issue
new BatchProcessor({ strategy: 'adaptive' });

// Strategies of one's own: a state machine, a generator, an async generator.
const byId: MakeStrategy<Row> = (): ChunkStrategy<Row> => ({
  push: (row, now) => {
    expectTypeOf(now).toBeNumber();
    return row.id > 5 ? [[row]] : undefined;
  },
  flush: () => undefined,
});
processor.process(rows, ({ id }) => id, { strategy: byId });
processor.process(rows, ({ id }) => id, { strategy: fixedStrategy(5) });
processor.process(rows, ({ id }) => id, {
  *strategy(targets: Iterable<Row>) {
    for (const row of targets) yield [row];
  },
});
processor.process(rows, ({ id }) => id, {
  strategy: async function* (targets: AsyncIterable<Row>) {
    for await (const row of targets) yield [row];
  },
});
// @ts-expect-error a strategy of other targets
processor.process(['a'], (text) => text, { strategy: byId });
expectTypeOf(fromSource(rows).pipe(chunkBy(byId))).toEqualTypeOf<Observable<Chunk<Row>>>();

// Processors and callbacks.
processor
  .addResultProcessor<Row, string>(async (outcomes) => {
    expectTypeOf(outcomes).toEqualTypeOf<readonly Outcome<Row, string>[]>();
  })
  .addPostProcessor<string>(async (results, stats) => {
    expectTypeOf(await results()).toEqualTypeOf<readonly TargetOutcome<string>[]>();
    expectTypeOf(stats).toEqualTypeOf<BatchStats>();
  });
expectTypeOf(
  processor.progressTracker.addCallback((progress, of) => {
    expectTypeOf(progress).toEqualTypeOf<Progress>();
    expectTypeOf(of).toEqualTypeOf<BatchRun<unknown, unknown>>();
  }),
).toEqualTypeOf<() => void>();

// A batch as a value.
const batch = defineBatch({ targets: rows, process: ({ id }) => String(id), chunkSize: 5 });
expectTypeOf(batch.run()).toEqualTypeOf<BatchRun<Row, string>>();
batch.run({ runId: 'rows', store: memoryStore() });
expectTypeOf(
  defineBatch({ targets: rows, processChunks: (chunk) => chunk.map(({ id }) => id) }).run(),
).toEqualTypeOf<BatchRun<Row, number>>();
// @ts-expect-error one of the two is needed
defineBatch({ targets: rows });
// @ts-expect-error and no more than one
defineBatch({ targets: rows, process: () => 1, processChunks: () => [1] });
