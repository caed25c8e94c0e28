import { BatchProcessor, type Progress } from '../../src/index.js';
import { macrotask } from '../support/ticks.js';

describe('specification: with existing systems', () => {
  it('should give statistics that can be sent to a monitoring system at any time', async () => {
    const sent: { done: number; failures: Record<string, number> }[] = [];
    const send = (metrics: object) => sent.push(JSON.parse(JSON.stringify(metrics)) as never);
    const processor = new BatchProcessor({ chunkSize: 5 });
    const run = processor.process(Array(20).keys(), async (n) => {
      if (n === 10) send(run.stats());
      await macrotask();
      if (n % 4 === 0) throw Object.assign(new Error('no'), { code: 'ECONNRESET' });
    });
    const { stats } = await run.done;
    send(stats);

    expect(sent[0]?.done).toBeLessThan(20);
    expect(sent[1]).toEqual(jasmine.objectContaining({ done: 20, failures: { ECONNRESET: 5 } }));
  });
});

describe('specification: with progress reporting', () => {
  it('should tell callbacks how far each run is', async () => {
    const dashboard: Progress[] = [];
    const processor = new BatchProcessor({ chunkSize: 5 });
    processor.progressTracker.addCallback((progress) => dashboard.push(progress));
    await processor.process(Array.from(Array(20).keys()), (n) => n).done;
    const last = dashboard.at(-1);

    expect([last?.done, last?.total, last?.failed, last?.state]).toEqual([20, 20, 0, 'completed']);
    for (const { done, fulfilled, failed, skipped, cancelled } of dashboard) {
      expect(fulfilled + failed + skipped + cancelled).toBe(done);
    }
  });
});
