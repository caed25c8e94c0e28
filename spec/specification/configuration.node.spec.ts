import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchProcessor } from '../../src/index.js';
import { jsonLinesStore, loadConfig } from '../../src/node/index.js';

describe('specification: with configuration management', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sluice-'));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  it('should load the configuration from a file', async () => {
    const file = join(dir, 'batch-config.yaml');
    writeFileSync(file, 'chunkSize: 3\nmaxConcurrentChunks: 2\n');
    const processor = new BatchProcessor(await loadConfig(file));
    const { stats } = await processor.process(Array(10).keys(), (n) => n).done;

    expect([stats.done, stats.chunks]).toEqual([10, 4]);
  });

  it('should keep results in files, from which another process reads them', async () => {
    const processor = new BatchProcessor({ chunkSize: 3, store: jsonLinesStore(dir) });
    await processor.process(Array(10).keys(), (n) => n * 2, { runId: 'doubled' }).done;
    const sum = await jsonLinesStore(dir).aggregate(
      'doubled',
      (total, outcome) => total + (outcome.status === 'fulfilled' ? (outcome.value as number) : 0),
      0,
    );

    expect(sum).toBe(90);
  });
});

describe('specification: dynamic configuration', () => {
  it('should decide by the statistics of one run about the next', async () => {
    const processor = new BatchProcessor({ chunkSize: 8 });
    const first = await processor.process(Array(32).keys(), (n) => n).done;
    const chunkSize = first.stats.chunks > 2 ? 16 : 8;
    const second = await processor.process(Array(32).keys(), (n) => n, { chunkSize }).done;

    expect([first.stats.chunks, second.stats.chunks]).toEqual([4, 2]);
  });
});
