import { WatchedStore, type StoreHooks } from '../../src/run/watched-store.js';
import type { OpenRun, ResultStore, RunWriter } from '../../src/store/result-store.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { macrotask } from '../support/ticks.js';
import { scriptedStore } from '../support/scripted-store.js';

const RUN: OpenRun = { runId: 'run', resume: true, fingerprint: { identity: 'position' } };
const RECORD = { ranges: [[0, 1]], values: ['a'], failures: new Map() } as const;

function watched(store: ResultStore, hooks: Partial<StoreHooks> = {}): WatchedStore {
  return new WatchedStore(store, {
    opened: () => undefined,
    completing: () => Promise.resolve(),
    oneByOne: false,
    ...hooks,
  });
}

/** Whether it has resolved by now, and by the time that all is due that is. */
async function isIdle(store: WatchedStore): Promise<boolean> {
  let idle = false;
  void store.idle().then(() => (idle = true));
  await macrotask();
  return idle;
}

describe('WatchedStore', () => {
  it('should write and read as the store does', async () => {
    const inner = memoryStore();
    const { store } = watched(inner);
    const writer = await store.open(RUN);
    await writer.append({
      ...RECORD,
      failures: new Map([[0, { kind: 'rejected', reason: 'no' }]]),
    });
    await writer.close('completed');
    const outcomes = await store.aggregate('run', (list: unknown[], each) => [...list, each], []);

    expect(outcomes).toEqual([{ position: 0, status: 'rejected', reason: 'no' }]);
    expect(await store.runs()).toEqual(await inner.runs());
    expect(store.results('run').pull(9, new AbortController().signal)).toEqual(outcomes as never);
    expect(store.failures('run').pull(9, new AbortController().signal)).toEqual(outcomes as never);
    await store.delete('run');
    expect(await inner.runs()).toEqual([]);
  });

  it('should hand on what the writer knows, and ask it as itself', async () => {
    const mark = { position: 3, cursor: 'c' };
    class Writer {
      readonly keys = ['a'];
      readonly info = { ...infoOf(), items: 3 };
      readonly done: RunWriter['done'] = [[0, 3]];
      readonly failed: RunWriter['done'] = [[1, 2]];
      readonly mark = mark;
      readonly concurrency = 16;
      isDone(keys: readonly string[]) {
        return keys.map((key) => this.keys.includes(key));
      }
      append() {
        return new Map([[this.keys.length, 'unstorable']]) as never;
      }
      close() {
        return undefined;
      }
    }
    const { store } = watched({ ...memoryStore(), open: () => new Writer() });
    const writer = await store.open(RUN);

    expect([writer.info.items, writer.concurrency]).toEqual([3, 16]);
    expect([writer.done, writer.failed, writer.mark]).toEqual([[[0, 3]], [[1, 2]], mark]);
    expect(writer.isDone(['a', 'b'])).toEqual([true, false]);
    expect(writer.append(RECORD)).toEqual(new Map([[1, 'unstorable']]) as never);
  });

  it('should have one record on its way where the writer does not say', async () => {
    const writer = await watched(scriptedStore()).store.open(RUN);

    expect(writer.concurrency).toBe(1);
  });

  it('should have one record on its way where the next is to wait for it', async () => {
    const lanes = async (oneByOne: boolean) => {
      const inner = scriptedStore({ found: { concurrency: 16 } });
      return (await watched(inner, { oneByOne }).store.open(RUN)).concurrency;
    };

    expect([await lanes(false), await lanes(true)]).toEqual([16, 1]);
  });

  it('should not be idle before a closing has ended that follows in the same call', async () => {
    let closed: () => void = () => undefined;
    const close = () => new Promise<void>((resolve) => (closed = resolve));
    const store = watched(scriptedStore({ close }));
    const writer = await store.store.open(RUN);
    const idle = isIdle(store);
    void writer.close('open');

    expect(await idle).toBeFalse();
    closed();
    expect(await isIdle(store)).toBeTrue();
  });

  it('should tell how much it found that stays, and not what is to be replaced', async () => {
    const found: number[] = [];
    for (const failed of [undefined, [[1, 3]] as const]) {
      const inner = scriptedStore({ found: { info: { ...infoOf(), items: 5 }, failed } });
      await watched(inner, { opened: (kept) => found.push(kept) }).store.open(RUN);
    }

    expect(found).toEqual([5, 3]);
  });

  it('should be idle when nothing is being opened or closed', async () => {
    let opened: (writer: RunWriter) => void = () => undefined;
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => (closed = resolve));
    const writer = { ...(memoryStore().open(RUN) as RunWriter), close: () => closing };
    const opening = new Promise<RunWriter>((resolve) => (opened = resolve));
    const store = watched({ ...memoryStore(), open: () => opening });
    const seen = [await isIdle(store)];
    const run = store.store.open(RUN);
    seen.push(await isIdle(store));
    opened(writer);
    const close = (await run).close('open');
    seen.push(await isIdle(store));
    closed();
    await close;
    seen.push(await isIdle(store));

    expect(seen).toEqual([true, false, false, true]);
  });

  it('should be idle when opening and closing have failed', async () => {
    const error = new Error('no');
    const fail = () => {
      throw error;
    };
    const [unopened, unclosed] = [
      scriptedStore({ open: fail }),
      scriptedStore({ close: fail }),
    ].map((inner) => watched(inner)) as [WatchedStore, WatchedStore];
    await expectAsync(unopened.store.open(RUN) as Promise<unknown>).toBeRejectedWith(error);
    const writer = await unclosed.store.open(RUN);
    await expectAsync(writer.close('open') as Promise<unknown>).toBeRejectedWith(error);

    expect([await isIdle(unopened), await isIdle(unclosed)]).toEqual([true, true]);
  });

  it('should do what is to be done before a run counts as completed, and only then', async () => {
    const log: string[] = [];
    const completing = async () => {
      await macrotask();
      log.push('completing');
    };
    for (const state of ['completed', 'open'] as const) {
      const inner = scriptedStore({ close: (closedAs) => void log.push(closedAs) });
      const writer = await watched(inner, { completing }).store.open(RUN);
      await writer.close(state);
    }

    expect(log).toEqual(['completing', 'completed', 'open']);
  });

  it('should leave the run open, and say why, if that fails', async () => {
    const error = new Error('no');
    const inner = scriptedStore();
    const completing = () => Promise.reject(error);
    const writer = await watched(inner, { completing }).store.open(RUN);

    await expectAsync(writer.close('completed') as Promise<unknown>).toBeRejectedWith(error);
    expect(inner.closedAs).toEqual(['open']);
  });
});

const infoOf = () => (memoryStore().open(RUN) as RunWriter).info;
