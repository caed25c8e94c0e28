import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { macrotask } from '../support/ticks.js';

const listeners = () =>
  process.eventNames().reduce((sum, event) => sum + process.listenerCount(event), 0);

/** Of what would keep the process alive, what was not there before. What other specs left may end meanwhile. */
function added(before: readonly string[], after: readonly string[]): readonly string[] {
  const rest = [...before];
  return after.filter((name) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

/** What would keep the process alive: timers, files, sockets. */
async function resources(): Promise<readonly string[]> {
  // Ports of a macrotask itself close in the next one.
  for (let i = 0; i < 5; i++) await macrotask();
  return process
    .getActiveResourcesInfo()
    .filter((name) => name !== 'MessagePort')
    .sort();
}

async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await macrotask();
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

type Ending = (run: BatchRun<number, number>) => Promise<unknown>;

const never = () => new Promise<never>(() => undefined);

describe('a run, and what it leaves', () => {
  const endless = async function* () {
    for (let n = 0; n < 25; n++) yield n;
    await never();
  };
  const processor = new BatchProcessor({ chunkSize: 10 })
    .addResultProcessor(() => undefined)
    .addPostProcessor(() => undefined);
  const store = memoryStore();
  /** Runs that are stopped in the state that the number tells. */
  const begin = (n: number): BatchRun<number, number> => {
    const mode = (['sequential', 'parallel', 'streaming'] as const)[n % 3];
    const fn = n % 2 === 0 ? (each: number) => each : never;
    const stored = n % 5 === 0 ? { store, runId: `run-${n}` } : {};
    return processor.process(endless, fn, { mode, ...stored });
  };
  const ends: readonly Ending[] = [
    (run) => run.abort(),
    (run) => run.close(),
    (run) => run[Symbol.asyncDispose](),
    (run) => run.abort(new Error('enough')),
  ];

  it('should be nothing, after 10,000 that were started and cancelled', async () => {
    const cycle = async (from: number, count: number) => {
      for (let n = from; n < from + count; n += 100) {
        const runs = Array.from({ length: 100 }, (_, i) => begin(n + i));
        for (const [i, run] of runs.entries()) {
          if (i % 3 === 0) run.results$.subscribe({ error: () => undefined });
          if (i % 4 === 1) continue;
          if (i % 4 === 2) await Promise.resolve();
        }
        if (n % 200 === 0) await macrotask();
        await Promise.all(runs.map((run, i) => (ends[i % ends.length] as Ending)(run)));
        for (const { runId } of await store.runs()) await store.delete(runId);
      }
    };
    await cycle(0, 2000);
    const before = { resources: await resources(), listeners: listeners(), heap: await heap() };
    await cycle(2000, 4000);
    const middle = await heap();
    await cycle(6000, 4000);
    const after = { resources: await resources(), listeners: listeners(), heap: await heap() };

    expect(added(before.resources, after.resources)).toEqual([]);
    expect(after.listeners).toBe(before.listeners);
    // Less than 100 bytes a run: one that stayed would hold some thousands.
    expect(Math.min(middle - before.heap, after.heap - middle)).toBeLessThan(400_000);
  }, 120_000);

  it('should be nothing after runs that ended by themselves', async () => {
    const before = { resources: await resources(), listeners: listeners() };
    const dir = mkdtempSync(join(tmpdir(), 'sluice-'));
    try {
      const files = jsonLinesStore(dir, { durability: 'process' });
      for (const mode of ['sequential', 'parallel', 'streaming'] as const) {
        const run = processor.process(Array(100).keys(), (n) => n, {
          mode,
          store: files,
          runId: mode,
        });
        run.progress$.subscribe();
        expect((await run.done).state).toBe('completed');
      }
    } finally {
      rmSync(dir, { recursive: true });
    }

    expect(added(before.resources, await resources())).toEqual([]);
    expect(listeners()).toBe(before.listeners);
  });

  it('should give a job that runs on no reason to stay', async () => {
    const before = await resources();
    const run = processor.process(
      async function* () {
        yield 1;
        await never();
      },
      (n) => n,
    );
    for (let i = 0; i < 5; i++) await macrotask();
    await run.close();

    expect(added(before, await resources())).toEqual([]);
  });
});
