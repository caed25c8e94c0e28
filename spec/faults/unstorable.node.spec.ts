import { lastValueFrom, of, toArray, type Observable } from 'rxjs';
import { isDeepStrictEqual } from 'node:util';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isChunkResult, type ChunkResult } from '../../src/core/chunk-result.js';
import type { Chunk } from '../../src/core/chunk.js';
import type { Outcome } from '../../src/core/outcome.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore, StoredOutcome } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { MemoryFiles } from '../node/support/memory-files.js';
import { storeOn } from '../node/support/runs.js';
import { answeredValues } from './support/values.js';

interface Target {
  readonly value: unknown;
  /** The first call fails. */
  readonly late?: boolean;
  /** Each call fails. */
  readonly bad?: boolean;
}

type Outcomes = readonly Outcome<Target, unknown>[];
type Stored = ChunkResult<Target, unknown> | Chunk<Outcome<Target, unknown>>;

const RETRY = { count: 1, delay: 0 };
const FAILED = new Error('failed');

function fails({ late, bad }: Target, attempt: number): boolean {
  return bad === true || (late === true && attempt === 1);
}

const ofOne = (target: Target, { attempt }: { readonly attempt: number }) => {
  if (fails(target, attempt)) throw FAILED;
  return target.value;
};

const ofChunk = (targets: readonly Target[], { attempt }: { readonly attempt: number }) => {
  if (targets.some((target) => fails(target, attempt))) throw FAILED;
  return targets.map(({ value }) => value);
};

async function handedOn(result$: Observable<Stored>, store: ResultStore): Promise<Outcomes> {
  const all = await lastValueFrom(
    result$.pipe(storeTo<Stored>(store, { runId: 'run' }), toArray()),
  );
  return all.flatMap((result) => (isChunkResult(result) ? [...outcomesOf(result)] : result.items));
}

/** Ways in which a value comes to a store; each target is worked on as it says. */
const WAYS: Readonly<
  Record<string, (targets: readonly Target[], store: ResultStore) => Promise<Outcomes>>
> = {
  'a chunk': (targets, store) =>
    handedOn(of(...targets).pipe(chunkBy(3), processChunks(ofChunk, { retry: RETRY })), store),
  'parts of a chunk': (targets, store) =>
    handedOn(
      of(...targets).pipe(chunkBy(3), processChunks(ofChunk, { retry: RETRY, isolate: true })),
      store,
    ),
  items: (targets, store) =>
    handedOn(
      of(...targets).pipe(chunkBy(3), processChunks(eachItem(ofOne, { retry: RETRY }))),
      store,
    ),
  outcomes: (targets, store) =>
    handedOn(
      of(...targets).pipe(
        mapConcurrent(ofOne, { ordered: true, outcomes: true, retry: RETRY }),
        chunkBy<Outcome<Target, unknown>>(3),
      ),
      store,
    ),
  'a run': async (targets, store) => {
    const run = new BatchProcessor().process<Target, unknown>(targets, ofOne, {
      ...{ store, runId: 'run', retry: RETRY },
    });
    return lastValueFrom(run.results$.pipe(toArray()));
  },
};

/** What is read back later, by another process where there can be one. */
const STORES: Readonly<Record<string, () => () => ResultStore>> = {
  memoryStore: () => {
    const store = memoryStore();
    return () => store;
  },
  jsonLinesStore: () => {
    const files = new MemoryFiles();
    return () => storeOn(files);
  },
};

const KINDS: Readonly<Record<string, Partial<Target>>> = {
  'at once': {},
  'in a second call': { late: true },
};

const same = (a: unknown, b: unknown) => Object.is(a, b) || isDeepStrictEqual(a, b);

const codeOf = (reason: unknown) => (reason as { readonly code?: unknown }).code;

describe('a value that a store may not be able to keep', () => {
  for (const [name, make] of Object.entries(STORES)) {
    for (const [way, run] of Object.entries(WAYS)) {
      for (const [when, kind] of Object.entries(KINDS)) {
        it(`should be kept as it is, or its item be rejected, by ${name}, of ${way} ${when}`, async () => {
          for (const [what, value, json] of answeredValues()) {
            const open = make();
            const bad = way === 'parts of a chunk';
            const targets: Target[] = [{ value: 'a' }, { value, ...kind }, { value: 'c', bad }];
            const told = await run(targets, open());
            const stored = await open().aggregate<StoredOutcome[]>(
              'run',
              (all, outcome) => [...all, outcome],
              [],
            );
            const [info] = await open().runs();

            const isKept = json || name === 'memoryStore';
            const expected = ['fulfilled', isKept ? 'fulfilled' : 'rejected'];
            expected.push(bad ? 'rejected' : 'fulfilled');
            for (const seen of [told, stored]) {
              expect(seen.map(({ status }) => status))
                .withContext(what)
                .toEqual(expected as never);
              const middle = seen[1];
              if (middle?.status === 'fulfilled') {
                expect(same(middle.value, value)).withContext(what).toBeTrue();
              } else {
                expect(codeOf(middle?.reason)).withContext(what).toBe('ERR_UNSTORABLE_VALUE');
              }
            }
            const failed = expected.filter((status) => status === 'rejected').length;
            expect(info?.failed).withContext(what).toBe(failed);
            // What was answered is what is stored: nobody asks for it again. A search calls once more at least.
            const fewest = bad ? 3 : kind.late ? 2 : 1;
            const calls = told[1]?.attempts;
            expect(calls).withContext(what).toBeGreaterThanOrEqual(fewest);
            if (!bad) expect(calls).withContext(what).toBe(fewest);
          }
        });
      }
    }
  }
});
