import type { FlowEvent } from '../../src/flow/events.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import { macrotask } from '../support/ticks.js';

const endless = function* () {
  for (let i = 0; ; i++) yield i;
};

/** An endless run whose calls end when they are let go. */
function held(options: RunOptions<number>, kind: 'each' | 'chunks' = 'each') {
  const running: (() => void)[] = [];
  const sizes: number[] = [];
  const signals: AbortSignal[] = [];
  const call = (size: number, signal: AbortSignal) => {
    sizes.push(size);
    signals.push(signal);
    return new Promise<undefined>((resolve) => {
      running.push(() => {
        resolve(undefined);
      });
    });
  };
  const processor = new BatchProcessor(options as RunOptions);
  const run =
    kind === 'each'
      ? processor.process<number, unknown>(endless, (_, { signal }) => call(1, signal))
      : processor.processChunks<number, unknown>(endless, (items, { signal }) =>
          call(items.length, signal),
        );
  const letGo = async (count = running.length) => {
    for (const end of running.splice(0, count)) end();
    await macrotask();
  };
  return { run, running, sizes, signals, letGo };
}

describe('configure of a run', () => {
  it('should work on more chunks at once, and cancel nothing when it is fewer', async () => {
    const { run, running, signals, letGo } = held(
      { chunkSize: 1, maxConcurrentChunks: 2 },
      'chunks',
    );
    await macrotask();
    expect(running.length).toBe(2);
    run.configure({ maxConcurrentChunks: 4 });
    await macrotask();
    expect(running.length).toBe(4);
    run.configure({ maxConcurrentChunks: 1 });
    await letGo(3);
    expect(running.length).toBe(1);
    expect(signals.some(({ aborted }) => aborted)).toBeFalse();
    await letGo();
    expect(running.length).toBe(1);
    await run.abort();
  });

  for (const mode of ['parallel', 'streaming'] as const) {
    it(`should work on more targets at once, ${mode}`, async () => {
      const { run, running } = held({ chunkSize: 10, maxConcurrentTargets: 2, mode });
      await macrotask();
      expect(running.length).toBe(2);
      run.configure({ maxConcurrentTargets: 5 });
      await macrotask();
      expect(running.length).toBe(5);
      await run.abort();
    });
  }

  it('should form the next chunks by another size', async () => {
    const { run, sizes, letGo } = held({ chunkSize: 3, mode: 'sequential' }, 'chunks');
    await macrotask();
    run.configure({ chunkSize: 5 });
    await letGo();
    run.configure({ chunkSize: 2 });
    await letGo();
    await letGo();
    await run.abort();

    expect(sizes.slice(0, 3)).toEqual([3, 5, 2]);
  });

  it('should limit the next calls by a time, for a target, a chunk and the run', async () => {
    const reasonOf = async (kind: 'each' | 'chunks', patch: object) => {
      const { run, signals, letGo } = held({ chunkSize: 1, maxConcurrentChunks: 1 }, kind);
      await macrotask();
      run.configure(patch);
      await letGo();
      const signal = signals.at(-1);
      while (signal?.aborted === false) await macrotask();
      void run.abort();
      return [signal?.reason as unknown, (await run.done).state];
    };
    const late = new DeadlineExceededError('attempt', 2);

    expect(await reasonOf('each', { timeout: 2 })).toEqual([late, 'aborted']);
    expect(await reasonOf('each', { maxProcessingTime: 2 })).toEqual([late, 'aborted']);
    expect(await reasonOf('chunks', { timeout: 2 })).toEqual([late, 'aborted']);
    expect(await reasonOf('chunks', { maxProcessingTime: 2 })).toEqual([late, 'aborted']);
    expect(await reasonOf('each', { timeout: { run: 2 } })).toEqual([
      new DeadlineExceededError('run', 2),
      'failed',
    ]);
  });

  it('should let more or fewer calls be made in a time', async () => {
    const hour = 3_600_000;
    for (const [kind, mode] of [
      ['each', 'streaming'],
      ['each', 'parallel'],
      ['chunks', 'parallel'],
    ] as const) {
      const rateLimit = { limit: 2, per: hour };
      const options = {
        chunkSize: 1,
        maxConcurrentChunks: 9,
        maxConcurrentTargets: 9,
        mode,
        rateLimit,
      };
      const { run, running } = held(options, kind);
      await macrotask();
      expect(running.length).withContext(kind).toBe(2);
      run.configure({ rateLimit: { limit: 5, per: hour } });
      await macrotask();
      expect(running.length).withContext(kind).toBe(5);
      await run.abort();
    }
  });

  it('should change nothing when one of its names or values is wrong', async () => {
    const { run, running } = held({ chunkSize: 1, maxConcurrentChunks: 2 }, 'chunks');
    const events: FlowEvent[] = [];
    run.events$.subscribe((event) => events.push(event));
    await macrotask();
    for (const patch of [{ chunkSize: 0 }, { mode: 'streaming' }, { maxConcurrentTargets: 2 }]) {
      expect(() => run.configure({ maxConcurrentChunks: 4, ...patch })).toThrowError(/configure/);
    }
    await macrotask();
    expect(running.length).toBe(2);
    expect(events.some(({ type }) => type === 'configured')).toBeFalse();
    await run.abort();
  });

  it('should be told as an event, hold before the start, and do nothing after the end', async () => {
    const { run, running } = held({ chunkSize: 1, maxConcurrentChunks: 2 }, 'chunks');
    const events: FlowEvent[] = [];
    run.events$.subscribe((event) => events.push(event));
    run.configure({ maxConcurrentChunks: 3 });
    await macrotask();
    expect(running.length).toBe(3);
    await run.abort();
    run.configure({ maxConcurrentChunks: 4 });

    expect(events.filter(({ type }) => type === 'configured')).toEqual([
      { type: 'configured', patch: { maxConcurrentChunks: 3 } },
    ]);
  });
});
