import { of } from 'rxjs';
import { fixedStrategy } from '../../src/chunk/strategies/fixed-strategy.js';
import { RunLockedError } from '../../src/core/run-locked-error.js';
import { settled } from '../../src/work/settled.js';
import type { Progress } from '../../src/progress/progress.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { expectUnhandled } from '../support/claims.js';

const upper = (text: string) => text.toUpperCase();
const TEXTS = ['a', 'b', 'c', 'd', 'e'];
const values = async <T, R>(run: BatchRun<T, R>) =>
  (await run.results()).map((outcome) => ('value' in outcome ? outcome.value : outcome.status));

describe('BatchProcessor', () => {
  it('should run a function on each target, or work on each chunk, by its configuration', async () => {
    const processor = new BatchProcessor({ chunkSize: 2 });
    const sizes: number[] = [];
    const work = (texts: readonly string[]) => {
      sizes.push(texts.length);
      return texts.map(upper);
    };

    expect(await values(processor.process(TEXTS, upper))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(await values(processor.processChunks(TEXTS, work))).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('should let the options of a run win over the configuration', async () => {
    const processor = new BatchProcessor({ chunkSize: 2, maxConcurrentTargets: 1 });
    const { stats } = await processor.process(TEXTS, upper, { chunkSize: 5 }).done;

    expect(stats.chunks).toBe(1);
  });

  it('should have so many calls at once over all chunks, and so many chunks', async () => {
    const peaks = { targets: 0, chunks: 0 };
    const running = { targets: 0, chunks: 0 };
    const counted = async (what: 'targets' | 'chunks') => {
      peaks[what] = Math.max(peaks[what], ++running[what]);
      await Promise.resolve();
      running[what]--;
    };
    const processor = new BatchProcessor({
      ...{ chunkSize: 2, maxConcurrentChunks: 3, maxConcurrentTargets: 4 },
    });
    const targets = Array.from({ length: 40 }, (_, i) => i);
    await processor.process(targets, () => counted('targets')).done;
    await processor.processChunks(targets, () => counted('chunks')).done;

    expect(peaks).toEqual({ targets: 4, chunks: 3 });
  });

  it('should read any source, and make it anew where it is a function', async () => {
    const processor = new BatchProcessor();

    expect(await values(processor.process(new Set(TEXTS), upper))).toHaveSize(5);
    expect(await values(processor.process(of('a'), upper))).toEqual(['A']);
    expect(await values(processor.process(() => TEXTS, upper))).toHaveSize(5);
    expect(await values(processor.process(Promise.resolve('a'), upper))).toEqual(['A']);
  });

  it('should form chunks by a strategy of ones own, as a state machine or as a generator', async () => {
    const sizes: number[] = [];
    const work = (texts: readonly string[]) => {
      sizes.push(texts.length);
      return texts.map(upper);
    };
    function* one(targets: Iterable<string>) {
      for (const target of targets) yield [target];
    }
    async function* ones(targets: AsyncIterable<string>) {
      for await (const target of targets) yield [target];
    }
    const processor = new BatchProcessor({ strategy: fixedStrategy(3) });
    for (const strategy of [undefined, one, ones]) {
      expect(await values(processor.processChunks(TEXTS, work, { strategy }))).toHaveSize(5);
    }

    expect(sizes).toEqual([3, 2, ...Array<number>(10).fill(1)]);
  });

  it('should take failures for outcomes', async () => {
    const work = () => settled([{ status: 'rejected' as const, reason: 'no' }]);
    const run = new BatchProcessor({ chunkSize: 1 }).processChunks(['a'], work);

    expect(await run.results()).toEqual([{ position: 0, status: 'rejected', reason: 'no' }]);
    expect((await run.done).state).toBe('completed');
  });

  it('should have any number of runs at once, which share nothing', async () => {
    const processor = new BatchProcessor({ chunkSize: 1 });
    const runs = TEXTS.map((text) => processor.process([text, text], upper));
    const found = await Promise.all(runs.map(values));

    expect(found).toEqual([...'ABCDE'.split('')].map((text) => [text, text]));
  });

  it('should let one of two runs of the same name write, and fail the other', async () => {
    const processor = new BatchProcessor({ store: memoryStore() });
    const [first, second] = [1, 2].map(() => processor.process(TEXTS, upper, { runId: 'run' })) as [
      BatchRun<string, string>,
      BatchRun<string, string>,
    ];

    expect((await first.done).state).toBe('completed');
    expect(await second.done).toEqual(
      jasmine.objectContaining({ state: 'failed', error: jasmine.any(RunLockedError) }),
    );
  });

  it('should tell callbacks of the progress of every run, and which run it is', async () => {
    const processor = new BatchProcessor();
    const told: [Progress['done'], Progress['state'], unknown][] = [];
    processor.progressTracker.addCallback(({ done, state }, run) => told.push([done, state, run]));
    const [one, two] = [processor.process(['a'], upper), processor.process(TEXTS, upper)];
    await Promise.all([one.done, two.done]);

    for (const [run, count] of [
      [one, 1],
      [two, 5],
    ] as const) {
      const own = told.filter(([, , each]) => each === run);
      expect(own.at(0)).toEqual([0, 'running', run]);
      expect(own.at(-1)).toEqual([count, 'completed', run]);
    }
  });

  it('should tell a callback from the next value on, until it is taken away', async () => {
    const processor = new BatchProcessor();
    let told = 0;
    const count = () => told++;
    const takeAway = processor.progressTracker.addCallback(count);
    processor.progressTracker.addCallback(count)();
    const run = processor.process(TEXTS, () => {
      takeAway();
      return 'x';
    });
    await run.done;

    expect(told).toBe(1);
  });

  it('should go on when a callback throws, and tell the others', async () => {
    const processor = new BatchProcessor();
    const told: Progress['state'][] = [];
    processor.progressTracker.addCallback(({ state }) => {
      throw new Error(state);
    });
    processor.progressTracker.addCallback(({ state }) => told.push(state));
    const { state } = await processor.process(['a'], upper).done;
    await new Promise((resolve) => setTimeout(resolve));

    expect(state).toBe('completed');
    expect(told.at(-1)).toBe('completed');
    expectUnhandled(...told.map((each) => new Error(each)));
  });

  it('should tell no callback of runs that track no progress', async () => {
    const processor = new BatchProcessor({ enableProgressTracking: false });
    const callback = jasmine.createSpy('callback');
    processor.progressTracker.addCallback(callback);
    const { stats } = await processor.process(TEXTS, upper).done;

    expect(callback).not.toHaveBeenCalled();
    expect([stats.done, stats.chunks]).toEqual([5, 1]);
  });

  it('should tell the memory in use, of itself and of each run, unless that is switched off', async () => {
    const processor = new BatchProcessor();
    const isKnown = processor.memoryMonitor.snapshot().used > 0;
    const { stats } = await processor.process(TEXTS, upper).done;
    expect((stats.memory?.peak ?? 0) > 0).toBe(isKnown);
    expect(stats.memory?.level).toBe(isKnown ? 'ok' : undefined);

    const without = await processor.process(TEXTS, upper, { enableMemoryMonitoring: false }).done;
    expect(without.stats.memory).toBeUndefined();
  });

  it('should give a processor that is added later to later runs', async () => {
    const processor = new BatchProcessor();
    const seen: string[] = [];
    const run = processor.process(['a'], upper);
    const result = processor.addResultProcessor(() => void seen.push('results'));
    const post = processor.addPostProcessor(() => seen.push('post'));
    await run.done;

    expect(seen).toEqual([]);
    expect([result, post]).toEqual([processor, processor]);
    await processor.process(['a'], upper).done;
    expect(seen).toEqual(['results', 'post']);
  });

  it('should take the length of an array for the total, unless that is given', async () => {
    const processor = new BatchProcessor();
    const totals = async (run: BatchRun<string, string>) => {
      const seen: (number | undefined)[] = [];
      run.progress$.subscribe(({ total }) => seen.push(total));
      await run.done;
      return [...new Set(seen)];
    };

    expect(await totals(processor.process(TEXTS, upper))).toEqual([5]);
    expect(await totals(processor.process(TEXTS, upper, { total: 9 }))).toEqual([9]);
    expect(await totals(processor.process(new Set(TEXTS), upper))).toEqual([undefined]);
  });

  it('should refuse at the call what cannot be run', () => {
    const processor = new BatchProcessor();
    function* one(targets: Iterable<string>) {
      for (const target of targets) yield [target];
    }
    const keyed = { store: memoryStore(), runId: 'run', key: String };
    const calls: Record<string, readonly (() => unknown)[]> = {
      ERR_INCOMPATIBLE_OPTIONS: [
        () => processor.processChunks(TEXTS, (all) => all, { mode: 'streaming' }),
        () => processor.process(TEXTS, upper, { mode: 'streaming', strategy: fixedStrategy(2) }),
        () => processor.process(TEXTS, upper, { ...keyed, mode: 'streaming' }),
        () => processor.process(of('a'), upper, { strategy: one }),
        () => processor.process(TEXTS, upper, { runId: 'run' }),
        () => new BatchProcessor({ store: memoryStore() }).process(TEXTS, upper),
      ],
      ERR_INVALID_ARG_TYPE: [
        () => processor.process('text', upper),
        () => processor.process(5 as never, upper),
        () => processor.process(TEXTS, undefined as never),
        () => processor.processChunks(TEXTS, {} as never),
        () => processor.addResultProcessor(5 as never),
        () => processor.addPostProcessor(undefined as never),
        () => processor.progressTracker.addCallback({} as never),
        () => new BatchProcessor([] as never),
      ],
      ERR_OUT_OF_RANGE: [
        () => new BatchProcessor({ chunkSize: 0 }),
        () => new BatchProcessor({ strategy: 'adaptive' as never }),
        () => processor.process(TEXTS, upper, { mode: 'hybrid' as never }),
      ],
    };
    for (const [code, list] of Object.entries(calls)) {
      for (const call of list) expect(call).toThrow(jasmine.objectContaining({ code }));
    }
  });
});
