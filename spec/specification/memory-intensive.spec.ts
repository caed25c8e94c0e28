import { BatchProcessor, type ChunkStrategy, type MakeStrategy } from '../../src/index.js';

interface Image {
  readonly bytes: number;
}

/** By memory, as the built-in strategy of that name will: no chunk heavier than the budget. */
function byMemory(budget: number): MakeStrategy<Image> {
  return (): ChunkStrategy<Image> => {
    let open: Image[] = [];
    let bytes = 0;
    const cut = () => {
      const chunk = open;
      open = [];
      bytes = 0;
      return chunk.length === 0 ? undefined : [chunk];
    };
    return {
      push: (image) => {
        const full = bytes + image.bytes > budget ? cut() : undefined;
        open.push(image);
        bytes += image.bytes;
        return full;
      },
      flush: cut,
    };
  };
}

describe('specification: memory-intensive processing', () => {
  const images = Array.from({ length: 200 }, (_, i) => ({ bytes: 10 + ((i * 37) % 90) }));

  it('should have one chunk at a time, within a budget of bytes', async () => {
    const seen = { bytes: 0, chunks: 0, running: 0 };
    const processor = new BatchProcessor({ chunkSize: 50, strategy: byMemory(500) });
    const run = processor.processChunks(
      images,
      async (chunk) => {
        seen.running++;
        expect(seen.running).toBe(1);
        await Promise.resolve();
        seen.running--;
        seen.chunks++;
        seen.bytes = Math.max(
          seen.bytes,
          chunk.reduce((sum, { bytes }) => sum + bytes, 0),
        );
      },
      { mode: 'sequential' },
    );
    const { stats } = await run.done;

    expect(seen.bytes).toBeLessThanOrEqual(500);
    expect([stats.done, stats.chunks]).toEqual([200, seen.chunks]);
  });

  it('should read a chunk only when the one before is done with', async () => {
    let read = 0;
    let done = 0;
    const source = function* () {
      for (const image of images) {
        expect(read++ - done).toBeLessThan(50);
        yield image;
      }
    };
    const processor = new BatchProcessor({ chunkSize: 50 });
    const work = async (chunk: readonly Image[]) => {
      await Promise.resolve();
      done += chunk.length;
    };
    await processor.processChunks(source, work, { mode: 'sequential' }).done;

    expect(done).toBe(200);
  });

  it('should refuse what the memory guard is to bring, until it is there', () => {
    expect(() => new BatchProcessor({ ['maxMemoryMb' as string]: 1 })).toThrow(
      jasmine.objectContaining({ code: 'ERR_UNKNOWN_OPTION' }),
    );
  });
});
