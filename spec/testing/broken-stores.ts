import * as fc from 'fast-check';
import type { PullSource } from '../../src/flow/pull-source.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../src/store/result-store.js';
import { read, type Case, type StoreFixture } from '../../src/testing/result-store/probe.js';

/** A store with one fault, made of one that has none. */
export type Fault = (store: ResultStore) => ResultStore;

/** Of a case of the kit, faults that it has to find, by name. */
export type Faults = Readonly<Record<string, Readonly<Record<string, Fault>>>>;

/** Changes some members of a store. */
export function stores(change: (store: ResultStore) => Partial<ResultStore>): Fault {
  return (store) => ({
    open: (run) => store.open(run),
    runs: () => store.runs(),
    results: (runId) => store.results(runId),
    failures: (runId) => store.failures(runId),
    aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
    delete: (runId) => store.delete(runId),
    ...change(store),
  });
}

/** Changes some members of each writer. */
export function writers(change: (writer: RunWriter, run: OpenRun) => Partial<RunWriter>): Fault {
  return stores((store) => ({
    open: (run) => {
      const writer = store.open(run) as RunWriter;
      return { ...writer, ...change(writer, run) };
    },
  }));
}

/** Changes records on their way in. */
export function records(change: (record: ChunkRecord) => ChunkRecord): Fault {
  return writers((writer) => ({ append: (record) => writer.append(change(record)) }));
}

/** Changes what is read, all at once. */
export function readings(change: (outcomes: StoredOutcome[]) => readonly StoredOutcome[]): Fault {
  return stores((store) => ({
    results: (runId) => {
      const source = store.results(runId);
      return pages(async () => change(await read(source)));
    },
  }));
}

/** A source of one list, in pages of the size that is asked for, or as the fault has it. */
export function pages(
  all: () => Promise<readonly StoredOutcome[]>,
  size = (max: number) => max,
): PullSource<StoredOutcome> {
  let left: StoredOutcome[] | undefined;
  return {
    pull: async (max) => {
      left ??= [...(await all())];
      return left.length === 0 ? null : left.splice(0, size(max));
    },
  };
}

/** What a case finds wrong with a store; empty if nothing. */
async function findings(test: Case, fault: Fault): Promise<unknown[]> {
  const found: unknown[] = [];
  const store = fault(memoryStore());
  const fixture: StoreFixture = { open: () => store, dispose: () => undefined };
  try {
    await test(fixture, (actual, expected) => {
      const [one, other] = [fc.stringify(actual), fc.stringify(expected)];
      if (one !== other) found.push(`${one} instead of ${other}`);
    });
  } catch (error) {
    found.push(error);
  }
  return found;
}

/** Specs of a part of the kit: it finds each fault, and nothing in a store that has none. */
export function describeFaults(
  name: string,
  cases: Readonly<Record<string, Case>>,
  faults: Faults,
): void {
  describe(name, () => {
    it('should find nothing wrong with a store that is right', async () => {
      for (const [title, test] of Object.entries(cases)) {
        expect(await findings(test, (store) => store))
          .withContext(title)
          .toEqual([]);
      }
    });

    it('should have a fault for each case', () => {
      expect(Object.keys(faults).sort()).toEqual(Object.keys(cases).sort());
    });

    for (const [title, all] of Object.entries(faults)) {
      for (const [fault, break_] of Object.entries(all)) {
        it(`${title}: should find that ${fault}`, async () => {
          expect((await findings(cases[title]!, break_)).length).toBeGreaterThan(0);
        });
      }
    }
  });
}
