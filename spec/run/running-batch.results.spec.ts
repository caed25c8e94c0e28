import { NEVER, Observable } from 'rxjs';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { expectUnhandled } from '../support/claims.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';

const FAILED = new Error('failed');
const upper = (text: string) => text.toUpperCase();
const TEXTS = ['a', 'b', 'c', 'd'];
const notKept = jasmine.objectContaining({ code: 'ERR_RESULTS_NOT_KEPT' });
const fulfilled = (values: readonly unknown[]) =>
  values.map((value, position) => ({ position, status: 'fulfilled', value }));

const run = (fn: (text: string) => unknown = upper, options = {}) =>
  new BatchProcessor({ chunkSize: 2 }).process(TEXTS, fn, options);

/** Targets without end, counted. */
function counted() {
  const seen = { pulls: 0 };
  const targets = function* () {
    for (;;) yield seen.pulls++;
  };
  return { seen, targets };
}

describe('results() of a run', () => {
  it('should give all outcomes in the order of the targets, however they came', async () => {
    const reversed = [...TEXTS].reverse();
    const fn = async (text: string) => {
      while (reversed[0] !== text) await macrotask();
      reversed.shift();
      if (text === 'b') throw FAILED;
      return upper(text);
    };
    for (const mode of ['parallel', 'streaming'] as const) {
      reversed.splice(0, 4, 'd', 'c', 'b', 'a');
      const [a, , c, d] = fulfilled(['A', 'B', 'C', 'D']);

      expect(await run(fn, { mode }).results())
        .withContext(mode)
        .toEqual([a, { position: 1, status: 'rejected', reason: FAILED }, c, d] as never);
    }
  });

  it('should be kept where they are asked for before the start, for any number of askers', async () => {
    const running = run();
    const [first, second] = await Promise.all([running.results(), running.results()]);

    expect(first).toEqual(fulfilled(['A', 'B', 'C', 'D']) as never);
    expect([second, await running.results()]).toEqual([first, first]);
  });

  it('should be refused where nobody has kept them', async () => {
    const fn = async (text: string) => {
      await expectAsync(running.results()).toBeRejectedWith(notKept);
      return text;
    };
    const running: BatchRun<string, string> = run(fn) as BatchRun<string, string>;
    await running.done;

    await expectAsync(running.results()).toBeRejectedWith(notKept);
  });

  it('should be refused to one who asks in the same call in which the run is over', async () => {
    const asked: unknown[] = [];
    const processor = new BatchProcessor();
    processor.progressTracker.addCallback((_, running) => {
      running.results().catch((error: unknown) => asked.push(error));
    });
    await processor.processChunks(TEXTS, (all) => all).done;
    await macrotask();

    expect(asked.length).toBeGreaterThan(0);
    expect(asked).toEqual(asked.map(() => notKept));
  });

  it('should be there at any time where the run has a store, with those of earlier starts', async () => {
    const store = memoryStore();
    const options = { store, runId: 'run', mode: 'sequential', chunkSize: 1 };
    const stopped: BatchRun<string, unknown> = run((text) => {
      if (text === 'b') void stopped.drain();
      return upper(text);
    }, options);
    await stopped.done;
    const again = run(upper, options);
    await again.done;

    expect(await stopped.results()).toEqual(fulfilled(['A', 'B', 'C', 'D']) as never);
    expect(await again.results()).toEqual(fulfilled(['A', 'B', 'C', 'D']) as never);
  });

  it('should be those that there are of a run that was drained', async () => {
    const unstarted = run();
    const results = unstarted.results();
    void unstarted.drain();

    expect(await results).toEqual([]);
  });

  it('should fail with the run', async () => {
    const targets = function* () {
      yield 'a';
      throw FAILED;
    };
    const failing = new BatchProcessor().process(targets, upper);
    const aborted = new BatchProcessor().process(NEVER, upper);
    const all = [failing.results(), aborted.results()].map((results) =>
      results.catch((e: unknown) => e),
    );
    void aborted.abort('enough');

    expect(await Promise.all(all)).toEqual([
      FAILED,
      jasmine.objectContaining({ code: 'ERR_RUN_ABORTED', cause: 'enough' }),
    ] as never);
  });
});

