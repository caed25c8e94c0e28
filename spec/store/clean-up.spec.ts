import * as fc from 'fast-check';
import { RunLockedError } from '../../src/core/run-locked-error.js';
import { RunNotFoundError } from '../../src/core/run-not-found-error.js';
import { cleanUp } from '../../src/store/clean-up.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore, RunInfo, RunWriter } from '../../src/store/result-store.js';

const identity = { fingerprint: { identity: 'position' }, resume: true } as const;

const opened = (store: ResultStore, runId: string) =>
  store.open({ runId, ...identity }) as RunWriter;

async function namesIn(store: ResultStore): Promise<string[]> {
  return (await store.runs()).map(({ runId }) => runId);
}

function completed(store: ResultStore, ...names: readonly string[]): void {
  for (const name of names) void opened(store, name).close('completed');
}

/** A store whose runs cannot be removed for these reasons. */
function refusing(store: ResultStore, reasons: Readonly<Record<string, unknown>>): ResultStore {
  return {
    ...store,
    open: (run) => store.open(run),
    runs: () => store.runs(),
    results: (runId) => store.results(runId),
    delete: (runId) => (runId in reasons ? Promise.reject(reasons[runId]) : store.delete(runId)),
  };
}

describe('cleanUp', () => {
  it('should remove what is beyond a limit, and tell what it was', async () => {
    const store = memoryStore();
    completed(store, 'a', 'b');
    const runs = await store.runs();

    const { removed, failed } = await cleanUp(store, { maxRuns: 0 });

    expect(removed).toEqual(runs);
    expect(failed).toEqual([]);
    expect(await namesIn(store)).toEqual([]);
  });

  it('should go by the time at which a run was last written', async () => {
    const store = memoryStore();
    completed(store, 'a', 'b');
    const runs = await store.runs();
    const aged: ResultStore = {
      ...refusing(store, {}),
      runs: () =>
        Promise.resolve(runs.map((run) => ({ ...run, updatedAt: run.runId === 'a' ? 0 : 1e15 }))),
    };

    await cleanUp(aged, { maxAge: 1000 });

    expect(await namesIn(store)).toEqual(['b']);
  });

  it('should leave alone what somebody has opened, or removed, meanwhile', async () => {
    const store = memoryStore();
    completed(store, 'a', 'b', 'c');
    const holder = { pid: 1, host: 'here', since: 0, epoch: 2 };
    const busy = refusing(store, {
      a: new RunLockedError('a', holder),
      b: new RunNotFoundError('b'),
    });

    const { removed, failed } = await cleanUp(busy, { maxRuns: 0 });

    expect(removed.map(({ runId }) => runId)).toEqual(['c']);
    expect(failed).toEqual([]);
  });

  it('should go on where one run cannot be removed, and tell why', async () => {
    const store = memoryStore();
    completed(store, 'a', 'b');
    const reason = new Error('EACCES');

    const { removed, failed } = await cleanUp(refusing(store, { a: reason }), { maxRuns: 0 });

    expect(removed.map(({ runId }) => runId)).toEqual(['b']);
    expect(failed.map(({ run, reason: why }) => [run.runId, why])).toEqual([['a', reason]]);
  });

  it('should take any reason, also none', async () => {
    const store = memoryStore();
    completed(store, 'a');

    const { failed } = await cleanUp(refusing(store, { a: undefined }), { maxRuns: 0 });

    expect(failed.map(({ reason }) => reason)).toEqual([undefined]);
  });

  it('should reject where the runs cannot be listed', async () => {
    const reason = new Error('EIO');
    const store: ResultStore = {
      ...refusing(memoryStore(), {}),
      runs: () => Promise.reject(reason),
    };

    await expectAsync(cleanUp(store, { maxRuns: 0 })).toBeRejectedWith(reason);
  });

  it('should refuse options that are left out, at the call', () => {
    expect(() => cleanUp(memoryStore(), undefined as never)).toThrowError(
      TypeError,
      'cleanUp: "options" must be a plain object; received undefined',
    );
  });

  it('should never remove one that is open, whatever is asked for, nor one that was not asked for', async () => {
    const kinds = fc.array(fc.constantFrom('writing', 'open', 'completed'), { maxLength: 8 });
    const options = fc.record({ maxRuns: fc.nat(4), unfinished: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(kinds, options, async (runs, retention) => {
        const store = memoryStore();
        runs.forEach((kind, at) => {
          const writer = opened(store, `${kind}-${at}`);
          if (kind === 'open' || kind === 'completed') void writer.close(kind);
        });
        const before = await store.runs();

        const { removed } = await cleanUp(store, retention);

        const left = await namesIn(store);
        const isFree = ({ runId }: RunInfo) =>
          runId.startsWith('completed') || (retention.unfinished && runId.startsWith('open'));
        const free = before.filter(isFree);
        expect(removed.every(isFree)).toBeTrue();
        expect(removed.length).toBe(Math.max(0, free.length - retention.maxRuns));
        expect(left.length).toBe(before.length - removed.length);
      }),
      { numRuns: 50 },
    );
  });
});
