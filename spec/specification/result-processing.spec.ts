import { BatchProcessor, memoryStore, type Outcome } from '../../src/index.js';
import { macrotask } from '../support/ticks.js';

describe('specification: with result processing', () => {
  it('should give results to a processor as they come, and wait for it', async () => {
    const database: unknown[] = [];
    let writing = 0;
    const processor = new BatchProcessor({ chunkSize: 4 });
    processor.addResultProcessor(async (results: readonly Outcome<number, string>[]) => {
      writing++;
      for (const result of results) {
        await macrotask();
        database.push(result.status === 'fulfilled' ? result.value : result.reason);
      }
      expect(--writing).toBe(0);
    });
    await processor.process(Array(10).keys(), (n) => `value ${n}`).done;

    expect(database).toEqual(Array.from({ length: 10 }, (_, n) => `value ${n}`));
  });
});

describe('specification: result post-processing', () => {
  it('should run when all results are there, and give its output with the end', async () => {
    const processor = new BatchProcessor({ chunkSize: 4 });
    processor.addPostProcessor<number>(async (results) =>
      (await results()).reduce(
        (sum, each) => sum + (each.status === 'fulfilled' ? each.value : 0),
        0,
      ),
    );
    const { outputs } = await processor.process(Array(10).keys(), (n) => n).done;

    expect(outputs).toEqual([45]);
  });

  it('should see the results of all starts of a run', async () => {
    const store = memoryStore();
    const options = { store, runId: 'run', chunkSize: 2, mode: 'sequential' } as const;
    const first = new BatchProcessor(options).process(Array(6).keys(), (n) => {
      if (n === 1) void first.drain();
      return n;
    });
    await first.done;
    const processor = new BatchProcessor(options).addPostProcessor(
      async (results) => (await results()).length,
    );
    const { outputs, stats } = await processor.process(Array(6).keys(), (n) => n).done;

    expect([outputs, stats.done]).toEqual([[6], 4]);
  });
});