describe('results$ of a run', () => {
  it('should give each outcome once it is stored', async () => {
    const log: string[] = [];
    const store = memoryStore();
    const open = store.open.bind(store);
    store.open = async (options) => {
      const writer = await open(options);
      return {
        ...writer,
        append: async (record) => {
          await macrotask();
          log.push(`stored ${record.values.join('')}`);
          await writer.append(record);
        },
      };
    };
    const running = run(upper, { store, runId: 'run', mode: 'sequential' });
    running.results$.subscribe(({ item }) => log.push(`seen ${item}`));
    await running.done;

    expect(log).toEqual([...['stored AB', 'seen a', 'seen b', 'stored CD', 'seen c', 'seen d']]);
  });

  it('should slow the run by a slow subscriber, so that what was read stays bounded', async () => {
    for (const mode of ['sequential', 'parallel', 'streaming'] as const) {
      const { seen, targets } = counted();
      const processor = new BatchProcessor({
        ...{ chunkSize: 10, maxConcurrentChunks: 2, maxConcurrentTargets: 4 },
      });
      const running = processor.process(targets, (n) => n, { mode });
      let settled = 0;
      let most = 0;
      const slowly = mapConcurrent(
        async () => {
          await macrotask();
          most = Math.max(most, seen.pulls - ++settled);
        },
        { concurrency: 1, prefetch: 0 },
      );
      const reader = new Reader<unknown>().read(running.results$.pipe(slowly));
      while (settled < 200) await macrotask();
      await running.abort();
      // Two lanes and one chunk before them; or what runs, and as much before it.
      const bound = mode === 'streaming' ? 8 : mode === 'parallel' ? 30 : 10;

      expect(most)
        .withContext(mode)
        .toBeLessThanOrEqual(bound + 1);
      expect(reader.items.length).toBeGreaterThan(150);
    }
  });

  it('should slow the run no more once the slow one has left', async () => {
    const running = run(upper, { mode: 'sequential', chunkSize: 1 });
    const stuck = running.results$.pipe(
      mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }),
    );
    const subscription = stuck.subscribe();
    for (let i = 0; i < 9; i++) await macrotask();
    const held = running.stats().done;
    subscription.unsubscribe();
    const { stats } = await running.done;

    expect([held, stats.done]).toEqual([1, 4]);
  });

  it('should give large chunks to a slow subscriber, for whom all of it was read', async () => {
    const count = 150_000;
    const processor = new BatchProcessor({ chunkSize: 50_000 });
    const running = processor.processChunks(Array(count).keys(), (all) => all);
    const quick = mapConcurrent(async (outcome) => Promise.resolve(outcome), { concurrency: 1 });
    const reader = new Reader<unknown>().read(running.results$.pipe(quick));
    await reader.over;

    expect([reader.end, reader.items.length]).toEqual(['complete', count]);
  });

  it('should go on when a subscriber throws', async () => {
    const running = run();
    running.results$.subscribe(({ item }) => {
      if (item === 'b') throw FAILED;
    });
    const { state, stats } = await running.done;
    await new Promise((resolve) => setTimeout(resolve));

    expect([state, stats.done]).toEqual(['completed', 4]);
    expectUnhandled(FAILED);
  });

  it('should give a late subscriber what comes later, or only the end', async () => {
    const running = run(upper, { mode: 'sequential', chunkSize: 1 });
    const late = new Reader<{ item: string }>();
    running.results$.subscribe(({ item }) => {
      if (item === 'c') late.read(running.results$);
    });
    await running.done;
    const last = new Reader<unknown>().read(running.results$);

    expect(late.items.map(({ item }) => item)).toEqual(['d']);
    expect([last.items, last.end]).toEqual([[], 'complete']);
  });

  it('should go on when a subscriber leaves', async () => {
    const running = run();
    const reader = new Reader<{ item: string }>();
    reader.onItem = () => reader.leave();
    reader.read(running.results$);
    const { stats } = await running.done;

    expect([reader.items.length, stats.done]).toEqual([1, 4]);
  });

  it('should leave nobody subscribed to the run when it has ended', async () => {
    let left = 0;
    const running = run();
    const watched = new Observable((subscriber) => {
      subscriber.add(() => left++);
      return running.results$.subscribe(subscriber);
    });
    watched.subscribe();
    await running.done;

    expect(left).toBe(1);
  });
});

