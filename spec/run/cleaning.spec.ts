import { StoreWriteError } from '../../src/core/store-write-error.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore, RunInfo, RunWriter } from '../../src/store/result-store.js';
import { scriptedStore } from '../support/scripted-store.js';
import { macrotask } from '../support/ticks.js';

const FULL = new StoreWriteError('/disk/run', 'ENOSPC', undefined);
const NONE = { maxRuns: 0 };

function completed(store: ResultStore, ...names: readonly string[]): void {
  for (const runId of names) {
    const run = { runId, resume: true, fingerprint: { identity: 'position' } } as const;
    void (store.open(run) as RunWriter).close('completed');
  }
}

async function namesIn(store: ResultStore): Promise<string[]> {
  return (await store.runs()).map(({ runId }) => runId);
}

/** What a run of five chunks tells of cleaning up, and what became of it. */
async function ended(options: RunOptions<number>, told: (event: FlowEvent) => void = () => {}) {
  const events: FlowEvent[] = [];
  const settings = { chunkSize: 1, mode: 'sequential', runId: 'own', ...options } as const;
  const run = new BatchProcessor().process([1, 2, 3, 4, 5], (n) => n, settings);
  run.events$.subscribe((event) => {
    if (event.type === 'cleanedUp') events.push(event);
    told(event);
  });
  const { state, error } = await run.done;
  return { state, error, events };
}

describe('a run with retention', () => {
  it('should remove runs when it is open, and tell which', async () => {
    const store = memoryStore();
    completed(store, 'a', 'b');

    const { state, events } = await ended({ store, retention: NONE });

    expect(state).toBe('completed');
    expect(events).toEqual([{ type: 'cleanedUp', removed: ['a', 'b'], failed: [] }]);
    expect(await namesIn(store)).toEqual(['own']);
  });

  it('should remove them before its first result is stored', async () => {
    const inner = scriptedStore();
    completed(inner, 'a');
    const names: string[][] = [];
    const store: ResultStore = {
      ...inner,
      open: (run) => {
        const writer = inner.open(run) as RunWriter;
        const append: RunWriter['append'] = async (record) => {
          names.push(await namesIn(inner));
          return writer.append(record);
        };
        return { ...writer, append };
      },
      runs: async () => {
        await macrotask();
        return inner.runs();
      },
    };

    await ended({ store, retention: NONE });

    expect(names.length).toBe(5);
    expect(names[0]).toEqual(['own']);
  });

  it('should say nothing where nothing is to be removed', async () => {
    const { events } = await ended({ store: memoryStore(), retention: NONE, cleanupInterval: 1 });

    expect(events).toEqual([]);
  });

  it('should clean up once, unless an interval is given', async () => {
    const inner = scriptedStore();
    const times = async (options: RunOptions<number>) => {
      let listed = 0;
      const store = { ...inner, runs: () => (listed++, inner.runs()) };
      await ended({ store, retention: NONE, resume: false, ...options });
      return listed;
    };

    expect(await times({ runId: 'a' })).toBe(1);
    expect(await times({ runId: 'b', cleanupInterval: 2 })).toBe(3);
    expect(await times({ runId: 'c', cleanupInterval: 5 })).toBe(2);
    expect(await times({ runId: 'd', cleanupInterval: 6 })).toBe(1);
  });

  it('should never remove its own run, also when the last cleaning takes long', async () => {
    const inner = scriptedStore();
    let listed = 0;
    const slow: ResultStore = {
      ...inner,
      runs: async () => {
        if (listed++ > 0) for (let turn = 0; turn < 20; turn++) await Promise.resolve();
        return inner.runs();
      },
    };

    const retention = { ...NONE, unfinished: true };
    const { state } = await ended({ store: slow, retention, cleanupInterval: 5 });

    await macrotask();
    expect([state, listed]).toEqual(['completed', 2]);
    expect(await namesIn(inner)).toEqual(['own']);
  });

  it('should not fail by what fails while it cleans up, but tell', async () => {
    const inner = scriptedStore();
    completed(inner, 'a');
    const stuck = new Error('it cannot be removed');
    const store = { ...inner, delete: () => Promise.reject(stuck) };

    const { state, events } = await ended({ store, retention: NONE });

    expect(state).toBe('completed');
    expect(events).toEqual([
      { type: 'cleanedUp', removed: [], failed: [{ runId: 'a', reason: stuck }] },
    ]);
  });

  it('should not fail where runs cannot be listed, but tell', async () => {
    const unlisted = new Error('they cannot be listed');
    const runs = (): Promise<RunInfo[]> => Promise.reject(unlisted);

    const { state, events } = await ended({ store: { ...scriptedStore(), runs }, retention: NONE });

    expect(state).toBe('completed');
    expect(events).toEqual([
      { type: 'cleanedUp', removed: [], failed: [{ runId: undefined, reason: unlisted }] },
    ]);
  });

  it('should make room before it tries again, when the store is full', async () => {
    const log: string[] = [];
    const store = scriptedStore({
      append: ({ values: [value] }) => {
        log.push(`append ${String(value)}`);
        if (value === 2 && log.filter((line) => line === 'append 2').length === 1) {
          completed(store, 'a');
          throw FULL;
        }
        return undefined;
      },
    });
    const { state, events } = await ended(
      { store, retention: NONE, whenFull: { retryEvery: 1 } },
      ({ type }) => log.push(type),
    );

    expect(state).toBe('completed');
    expect(events.length).toBe(1);
    const from = log.indexOf('append 2');
    expect(log.slice(from, from + 5)).toEqual([
      ...['append 2', 'storeFull', 'cleanedUp', 'append 2', 'stored'],
    ]);
  });

  it('should end at the first write that finds no room, unless it is to wait', async () => {
    const store = scriptedStore({
      append: () => {
        throw FULL;
      },
    });

    const { state, error } = await ended({ store, retention: NONE });

    expect([state, error]).toEqual(['failed', FULL]);
    expect(store.log).toEqual(['open own', 'append 1', 'close']);
  });

  it('should hand on what the store could not keep', async () => {
    const store = memoryStore();
    const unstorable = new Map([[0, new Error('unfit')]]);
    const scripted = scriptedStore({ append: () => unstorable as never });
    const run = new BatchProcessor().process([1], (n) => n, {
      ...{ store: scripted, runId: 'own', retention: NONE },
    });
    const { stats } = await run.done;

    expect(stats.failed).toBe(1);
    expect(await namesIn(store)).toEqual([]);
  });
});
