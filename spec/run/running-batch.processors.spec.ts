import type { Outcome } from '../../src/core/outcome.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { scriptedStore } from '../support/scripted-store.js';
import { macrotask } from '../support/ticks.js';

const FAILED = new Error('failed');
const upper = (text: string) => text.toUpperCase();
const TEXTS = ['a', 'b', 'c', 'd'];
const itemsOf = (outcomes: readonly Outcome<string, string>[]) =>
  outcomes.map(({ item }) => item).join('');

const sequential: RunOptions<string> = { mode: 'sequential', chunkSize: 2 };

describe('a result processor', () => {
  it('should be given each chunk before it is stored, one call at a time', async () => {
    const log: string[] = [];
    const store = scriptedStore({
      append: ({ values }) => void log.push(`store ${values.join('')}`),
    });
    const processor = new BatchProcessor({ chunkSize: 2, store });
    for (const name of ['first', 'second']) {
      processor.addResultProcessor(async (outcomes: readonly Outcome<string, string>[]) => {
        log.push(`${name} ${itemsOf(outcomes)}`);
        await macrotask();
        log.push(`${name} is done`);
      });
    }
    const running = processor.process(TEXTS, upper, { runId: 'run' });
    running.results$.subscribe(({ item }) => log.push(`seen ${item}`));
    await running.done;

    const chunk = (items: string, values: string) => [
      ...[`first ${items}`, 'first is done', `second ${items}`, 'second is done'],
      `store ${values}`,
    ];
    expect(log.filter((line) => !line.startsWith('seen'))).toEqual([
      ...chunk('ab', 'AB'),
      ...chunk('cd', 'CD'),
    ]);
    expect(log.indexOf('seen a')).toBeGreaterThan(log.indexOf('store AB'));
  });

  it('should be given each outcome alone in a streaming run', async () => {
    const seen: string[] = [];
    const processor = new BatchProcessor();
    processor.addResultProcessor<string, string>((outcomes) => void seen.push(itemsOf(outcomes)));
    await processor.process(TEXTS, upper, { mode: 'streaming' }).done;

    expect(seen).toEqual(TEXTS);
  });

  it('should be given failures as well', async () => {
    const seen: string[] = [];
    const processor = new BatchProcessor();
    processor.addResultProcessor((outcomes) => {
      seen.push(...outcomes.map(({ status }) => status));
    });
    const fn = (text: string) => {
      if (text === 'b') throw FAILED;
      return text;
    };
    await processor.process(TEXTS, fn).done;

    expect(seen).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('should slow the run where it is slow, so that what was read stays bounded', async () => {
    const bounds = { sequential: 10, parallel: 50, streaming: 8 + 1 };
    for (const mode of ['sequential', 'parallel', 'streaming'] as const) {
      let [pulls, settled, most] = [0, 0, 0];
      const targets = function* () {
        for (;;) yield pulls++;
      };
      const processor = new BatchProcessor({
        ...{ chunkSize: 10, maxConcurrentChunks: 2, maxConcurrentTargets: 4 },
      });
      processor.addResultProcessor(async (outcomes) => {
        await macrotask();
        most = Math.max(most, pulls - settled);
        settled += outcomes.length;
      });
      const running = processor.process(targets, (n) => n, { mode });
      while (settled < 200) await macrotask();
      await running.abort();

      expect(most).withContext(mode).toBeLessThanOrEqual(bounds[mode]);
    }
  });

  it('should fail the run where it throws or rejects, and be given the same outcomes again', async () => {
    const faults = [
      () => {
        throw FAILED;
      },
      () => Promise.reject(FAILED),
    ];
    for (const fault of faults) {
      const store = memoryStore();
      const options = { ...sequential, store, runId: 'run' };
      const seen: string[] = [];
      const processor = new BatchProcessor();
      let fails = true;
      processor.addResultProcessor((outcomes: readonly Outcome<string, string>[]) => {
        seen.push(itemsOf(outcomes));
        return fails && seen.length === 2 ? fault() : undefined;
      });
      const first = await processor.process(TEXTS, upper, options).done;
      const [info] = await store.runs();
      fails = false;
      const second = processor.process(TEXTS, upper, options);

      expect([first.state, first.error, info?.state, info?.items]).toEqual([
        ...['failed', FAILED, 'open', 2],
      ]);
      expect((await second.done).state).toBe('completed');
      expect(seen).toEqual(['ab', 'cd', 'cd']);
      expect(await second.results()).toHaveSize(4);
    }
  });

  it('should hold up neither an abort nor the end of it', async () => {
    const processor = new BatchProcessor();
    processor.addResultProcessor(() => new Promise(() => undefined));
    const running = processor.process(TEXTS, upper);
    await macrotask();

    expect((await running.abort()).state).toBe('aborted');
  });
});

describe('a post-processor', () => {
  it('should run when all is stored and the run is not yet completed, one after another', async () => {
    const log: unknown[] = [];
    const store = memoryStore();
    const processor = new BatchProcessor({ chunkSize: 2, store });
    processor.addPostProcessor(async (results) => {
      await macrotask();
      log.push((await results()).length, (await store.runs())[0]?.state);
      return 'first';
    });
    processor.addPostProcessor((_, { done }) => {
      log.push('second');
      return done;
    });
    const { outputs, state } = await processor.process(TEXTS, upper, { runId: 'run' }).done;

    expect(log).toEqual([4, 'open', 'second']);
    expect([outputs, state]).toEqual([['first', 4], 'completed']);
    expect((await store.runs())[0]?.state).toBe('completed');
  });

  it('should need no store, since the results are then kept in memory', async () => {
    const processor = new BatchProcessor().addPostProcessor(
      async (results) => (await results()).length,
    );
    const running = processor.process(TEXTS, upper);
    const { outputs, stats } = await running.done;

    expect([outputs, stats.resumable]).toEqual([[4], false]);
    expect(await running.results()).toHaveSize(4);
  });

  it('should fail the run where it throws or rejects, and be all that the next start has to do', async () => {
    const faults = [
      () => {
        throw FAILED;
      },
      () => Promise.reject(FAILED),
    ];
    for (const fault of faults) {
      const store = memoryStore();
      const options = { ...sequential, store, runId: 'run' };
      const fn = jasmine.createSpy('fn', upper).and.callThrough();
      const failing = new BatchProcessor().addPostProcessor(() => 'done').addPostProcessor(fault);
      const first = await failing.process(TEXTS, fn, options).done;
      const [info] = await store.runs();
      const second = await new BatchProcessor()
        .addPostProcessor(async (results) => (await results()).length)
        .process(TEXTS, fn, options).done;

      expect([first.state, first.error, first.outputs, info?.state]).toEqual([
        ...['failed', FAILED, [], 'open'],
      ]);
      expect([second.state, second.outputs]).toEqual(['completed', [4]]);
      expect(fn).toHaveBeenCalledTimes(4);
    }
  });

  it('should not run for a run that failed, was drained, or was aborted', async () => {
    const post = jasmine.createSpy('post');
    const processor = new BatchProcessor().addPostProcessor(post);
    const broken = function* () {
      yield 'a';
      throw FAILED;
    };
    const drained: BatchRun<string, void> = processor.process(
      TEXTS,
      () => void drained.drain(),
      sequential,
    );
    const aborted: BatchRun<string, void> = processor.process(TEXTS, () => void aborted.abort());
    const summaries = await Promise.all([
      processor.process(broken, upper).done,
      drained.done,
      aborted.done,
    ]);

    expect(summaries.map(({ state }) => state)).toEqual(['failed', 'drained', 'aborted']);
    expect(post).not.toHaveBeenCalled();
  });

  it('should be given up when the run is aborted, with the run left open', async () => {
    const store = memoryStore();
    const later = jasmine.createSpy('later');
    let reject: (error: Error) => void = () => undefined;
    let signalled: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (signalled = resolve));
    const processor = new BatchProcessor()
      .addPostProcessor(() => {
        signalled();
        return new Promise((_, refuse) => (reject = refuse));
      })
      .addPostProcessor(later);
    const running = processor.process(TEXTS, upper, { store, runId: 'run' });
    await begun;
    const { state, outputs } = await running.abort();
    reject(FAILED);
    await macrotask();

    expect([state, outputs, (await store.runs())[0]?.state]).toEqual(['aborted', [], 'open']);
    expect(later).not.toHaveBeenCalled();
  });

  it('should be able to abort its own run', async () => {
    const processor = new BatchProcessor();
    processor.addPostProcessor(() => running.abort('by itself'));
    const running = processor.process(TEXTS, upper);

    expect((await running.done).error).toBe('by itself');
  });

  it('should have given nothing where the run could not be closed after it', async () => {
    const store = scriptedStore({ close: () => Promise.reject(FAILED) });
    const processor = new BatchProcessor({ store }).addPostProcessor(() => 'done');
    const { state, outputs } = await processor.process(TEXTS, upper, { runId: 'run' }).done;

    expect([state, outputs]).toEqual(['failed', []]);
  });
});