describe('results$ of a run that is given up in the midst of a chunk', () => {
  for (const mode of ['parallel', 'sequential', 'streaming'] as const) {
    for (const how of ['abort', 'close', 'signal', 'drain'] as const) {
      it(`should bring nothing more, to nobody, by ${how} of a ${mode} run`, async () => {
        const controller = new AbortController();
        const { signal } = controller;
        const running: BatchRun<string, string> = new BatchProcessor().process(TEXTS, upper, {
          mode,
          signal,
        });
        const verbs = {
          abort: () => running.abort(),
          close: () => running.close(),
          signal: () => {
            controller.abort();
          },
          drain: () => running.drain({ deadline: 0 }),
        };
        const [first, second] = [new Reader<unknown>(), new Reader<unknown>()];
        first.onItem = () => {
          if (first.items.length === 2) void verbs[how]();
        };
        first.read(running.results$);
        second.read(running.results$);
        await Promise.all([first.over, second.over]);

        expect(first.items.length).toBe(2);
        expect(second.items.length).toBe(mode === 'streaming' ? 1 : 0);
        for (const { end } of [first, second]) {
          expect(end).toEqual({ error: jasmine.objectContaining({ code: 'ERR_RUN_ABORTED' }) });
        }
      });
    }

    it(`should bring the rest of the chunk where a ${mode} run is only drained`, async () => {
      const running = new BatchProcessor().process(TEXTS, upper, { mode });
      const reader = new Reader<unknown>();
      reader.onItem = () => void running.drain();
      reader.read(running.results$);
      await reader.over;

      expect(reader.end).toBe('complete');
      if (mode !== 'streaming') expect(reader.items.length).toBe(TEXTS.length);
    });
  }
});

describe('for await over a run', () => {
  it('should give all outcomes, and read ahead no more than one chunk', async () => {
    const items: string[] = [];
    for await (const { item } of run()) {
      await macrotask();
      items.push(item);
    }

    expect(items).toEqual(TEXTS);
  });

  it('should throw what the run fails with, after what came before', async () => {
    const items: string[] = [];
    const targets = function* () {
      yield* TEXTS;
      throw FAILED;
    };
    const loop = async () => {
      for await (const { item } of new BatchProcessor().process(targets, upper)) items.push(item);
    };

    await expectAsync(loop()).toBeRejectedWith(FAILED);
    expect(items).toEqual(TEXTS);
  });

  it('should throw when the run is aborted, since what came is not all', async () => {
    const { targets } = counted();
    const running = new BatchProcessor({ chunkSize: 1 }).process(targets, (n) => n);
    const loop = async () => {
      for await (const { item } of running) if (item === 3) void running.abort();
    };

    await expectAsync(loop()).toBeRejectedWith(
      jasmine.objectContaining({ code: 'ERR_RUN_ABORTED' }),
    );
  });

  it('should let the run go on when the loop is left', async () => {
    const running = run();
    for await (const { item } of running) if (item === 'a') break;
    const { state, stats } = await running.done;

    expect([state, stats.done]).toEqual(['completed', 4]);
  });
});
