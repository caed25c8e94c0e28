import { Activity } from '../../src/cli/activity.js';
import { watchedStore } from '../../src/cli/watched-store.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ChunkRecord, OpenRun, ResultStore, RunWriter } from '../../src/store/result-store.js';
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
  const { store, closed } = watchedStore(opening, activity);
  let isClosed = false;
  const look = async () => {
    void closed().then(() => (isClosed = true));
    for (let i = 0; i < 10; i++) await Promise.resolve();
    return isClosed;
  };
  return { inner, activity, store, look };
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

  it('should hand on what a writer answers, and how many it takes at once', async () => {
    const answer = new Map();
    const { store } = watched({ append: () => answer, concurrency: 16 });
    const writer = await store.open(run);
    expect(writer.concurrency).toBe(16);
    expect(await writer.append(record)).toBe(answer);
    expect(await writer.isDone([])).toEqual([]);
  });

  it('should be closed before it is opened, and again when the writer has closed', async () => {
    const closing = gate();
    const { store, look } = watched({ close: () => closing.opened });
    expect(await look()).toBeTrue();

    const other = watched({ close: () => closing.opened });
    const writer = await other.store.open(run);
    expect(await other.look()).toBeFalse();
    const closed = writer.close('open');
    expect(await other.look()).toBeFalse();
    closing.open();
    await closed;
    expect(await other.look()).toBeTrue();
    expect(store).toBeDefined();
  });

  it('should be closed when it did not open, or could not be closed', async () => {
    const { store, look } = watched({}, new Error('locked'));
    await expectAsync(store.open(run) as Promise<unknown>).toBeRejectedWithError('locked');
    expect(await look()).toBeTrue();

    const full = watched({ close: () => Promise.reject(new Error('full')) });
    const writer = await full.store.open(run);
    await expectAsync(writer.close('open') as Promise<void>).toBeRejectedWithError('full');
    expect(await full.look()).toBeTrue();
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
