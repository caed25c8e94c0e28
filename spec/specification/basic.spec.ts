import { BatchProcessor, memoryStore } from '../../src/index.js';

/** The usage examples of the specification, as they are written here. */
describe('specification: basic batch processing', () => {
  const targets = Array.from({ length: 1050 }, (_, id) => ({ id }));
  const processTarget = async ({ id }: { readonly id: number }) => {
    await Promise.resolve();
    return { result: `Processed ${id}` };
  };

  it('should process a list in parallel, chunk by chunk, and give all results', async () => {
    const processor = new BatchProcessor({ chunkSize: 100, maxConcurrentChunks: 2 });
    const run = processor.process(targets, processTarget, { mode: 'parallel' });
    const results = await run.results();
    const { state, stats } = await run.done;

    expect(results.length).toBe(1050);
    expect(results[1049]).toEqual({
      ...{ position: 1049, status: 'fulfilled', value: { result: 'Processed 1049' } },
    });
    expect([state, stats.chunks, stats.done]).toEqual(['completed', 11, 1050]);
  });

  it('should process any source in the same way, without having it all in memory', async () => {
    const seen = { alive: 0, most: 0 };
    const source = function* () {
      for (const target of targets) {
        seen.most = Math.max(seen.most, ++seen.alive);
        yield target;
      }
    };
    const processor = new BatchProcessor({ chunkSize: 10, maxConcurrentChunks: 2 });
    const run = processor.process(source, async (target) => {
      const result = await processTarget(target);
      seen.alive--;
      return result;
    });
    await run.done;

    // Two lanes, one chunk before them, and the open one.
    expect(seen.most).toBeLessThanOrEqual(40);
  });

  it('should go on after a stop where the results are kept', async () => {
    const store = memoryStore();
    const processor = new BatchProcessor({ chunkSize: 100, store, runId: 'targets' });
    const stopped = processor.process(targets, (target) => {
      if (target.id === 250) void stopped.drain();
      return processTarget(target);
    });
    const first = await stopped.done;
    const second = await processor.process(targets, processTarget).done;

    expect([first.state, second.state]).toEqual(['drained', 'completed']);
    expect(second.stats.resumed).toBe(first.stats.done);
    expect(second.stats.resumed + second.stats.done).toBe(1050);
  });

  it('should go on after failures, unless that is switched off', async () => {
    const failing = ({ id }: { readonly id: number }) => {
      if (id % 10 === 3) throw new RangeError(`no. ${id}`);
      return id;
    };
    const on = await new BatchProcessor().process(targets, failing).done;
    const off = await new BatchProcessor({ enableErrorRecovery: false }).process(targets, failing)
      .done;

    expect([on.state, on.stats.failed]).toEqual(['completed', 105]);
    expect(on.stats.failures).toEqual({ RangeError: 105 });
    expect([off.state, off.error]).toEqual([
      'failed',
      jasmine.objectContaining({ code: 'ERR_TARGET_FAILED', target: { id: 3 } }),
    ]);
  });
});
