import { BatchProcessor, memoryStore } from '../../src/index.js';
import { macrotask } from '../support/ticks.js';

describe('specification: streaming processing', () => {
  it('should start targets as they come, and store them by the chunk', async () => {
    const log: string[] = [];
    const store = memoryStore();
    const source = async function* () {
      for (let i = 0; i < 6; i++) {
        await macrotask();
        log.push(`come ${i}`);
        yield i;
      }
    };
    const processor = new BatchProcessor({ chunkSize: 3, store, runId: 'stream' });
    const run = processor.process(source, (n) => log.push(`start ${n}`), { mode: 'streaming' });
    run.results$.subscribe(({ item }) => log.push(`seen ${item}`));
    const { stats } = await run.done;

    // Each is started, and seen, before the next one comes.
    expect(log).toEqual(
      [0, 1, 2, 3, 4, 5].flatMap((n) => [`come ${n}`, `start ${n}`, `seen ${n}`]),
    );
    expect([stats.done, stats.chunks]).toEqual([6, 2]);
    expect(await run.results()).toHaveSize(6);
  });

  it('should not hold a fast source', async () => {
    let [read, done, most] = [0, 0, 0];
    const source = function* () {
      while (read < 500) {
        most = Math.max(most, ++read - done);
        yield read;
      }
    };
    const processor = new BatchProcessor({ maxConcurrentTargets: 8 });
    const work = async () => {
      await Promise.resolve();
      done++;
    };
    await processor.process(source, work, { mode: 'streaming' }).done;

    // What runs, and as many before it.
    expect(done).toBe(500);
    expect(most).toBeLessThanOrEqual(17);
  });
});
