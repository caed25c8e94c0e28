import { expectTypeOf } from 'expect-type';
import { of, type Observable } from 'rxjs';
import {
  chunkBy,
  fromSource,
  mapConcurrent,
  memoryStore,
  processChunks,
  storeTo,
  type Chunk,
  type ChunkRecord,
  type ChunkResult,
  type Outcome,
  type ResultStore,
  type RunWriter,
  type StoredOutcome,
} from '../../src/index.js';

const store = memoryStore();
expectTypeOf(store).toEqualTypeOf<ResultStore>();

// It hands on what it was given, in its own type.
const results$ = of('a').pipe(
  chunkBy(2),
  processChunks((texts) => texts.map((text) => text.length)),
);
expectTypeOf(results$.pipe(storeTo(store, { runId: 'run' }))).toEqualTypeOf<
  Observable<ChunkResult<string, number>>
>();
const outcomes$ = of('a').pipe(
  mapConcurrent((text) => text.length, { outcomes: true }),
  chunkBy(2),
);
expectTypeOf(outcomes$.pipe(storeTo(store, { runId: 'run', prefetch: 0 }))).toEqualTypeOf<
  Observable<Chunk<Outcome<string, number>>>
>();

// What is read back has been anything.
fromSource(store.results('run')).subscribe((outcome) => {
  expectTypeOf(outcome).toEqualTypeOf<StoredOutcome>();
  if (outcome.status === 'fulfilled') expectTypeOf(outcome.value).toBeUnknown();
  else expectTypeOf(outcome.reason).toBeUnknown();
});

// A store of one's own.
const writer: RunWriter = {
  append: async (record) => {
    expectTypeOf(record).toEqualTypeOf<ChunkRecord>();
  },
  close: () => undefined,
};
const own: ResultStore = {
  open: async ({ runId }) => {
    expectTypeOf(runId).toBeString();
    return writer;
  },
  results: () => ({ pull: () => null }),
};
storeTo(own, { runId: 'run', flow: null });

// @ts-expect-error a run has a name
storeTo(store, {});
// @ts-expect-error a run has a name
storeTo(store);
// @ts-expect-error an unknown option
storeTo(store, { runId: 'run', concurrency: 2 });
// @ts-expect-error chunks that nobody has worked on are no results
of('a').pipe(chunkBy(2), storeTo(store, { runId: 'run' }));
const single$ = of('a').pipe(mapConcurrent((text) => text, { outcomes: true }));
// @ts-expect-error single outcomes have to be gathered into chunks first
single$.pipe(storeTo(store, { runId: 'run' }));
