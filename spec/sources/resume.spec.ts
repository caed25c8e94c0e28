import { defer, take } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isMalformed } from '../../src/core/malformed.js';
import { fromSource } from '../../src/flow/from-source.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { bytes, gzip, streamOf } from './reading.js';

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

  describe('that cannot be sought', () => {
    const text = Array.from({ length: 5_000 }, (_, i) => `{"id":${i}}`).join('\n');

    /** Runs to the third result, then to the end; gives what the second attempt has read and worked on. */
    async function resumed(open: () => Parameters<typeof readJsonLines>[0]) {
      const store = memoryStore();
      const worked: number[] = [];
      const run$ = defer(() =>
        fromSource(readJsonLines<{ id: number }>(open(), { compression: 'gzip' })),
      ).pipe(
        chunkBy(500),
        processChunks((items) => {
          for (const { id } of items) worked.push(id);
        }),
        storeTo(store, { runId: 'run' }),
      );
      await run$.pipe(take(3)).forEach(() => undefined);
      worked.length = 0;
      await run$.forEach(() => undefined);
      return { worked, info: (await store.runs())[0] };
    }

    it('should read a packed file from its start, and leave out what is stored', async () => {
      const packed = await gzip(bytes(text));
      const slices: number[] = [];
      const watched = () => ({
        name: 'a.gz',
        size: packed.length,
        slice: (from = 0, to?: number) => {
          slices.push(from);
          return new Blob([packed]).slice(from, to);
        },
        arrayBuffer: () => new Blob([packed]).arrayBuffer(),
      });
      const { worked, info } = await resumed(watched);

      expect(new Set(slices)).toEqual(new Set([0]));
      expect(worked.length).toBeLessThanOrEqual(3_500);
      expect(worked).toEqual(Array.from(worked, (_, i) => 5_000 - worked.length + i));
      expect(info).toEqual(jasmine.objectContaining({ state: 'completed', items: 5_000 }));
    });

    it('should read a stream from its start, and leave out what is stored', async () => {
      const packed = await gzip(bytes(text));
      const { worked, info } = await resumed(() => streamOf([packed]));

      expect(worked).toEqual(Array.from(worked, (_, i) => 5_000 - worked.length + i));
      expect(info).toEqual(jasmine.objectContaining({ state: 'completed', items: 5_000 }));
    });
  });

  it('should know malformed lines by their file and line, where items have keys', async () => {
    const file = new File([bytes('{"id":1}\n?\n{"id":2}\n!\n')], 'rows.ndjson');
    const store = memoryStore();
    const key = jasmine.createSpy().and.callFake(({ id }: { id: number }) => `no. ${id}`);
    const worked: number[] = [];
    const run$ = fromSource(readJsonLines<{ id: number }>(file)).pipe(
      chunkBy(2),
      processChunks((items) => {
        for (const { id } of items) worked.push(id);
      }),
      storeTo(store, { runId: 'run', key }),
    );
    await run$.pipe(take(1)).forEach(() => undefined);
    await run$.forEach(() => undefined);
    const { signal } = new AbortController();
    const stored = (await store.results('run').pull(9, signal)) ?? [];

    expect(stored.map((outcome) => `${outcome.key} ${outcome.status}`)).toEqual([
      'no. 1 fulfilled',
      'malformed:rows.ndjson:2 rejected',
      'no. 2 fulfilled',
      'malformed:rows.ndjson:4 rejected',
    ]);
    expect(worked).toEqual([1, 2]);
    expect(
      key.calls
        .allArgs()
        .flat()
        .every((item) => !isMalformed(item)),
    ).toBeTrue();
  });
});
