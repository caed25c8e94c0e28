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
  info: {
    runId: 'run',
    state: 'open',
    createdAt: 0,
    updatedAt: 0,
    items: 0,
    failed: 0,
    fingerprint: { identity: 'key' },
    holder: undefined,
  },
  done: [[0, 10]],
  mark: { position: 10, cursor: 'page 2' },
  isDone: (keys) => {
    expectTypeOf(keys).toEqualTypeOf<readonly string[]>();
    return keys.map(() => false);
  },
  append: async (record) => {
    expectTypeOf(record).toEqualTypeOf<ChunkRecord>();
  },
  close: (state) => {
    expectTypeOf(state).toEqualTypeOf<'open' | 'completed'>();
  },
};
const own: ResultStore = {
  open: async ({ runId, resume }) => {
    expectTypeOf(runId).toBeString();
    expectTypeOf(resume).toEqualTypeOf<boolean | 'force'>();
    return writer;
  },
  runs: async () => [writer.info],
  results: () => ({ pull: () => null }),
  failures: () => ({ pull: () => null }),
  aggregate: async (_runId, _fold, seed) => seed,
  delete: async () => undefined,
};
storeTo(own, { runId: 'run', resume: 'force', flow: null });

// Items are told apart by a key of their own.
storeTo(own, { runId: 'run', key: (row: { readonly id: string }) => row.id });
// @ts-expect-error a key is a string
storeTo(own, { runId: 'run', key: (row: { readonly id: number }) => row.id });
// @ts-expect-error an unknown word
storeTo(own, { runId: 'run', resume: 'maybe' });

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
