import { Activity } from '../../src/cli/activity.js';
import { Failures } from '../../src/cli/failures.js';
import { watchedStore } from '../../src/cli/watched-store.js';
import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunWriter,
  Unstorable,
} from '../../src/store/result-store.js';
import { gate } from './support/shell.js';

const run: OpenRun = { runId: 'a', resume: true, fingerprint: { identity: 'position' } };
const record: ChunkRecord = { ranges: [[0, 2]], values: [1, 2], failures: new Map() };

function watched(change: Partial<RunWriter> = {}, failure?: Error) {
  const inner = memoryStore();
  const opening: ResultStore = {
    ...{ runs: () => inner.runs(), results: (id) => inner.results(id) },
    ...{ failures: (id) => inner.failures(id), delete: (id) => inner.delete(id) },
    aggregate: (id, fold, seed) => inner.aggregate(id, fold, seed),
    open: async (given) => {
      if (failure !== undefined) throw failure;
      return Object.assign(await inner.open(given), change);
    },
  };
  const activity = new Activity('a', 1, () => 0);
  const failures = new Failures();
  const store = watchedStore(opening, activity, failures);
  return { inner, activity, failures, store };
}

describe('watchedStore', () => {
  it('should store as the store does, and tell of it', async () => {
    const { store, activity } = watched();
    const writer = await store.open(run);
    expect([writer.done, writer.mark, writer.concurrency]).toEqual([[], undefined, 1]);
    expect(activity.snapshot().phase).toBe('running');
    await writer.append(record);
    await writer.close('completed');

    const [info] = await store.runs();
    expect([info?.state, info?.items]).toEqual(['completed', 2]);
    const values = await store.aggregate('a', (sum: unknown[], outcome) => [...sum, outcome], []);
    expect(values.length).toBe(2);
    const { signal } = new AbortController();
    expect((await store.results('a').pull(10, signal))?.length).toBe(2);
    expect(await store.failures('a').pull(10, signal)).toBeNull();
    await store.delete('a');
    expect(await store.runs()).toEqual([]);
  });

  it('should count what is worked on again as not stored yet, and its place as unknown', async () => {
    const mark = { position: 9, cursor: { byte: 90, line: 9 } };
    const info = { items: 9, failed: 4 } as RunWriter['info'];
    const failed = [[2, 4]] as const;
    const { store, activity } = watched({ info, mark, failed });
    const opened = spyOn(activity, 'opened').and.callThrough();
    const writer = await store.open(run);
    expect([writer.failed, writer.mark]).toEqual([failed, mark]);
    expect(opened.calls.mostRecent().args as unknown[]).toEqual([
      { items: 7, failed: 2 },
      undefined,
    ]);

    const plain = watched({ info, mark });
    const told = spyOn(plain.activity, 'opened').and.callThrough();
    await plain.store.open(run);
    expect(told.calls.mostRecent().args as unknown[]).toEqual([{ items: 9, failed: 4 }, mark]);
  });

  it('should hand on what a writer answers, and how many it takes at once', async () => {
    const answer = new Map();
    const { store } = watched({ append: () => answer, concurrency: 16 });
    const writer = await store.open(run);
    expect(writer.concurrency).toBe(16);
    expect(await writer.append(record)).toBe(answer);
    expect(await writer.isDone([])).toEqual([]);
  });

  it('should fail as the store does: when it opens, stores, closes', async () => {
    const locked = watched({}, new Error('locked'));
    await expectAsync(locked.store.open(run) as Promise<unknown>).toBeRejectedWithError('locked');
    expect(locked.activity.snapshot().phase).toBe('starting');

    const failing = () => Promise.reject(new Error('full'));
    const writer = await watched({ append: failing, close: failing }).store.open(run);
    await expectAsync(writer.append(record) as Promise<unknown>).toBeRejectedWithError('full');
    await expectAsync(writer.close('open') as Promise<void>).toBeRejectedWithError('full');
  });

  it('should tell what failed, and what could not be stored, once it is stored', async () => {
    const writing = gate<Unstorable>();
    const { store, activity, failures } = watched({ append: () => writing.opened });
    const writer = await store.open(run);
    const written = writer.append({
      ranges: [[0, 3]],
      values: [1, undefined, 3],
      failures: new Map([[1, { kind: 'rejected', reason: new Error('no') }]]),
    });
    expect(failures.top(5).groups).toEqual([]);
    writing.open(new Map([[2, new UnstorableValueError('a Date')]]));
    await written;
    expect(failures.top(5).groups.map(({ text }) => text)).toEqual([
      'Error: no',
      jasmine.stringMatching('^UnstorableValueError: '),
    ] as never);
    expect([activity.snapshot().ok, activity.snapshot().failed]).toEqual([1, 2]);
  });

  it('should count a write from its beginning to its end', async () => {
    const writing = gate();
    const { store, activity } = watched({ append: () => writing.opened });
    const writer = await store.open(run);
    const written = writer.append(record);
    expect(activity.snapshot().waitingOn).toBe('store');
    writing.open();
    await written;
    expect(activity.snapshot().waitingOn).toBe('source');
  });
});
