import * as fc from 'fast-check';
import type { Range } from '../../src/core/chunk.js';
import { RunExistsError } from '../../src/core/run-exists-error.js';
import { RunNotFoundError } from '../../src/core/run-not-found-error.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type {
  ChunkRecord,
  ResultStore,
  RunWriter,
  StoredOutcome,
} from '../../src/store/result-store.js';

const CAUSE = new Error('bad row');

/** The memory store answers at once. */
function open(store: ResultStore, runId = 'run'): RunWriter {
  return store.open({ runId, resume: true, fingerprint: { identity: 'position' } }) as RunWriter;
}

function read(store: ResultStore, runId = 'run'): StoredOutcome[] {
  const results = store.results(runId);
  const { signal } = new AbortController();
  const outcomes: StoredOutcome[] = [];
  for (;;) {
    const page = results.pull(500, signal) as StoredOutcome[] | null;
    if (page === null) return outcomes;
    outcomes.push(...page);
  }
}

function record(ranges: readonly Range[], values: readonly unknown[]): ChunkRecord {
  return { ranges, values, failures: new Map() };
}

describe('memoryStore', () => {
  it('should give back what was written', () => {
    const store = memoryStore();
    void open(store).append(record([[0, 2]], ['a', 'b']));

    expect(read(store)).toEqual([
      { position: 0, status: 'fulfilled', value: 'a' },
      { position: 1, status: 'fulfilled', value: 'b' },
    ]);
  });

  it('should give results in the order of positions, in whatever order they were written', () => {
    const store = memoryStore();
    const writer = open(store);
    void writer.append(record([[4, 6]], ['e', 'f']));
    void writer.append(record([[0, 1]], ['a']));
    void writer.append(record([[1, 4]], ['b', 'c', 'd']));

    expect(read(store).map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(read(store)).toContain({ position: 4, status: 'fulfilled', value: 'e' });
  });

  it('should put the stretches of one record into their places', () => {
    const store = memoryStore();
    const writer = open(store);
    void writer.append(
      record(
        [
          [3, 4],
          [0, 2],
        ],
        ['d', 'a', 'b'],
      ),
    );
    void writer.append(record([[2, 3]], ['c']));

    const values = read(store).map((outcome) => 'value' in outcome && outcome.value);
    expect(values).toEqual(['a', 'b', 'c', 'd']);
  });

  it('should give failures with their kind and reason, in their place', () => {
    const store = memoryStore();
    const writer = open(store);
    void writer.append({
      ranges: [
        [5, 6],
        [0, 3],
      ],
      values: ['f', undefined, undefined, 'c'],
      failures: new Map([
        [1, { kind: 'rejected', reason: CAUSE }],
        [2, { kind: 'skipped', reason: 'stale' }],
      ]),
    });

    expect(read(store)).toEqual([
      { position: 0, status: 'rejected', reason: CAUSE },
      { position: 1, status: 'skipped', reason: 'stale' },
      { position: 2, status: 'fulfilled', value: 'c' },
      { position: 5, status: 'fulfilled', value: 'f' },
    ]);
  });

  it('should tell a value of undefined from a failure', () => {
    const store = memoryStore();
    void open(store).append(record([[0, 1]], [undefined]));

    expect(read(store)).toEqual([{ position: 0, status: 'fulfilled', value: undefined }]);
  });

  it('should have nothing to read of a run without results, and refuse a run that it does not know', async () => {
    const store = memoryStore();
    void open(store, 'empty').close('completed');

    expect(read(store, 'empty')).toEqual([]);
    for (const call of [() => store.results('unknown'), () => store.failures('unknown')]) {
      expect(call).toThrowError(RunNotFoundError);
    }
    await expectAsync(store.aggregate('unknown', (sum: number) => sum, 0)).toBeRejectedWithError(
      RunNotFoundError,
    );
    await expectAsync(store.delete('unknown')).toBeRejectedWithError(RunNotFoundError);
  });

  it('should refuse a run that exists where resuming is refused', () => {
    const store = memoryStore();
    const run = { runId: 'enrich', resume: false, fingerprint: { identity: 'position' } } as const;
    void (store.open(run) as RunWriter).close('completed');

    expect(() => store.open(run)).toThrowMatching(
      (error: RunExistsError) =>
        error instanceof RunExistsError &&
        error.code === 'ERR_RUN_EXISTS' &&
        error.name === 'RunExistsError' &&
        error.runId === 'enrich',
    );
  });

  it('should keep runs apart, and stores', () => {
    const [store, other] = [memoryStore(), memoryStore()];
    void open(store, 'one').append(record([[0, 1]], ['a']));
    void open(store, 'two').append(record([[0, 1]], ['b']));
    void open(other, 'one').append(record([[0, 1]], ['c']));

    const values = [read(store, 'one'), read(store, 'two'), read(other, 'one')];
    expect(values.flat().map((outcome) => 'value' in outcome && outcome.value)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('should read what was written up to the moment when it was asked', () => {
    const store = memoryStore();
    const writer = open(store);
    void writer.append(record([[0, 1]], ['a']));
    const results = store.results('run');
    void writer.append(record([[1, 2]], ['b']));
    const signal = new AbortController().signal;

    expect(results.pull(500, signal)).toEqual([{ position: 0, status: 'fulfilled', value: 'a' }]);
    expect(results.pull(500, signal)).toBeNull();
    expect(read(store).length).toBe(2);
  });

  it('should give at most as many results at once as it is asked for', () => {
    const store = memoryStore();
    const writer = open(store);
    void writer.append(record([[0, 3]], ['a', 'b', 'c']));
    void writer.append(record([[3, 5]], ['d', 'e']));
    const results = store.results('run');
    const signal = new AbortController().signal;
    const pull = (max: number) =>
      (results.pull(max, signal) as StoredOutcome[] | null)?.map(({ position }) => position);

    expect([pull(2), pull(2), pull(2), pull(2)]).toEqual([[0, 1], [2, 3], [4], undefined]);
  });

  it('should give every position once, in order, however the items were cut and mixed', () => {
    const shapes = fc
      .array(fc.integer({ min: 1, max: 5 }), { maxLength: 20 })
      .chain((sizes) =>
        fc.tuple(
          fc.constant(sizes),
          fc.shuffledSubarray([...sizes.keys()], { minLength: sizes.length }),
        ),
      );
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 4 }), ([sizes, order], perRecord) => {
        const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
        const store = memoryStore();
        const writer = open(store);
        for (let i = 0; i < order.length; i += perRecord) {
          const ranges = order.slice(i, i + perRecord).map((at): Range => {
            const start = starts[at] ?? 0;
            return [start, start + (sizes[at] ?? 0)];
          });
          const positions = ranges.flatMap(([start, end]) =>
            Array.from({ length: end - start }, (_, k) => start + k),
          );
          const odd = positions.map((position, place) => [position, place] as const);
          const failures = new Map(
            odd
              .filter(([position]) => position % 3 === 0)
              .map(([position, place]) => [place, { kind: 'rejected', reason: position } as const]),
          );
          void writer.append({ ranges, values: positions, failures });
        }
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const expected = Array.from({ length: total }, (_, position): StoredOutcome =>
          position % 3 === 0
            ? { position, status: 'rejected', reason: position }
            : { position, status: 'fulfilled', value: position },
        );
        expect(read(store)).toEqual(expected);
      }),
    );
  });
});
