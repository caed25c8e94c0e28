import { NEVER, of, throwError, type Observable } from 'rxjs';
import { RunLockedError } from '../../src/core/run-locked-error.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { OpenRun } from '../../src/store/result-store.js';
import { Probe } from '../support/probe.js';
import { Reader } from '../support/reader.js';
import { scriptedStore, type StoreScript } from '../support/scripted-store.js';
import { macrotask } from '../support/ticks.js';

const FAILED = new Error('failed');
const TEXTS = ['a', 'b', 'c', 'd'];
const upper = (text: string) => text.toUpperCase();

/** One target a chunk, one chunk at a time, so that each step can be seen. */
const run = (
  targets: Parameters<BatchProcessor['process']>[0],
  fn: (target: string) => unknown = upper,
  options: RunOptions<string> = {},
) =>
  new BatchProcessor().process(targets as never, fn, {
    ...{ chunkSize: 1, mode: 'sequential' },
    ...options,
  } as const);

const stored = (script: StoreScript = {}) => ({ store: scriptedStore(script), runId: 'run' });

/** Endless targets, and what is done to them. */
function endless() {
  const probe = new Probe();
  const targets = function* () {
    try {
      for (;;) yield String(probe.pull());
    } finally {
      probe.close();
    }
  };
  return { probe, targets };
}

/** Resolves with the first outcome. */
const first = (running: BatchRun<unknown, unknown>) =>
  new Promise((resolve) => running.results$.subscribe({ next: resolve, error: () => undefined }));

/** What comes of a run: its state and error, how results$ ended, and what became of the promises. */
async function outcome(running: BatchRun<unknown, unknown>) {
  const reader = new Reader<unknown>().read(running.results$);
  const { state, error } = await running.done;
  await macrotask();
  return { state, error, end: reader.end };
}

