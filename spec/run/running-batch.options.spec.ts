import { BatchProcessor } from '../../src/run/batch-processor.js';
import { readRunOptions, type RunOptions } from '../../src/run/batch-options.js';
import { macrotask } from '../support/ticks.js';

const TARGETS = [1, 2, 3, 4, 5, 6];
const AT_ONCE = { count: 2, delay: 0 };

/** Fails the first call for each of these. */
function flaky(...bad: readonly number[]) {
  const calls: string[] = [];
  const failOnce = new Set(bad);
  const fn = (n: number, { attempt }: { attempt: number }) => {
    calls.push(`${n}.${attempt}`);
    if (failOnce.delete(n)) throw new Error('busy');
    return n;
  };
  return { calls, fn };
}

describe('a run with options for failures', () => {
  for (const mode of ['parallel', 'sequential', 'streaming'] as const) {
    it(`should call the function again for a target that failed, ${mode}`, async () => {
      const { calls, fn } = flaky(2, 5);
      const options = { mode, chunkSize: 3, retry: AT_ONCE };
      const { stats } = await new BatchProcessor(options).process(TARGETS, fn).done;

      expect([stats.fulfilled, stats.failed]).toEqual([6, 0]);
      expect(calls.length).toBe(8);
      expect(calls).toEqual(jasmine.arrayContaining(['2.1', '2.2', '5.2']));
    });

    it(`should fail when more targets fail than are tolerated, ${mode}`, async () => {
      const processor = new BatchProcessor({ mode, chunkSize: 1, tolerate: 1 });
      const run = processor.process(TARGETS, (n) => {
        if (n % 2 === 0) throw new Error('bad');
      });
      const { state, error } = await run.done;

      expect([state, (error as Error).name]).toEqual(['failed', 'TooManyFailuresError']);
    });

    it(`should copy targets that failed to the dead letter sink, ${mode}`, async () => {
      const dead: unknown[] = [];
      const tolerate: RunOptions<number>['tolerate'] = {
        deadLetter: (failed) => {
          dead.push(...failed.map(({ item }) => item));
        },
      };
      const run = new BatchProcessor().process(
        TARGETS,
        (n) => {
          if (n % 2 === 0) throw new Error('bad');
        },
        { mode, chunkSize: 2, tolerate },
      );
      await run.done;

      expect(dead.sort()).toEqual([2, 4, 6]);
    });
  }

  it('should call work again for a chunk that failed, and find its bad targets', async () => {
    let calls = 0;
    const work = (items: readonly number[]) => {
      if (++calls === 1) throw new Error('busy');
      if (items.includes(4)) throw new Error('bad');
    };
    const processor = new BatchProcessor({ retry: AT_ONCE, isolate: true });
    const { stats } = await processor.processChunks(TARGETS, work).done;

    expect([stats.fulfilled, stats.failed]).toEqual([5, 1]);
    expect(calls).toBeGreaterThan(3);
  });

  it('should keep the outcome of targets that are done when the time of their chunk is up', async () => {
    const processor = new BatchProcessor({ maxProcessingTime: 2 });
    const run = processor.process(TARGETS, (n) => (n === 4 ? new Promise(() => undefined) : n));
    const { stats } = await run.done;

    expect([stats.fulfilled, stats.failed, stats.failures]).toEqual([
      ...[5, 1],
      { ERR_DEADLINE_EXCEEDED: 1 },
    ] as never);
  });

  it('should work on one target of a key at a time, in their order', async () => {
    for (const mode of ['parallel', 'streaming'] as const) {
      const running = new Set<string>();
      const seen: string[] = [];
      const processor = new BatchProcessor({ mode, chunkSize: 1, maxConcurrentChunks: 8 });
      const keyOf = (text: string) => text[0] ?? '';
      const run = processor.process(
        ['a1', 'a2', 'b1', 'a3', 'b2'],
        async (text) => {
          expect(running.has(keyOf(text))).toBeFalse();
          running.add(keyOf(text));
          seen.push(text);
          await macrotask();
          running.delete(keyOf(text));
        },
        { ordered: 'key', key: keyOf },
      );
      await run.done;

      expect(seen.slice(0, 2)).toEqual(['a1', 'b1']);
      expect(seen.filter((text) => text.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    }
  });
});

describe('options of a run that do not stand together', () => {
  const processor = new BatchProcessor();
  const each = (options: RunOptions<number>) => () => processor.process([1], (n) => n, options);
  const chunks = (options: RunOptions<number>) => () =>
    processor.processChunks([1], () => undefined, options);
  const off = { enableErrorRecovery: false };

  const wrong: Record<string, () => unknown> = {
    'isolate of one target': each({ isolate: true }),
    'retry without recovery': each({ ...off, retry: 1 }),
    'retry options without recovery': each({ ...off, retry: {} }),
    'tolerance without recovery': each({ ...off, tolerate: 0 }),
    'isolate without recovery': chunks({ ...off, isolate: true }),
    'order by no key': each({ ordered: 'key' }),
    'a key without order or store': each({ key: String }),
    'chunk times of streaming': each({ mode: 'streaming', timeout: { chunk: 1 } }),
    'processing time of streaming': each({ mode: 'streaming', maxProcessingTime: 1 }),
    'a key of streaming': each({ mode: 'streaming', key: String }),
  };
  for (const [name, call] of Object.entries(wrong)) {
    it(`should be refused: ${name}`, () => {
      expect(call).toThrow(jasmine.objectContaining({ code: 'ERR_INCOMPATIBLE_OPTIONS' }));
    });
  }

  it('should be taken where they ask for nothing', async () => {
    for (const call of [
      each({ ...off, retry: 0, isolate: false }),
      chunks({ ...off, timeout: 5 }),
    ]) {
      await (call() as { done: Promise<unknown> }).done;
    }
    expect().nothing();
  });

  it('should be looked at within, at the call and in the configuration', () => {
    const within = [
      { retry: { count: -1 } },
      { retry: { times: 1 } },
      { timeout: { chunk: '5' } },
      { tolerate: { ratio: 2 } },
      { rateLimit: { limit: 5 } },
    ] as unknown as RunOptions<number>[];
    for (const options of within) {
      expect(each(options)).toThrowError(/process/);
      expect(() => readRunOptions('spec', options)).toThrowError(/spec/);
    }
  });
});
