import { take } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { bytes } from './reading.js';

describe('sources of a run that is resumed', () => {
  it('should go on where everything before is stored, and not read it again', async () => {
    const rows = Array.from({ length: 200_000 }, (_, id) =>
      id % 1_000 === 7 ? '?' : `{"id":${id}}`,
    );
    const file = new File([bytes(rows.join('\n'))], 'rows.ndjson');
    const slices: number[] = [];
    const watched = {
      name: file.name,
      size: file.size,
      slice: (from = 0, to?: number) => {
        slices.push(from);
        return file.slice(from, to);
      },
      arrayBuffer: () => file.arrayBuffer(),
    };
    const store = memoryStore();
    const worked: number[] = [];
    const run$ = fromSource(readJsonLines<{ id: number }>(watched)).pipe(
      chunkBy(500),
      processChunks((items) => {
        for (const { id } of items) worked.push(id);
      }),
      storeTo(store, { runId: 'run' }),
    );
    await run$.pipe(take(300)).forEach(() => undefined);
    const before = worked.length;
    slices.length = 0;
    await run$.forEach(() => undefined);

    // One block at the start, to see how it is packed; then from the place on.
    const [first, second = 0] = slices;
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(1_500_000);
    expect(new Set(worked).size).toBe(200_000 - 200);
    expect(before).toBeGreaterThan(149_000);
    expect(worked.length - before).toBeLessThan(60_000);
  });
});