describe('a run', () => {
  it('should start in a microtask, so that nobody comes too late', async () => {
    const { targets, probe } = endless();
    const running = run(targets);
    const before = probe.pulls;
    await Promise.resolve();
    await Promise.resolve();
    const after = probe.pulls;
    await running.abort();

    expect([before, after > 0]).toEqual([0, true]);
  });

  it('should need nobody to listen', async () => {
    const seen: string[] = [];
    const { state, stats } = await run(TEXTS, (text) => seen.push(text)).done;

    expect([state, stats.done, seen]).toEqual(['completed', 4, TEXTS]);
  });

  it('should end as completed, with results$ and progress$', async () => {
    const running = run(TEXTS);
    const progress = new Reader<unknown>().read(running.progress$);

    expect(await outcome(running)).toEqual({
      state: 'completed',
      error: undefined,
      end: 'complete',
    });
    expect(progress.end).toBe('complete');
    expect(progress.items.at(-1)).toEqual(
      jasmine.objectContaining({ done: 4, state: 'completed' }),
    );
  });

  it('should do nothing when it is aborted, closed or drained before it starts', async () => {
    const ends: [string, (running: BatchRun<unknown, unknown>) => unknown][] = [
      ['aborted', (running) => running.abort()],
      ['aborted', (running) => running.close()],
      ['aborted', (running) => running[Symbol.asyncDispose]()],
      ['drained', (running) => running.drain()],
    ];
    for (const [state, end] of ends) {
      const { targets, probe } = endless();
      const options = stored();
      const running = run(targets, upper, options);
      void end(running);

      expect((await outcome(running)).state).toBe(state as never);
      expect([probe.pulls, options.store.log]).toEqual([0, []]);
      expect(running.stats().elapsed).toBe(0);
    }
  });

  it('should fail with what its source throws, when all that it gave before is stored', async () => {
    const targets = function* () {
      yield* TEXTS;
      throw FAILED;
    };
    const options = stored();
    const running = run(targets, upper, { ...options, chunkSize: 3 });

    expect(await outcome(running)).toEqual({
      state: 'failed',
      error: FAILED,
      end: { error: FAILED },
    });
    expect(options.store.log).toEqual(['open run', 'append A,B,C', 'append D', 'close']);
    expect(options.store.closedAs).toEqual(['open']);
  });

  it('should fail with a function that makes no source, or throws', async () => {
    const wrong = await outcome(run(() => 5 as never));
    const throwing = await outcome(
      run(() => {
        throw FAILED;
      }),
    );

    expect(wrong.error).toEqual(jasmine.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }));
    expect([throwing.state, throwing.error]).toEqual(['failed', FAILED]);
  });

  it('should end at once when a source that never ends is drained or aborted', async () => {
    for (const end of ['drain', 'abort'] as const) {
      const options = stored();
      const running = run(NEVER, upper, options);
      await macrotask();
      const { state } = await running[end]();

      expect(state).toBe(end === 'drain' ? 'drained' : 'aborted');
      expect(options.store.closedAs).toEqual(['open']);
    }
  });

  it('should fail where nothing has failed but an undefined', async () => {
    const running = run(throwError(() => undefined) as Observable<string>);

    expect(await outcome(running)).toEqual({
      ...{ state: 'failed', error: undefined, end: { error: undefined } },
    });
  });

  it('should fail when the store does not open, append or close, and give it back', async () => {
    const fail = () => Promise.reject(FAILED);
    const logs: Record<string, readonly string[]> = {
      open: ['open run'],
      append: ['open run', 'append A', 'close'],
      close: ['open run', 'append A', 'append B', 'append C', 'append D', 'close'],
    };
    for (const [step, log] of Object.entries(logs)) {
      const options = stored({ [step]: fail });

      expect(await outcome(run(TEXTS, upper, options)))
        .withContext(step)
        .toEqual({ state: 'failed', error: FAILED, end: { error: FAILED } });
      expect(options.store.log).toEqual(log);
    }
  });

  it('should read nothing while the store does not open', async () => {
    const { targets, probe } = endless();
    const options = stored({ open: () => Promise.reject(FAILED) });
    await run(targets, upper, options).done;

    expect(probe.pulls).toBe(0);
  });

  it('should fail while somebody else writes the run, and go on when he has given it back', async () => {
    const store = memoryStore();
    const open: OpenRun = { runId: 'run', resume: true, fingerprint: { identity: 'position' } };
    const writer = await store.open(open);
    const locked = await outcome(run(TEXTS, upper, { store, runId: 'run' }));
    await writer.close('open');

    expect([locked.state, locked.error]).toEqual(['failed', jasmine.any(RunLockedError)]);
    expect((await run(TEXTS, upper, { store, runId: 'run' }).done).state).toBe('completed');
  });

  it('should refuse a run that exists where that is asked for', async () => {
    const store = memoryStore();
    await run(TEXTS, upper, { store, runId: 'run' }).done;
    const again = await outcome(run(TEXTS, upper, { store, runId: 'run', resume: false }));

    expect(again.error).toEqual(jasmine.objectContaining({ code: 'ERR_RUN_EXISTS' }));
  });

  it('should find nothing to do in a run that is completed', async () => {
    const store = memoryStore();
    await run(TEXTS, upper, { store, runId: 'run' }).done;
    const fn = jasmine.createSpy('fn');
    const again = run(TEXTS, fn, { store, runId: 'run' });
    const { state, stats } = await again.done;

    expect(fn).not.toHaveBeenCalled();
    expect([state, stats.done, stats.resumed, stats.resumable]).toEqual(['completed', 0, 4, true]);
    expect(await again.results()).toHaveSize(4);
  });

  it('should tell the total of what is left when it goes on', async () => {
    const store = memoryStore();
    const broken = (text: string) => (text === 'c' ? run$.abort() : upper(text));
    const run$: BatchRun<string, unknown> = run(TEXTS, broken, { store, runId: 'run' });
    await run$.done;
    const again = run(TEXTS, upper, { store, runId: 'run' });
    const progress = new Reader<{ done: number; total: number | undefined }>().read(
      again.progress$,
    );
    await again.done;

    expect(progress.items.at(-1)).toEqual(jasmine.objectContaining({ done: 2, total: 2 }));
  });

  it('should give the reason of an abort, to all who ask', async () => {
    const running = run(NEVER);
    const reason = new Error('enough');
    const refusal = jasmine.objectContaining({ code: 'ERR_RUN_ABORTED', cause: reason });
    const results = expectAsync(running.results()).toBeRejectedWith(refusal);
    void running.abort(reason);

    expect(await outcome(running)).toEqual({
      state: 'aborted',
      error: reason,
      end: { error: refusal },
    });
    await results;
  });

  it('should end once, as whoever came first has said', async () => {
    const running = run(NEVER);
    await macrotask();
    const ends = [running.abort('first'), running.abort('second'), running.drain()];
    await running.close();
    await running[Symbol.asyncDispose]();
    const summary = await running.done;

    expect((await Promise.all(ends)).every((each) => each === summary)).toBeTrue();
    expect([summary.state, summary.error]).toEqual(['aborted', 'first']);
  });

  it('should stay what it was when it is aborted, drained or closed after its end', async () => {
    const running = run(TEXTS);
    const summary = await running.done;
    await running.close();

    expect(await running.abort()).toBe(summary);
    expect(await running.drain()).toBe(summary);
    expect(running.stats()).toEqual(summary.stats);
  });

  it('should stop a source at once, also one that is read in one go', async () => {
    const { targets, probe } = endless();
    const running = run(targets, (text) => (text === '2' ? void running.abort() : text));
    await running.done;

    expect([probe.pulls, probe.closed]).toEqual([3, 1]);
  });

  it('should drain a source that is read in one go, whenever that is asked for', async () => {
    const byCallback = (from: number) => {
      const { targets, probe } = endless();
      const processor = new BatchProcessor({ chunkSize: 1, maxConcurrentChunks: 1 });
      const takeAway = processor.progressTracker.addCallback(({ done }, running) => {
        if (done < from) return;
        takeAway();
        void running.drain();
      });
      return { probe, running: processor.processChunks(targets, (all) => all) };
    };
    for (const from of [0, 1]) {
      const { running, probe } = byCallback(from);
      const { state, stats } = await running.done;

      expect([state, stats.done, probe.closed <= 1]).toEqual(['drained', probe.pulls, true]);
    }
  });

  it('should store what was read when it is drained, and go on with the rest', async () => {
    const store = memoryStore();
    const options = { store, runId: 'run', chunkSize: 3 };
    const fn = (text: string) => {
      if (text === 'a') void stopping.drain();
      return upper(text);
    };
    const stopping = run(TEXTS, fn, options);
    const { state, stats } = await stopping.done;
    const [info] = await store.runs();

    expect([state, stats.done, info?.state, info?.items]).toEqual(['drained', 3, 'open', 3]);
    expect(await stopping.results()).toHaveSize(3);
    const again = run(TEXTS, upper, options);
    expect((await again.done).stats.done).toBe(1);
    expect(await again.results()).toHaveSize(4);
  });

  it('should be completed when it is drained after the end of its source', async () => {
    const fn = async () => {
      await macrotask();
      void running.drain();
    };
    const running = run(['a'], fn, { mode: 'parallel' });

    expect((await running.done).state).toBe('completed');
  });

  it('should read nothing while it is paused, and end what was read', async () => {
    const { targets, probe } = endless();
    const seen: unknown[] = [];
    const running = run(targets, (text) => {
      if (text === '1') running.pause();
      return text;
    });
    running.results$.subscribe({ next: (each) => seen.push(each), error: () => undefined });
    for (let i = 0; i < 5; i++) await macrotask();
    const paused = [probe.pulls, seen.length];
    running.resume();
    for (let i = 0; i < 5; i++) await macrotask();
    const resumed = probe.pulls;
    await running.abort();

    expect(paused).toEqual([2, 2]);
    expect(resumed).toBeGreaterThan(2);
  });

  it('should start paused where that comes first, and drain all the same', async () => {
    const { targets, probe } = endless();
    const running = run(targets);
    running.pause();
    await macrotask();
    const { state } = await running.drain();

    expect([state, probe.pulls]).toEqual(['drained', 0]);
  });

  it('should abort what is under way when it is disposed', async () => {
    let signal: AbortSignal | undefined;
    const processor = new BatchProcessor();
    const running = processor.process(['a'], (_, context) => {
      signal = context.signal;
      return new Promise(() => undefined);
    });
    await macrotask();
    await running[Symbol.asyncDispose]();

    expect(signal?.aborted).toBeTrue();
    expect((await running.done).state).toBe('aborted');
  });

  it('should wait with its end until the store is given back, however it ends', async () => {
    const log: string[] = [];
    const slow = (name: string) => async () => {
      await macrotask();
      log.push(name);
    };
    const failing = async () => {
      await macrotask();
      throw FAILED;
    };
    for (const at of ['opening', 'writing', 'nothing', 'failing'] as const) {
      const append = at === 'failing' ? failing : slow('append');
      const script = { open: slow('open'), append, close: slow('close') };
      const running = run(at === 'nothing' ? NEVER : TEXTS, upper, stored(script));
      if (at === 'opening') await Promise.resolve();
      if (at === 'writing') while (log.at(-1) !== 'open') await macrotask();
      if (at === 'nothing') for (let i = 0; i < 9; i++) await macrotask();
      await (at === 'failing' ? running.done : running.abort());

      expect(log.at(-1)).withContext(at).toBe('close');
      log.length = 0;
    }
  });

  it('should store each chunk before the next where that is the mode, whatever the store could do', async () => {
    const log: string[] = [];
    const append = async ({ values }: { readonly values: readonly unknown[] }) => {
      await macrotask();
      log.push(`stored ${values.join('')}`);
    };
    const options = stored({ append, found: { concurrency: 16 } });
    await run(TEXTS, (text) => log.push(text), { ...options }).done;

    expect(log.filter((line) => !line.startsWith('stored'))).toEqual(TEXTS);
    expect(log.indexOf('b')).toBeGreaterThan(log.findIndex((line) => line.startsWith('stored')));
  });

  it('should free the run for the next one by the time that it is told to have ended', async () => {
    const store = memoryStore();
    const options = { store, runId: 'run' };
    for (let i = 0; i < 3; i++) {
      const running = run(NEVER, upper, options);
      await macrotask();
      await running.abort();
    }

    expect((await run(TEXTS, upper, options).done).state).toBe('completed');
  });

  it('should tell targets apart by keys, and work on nothing twice', async () => {
    for (const mode of ['sequential', 'parallel'] as const) {
      const store = memoryStore();
      const options = { store, runId: 'run', key: (text: string) => text, mode };
      const calls: string[] = [];
      const fn = (text: string) => calls.push(text);
      await run(['b', 'a'], fn, options).done;
      const { stats } = await run(['a', 'c', 'b', 'c'], fn, options).done;

      expect([stats.resumed, stats.done]).withContext(mode).toEqual([2, 1]);
      expect(calls).toEqual(['b', 'a', 'c']);
    }
  });

  it('should read a source that cannot be paused within its bound', async () => {
    const running = run(of('a', 'b', 'c'), upper, { mode: 'parallel' });

    expect((await running.done).stats.done).toBe(3);
    expect(await first(run(['x']))).toEqual(jasmine.objectContaining({ value: 'X' }));
  });
});
