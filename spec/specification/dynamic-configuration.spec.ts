import { BatchProcessor, type BatchRun } from '../../src/index.js';

/** Advanced feature 3: `if memory is short: processor.config.chunk_size //= 2`, for whoever measures. */
function adaptive(run: BatchRun<number, unknown>, isShort: () => boolean, chunkSize: number): void {
  let size = chunkSize;
  run.progress$.subscribe(() => {
    if (!isShort() || size === 1) return;
    size = Math.floor(size / 2);
    run.configure({ chunkSize: size });
  });
}

describe('specification: dynamic configuration', () => {
  it('should halve the size of chunks while a run goes on, as often as memory is short', async () => {
    const sizes: number[] = [];
    const work = (items: readonly number[]) => {
      sizes.push(items.length);
    };
    const targets = Array.from({ length: 30 }, (_, i) => i);
    const processor = new BatchProcessor({ chunkSize: 16, mode: 'sequential' });
    const run = processor.processChunks(targets, work);
    // Of the first value, from before the start, and of the one at the start.
    let times = 0;
    adaptive(run, () => ++times <= 2, 16);
    const { state } = await run.done;

    expect(state).toBe('completed');
    expect(sizes.reduce((sum, size) => sum + size)).toBe(30);
    expect(sizes).toEqual([4, 4, 4, 4, 4, 4, 4, 2]);
  });

  it('should lower what is done at once when targets fail, and raise it when they do not', async () => {
    const lanes: unknown[] = [];
    const processor = new BatchProcessor({ chunkSize: 1, maxConcurrentChunks: 8 });
    const run = processor.process([1, 2, 3, 4, 5, 6], (n) => {
      if (n <= 3) throw new Error('busy');
      return n;
    });
    let now = 8;
    run.results$.subscribe(({ status }) => {
      now = status === 'rejected' ? Math.max(1, now >> 1) : now + 1;
      run.configure({ maxConcurrentChunks: now });
    });
    run.events$.subscribe((event) => {
      if (event.type === 'configured') lanes.push(event.patch['maxConcurrentChunks']);
    });
    await run.done;

    expect(lanes).toEqual([4, 2, 1, 2, 3, 4]);
  });
});
