import { jsonLinesStore } from '../../../src/node/json-lines-store.js';
import { packer } from '../../../src/store/codec/packer.js';
import { describeResultStore } from '../../../src/testing/describe-result-store.js';
import { makeDir } from '../support/dirs.js';
import { MemoryFiles } from '../support/memory-files.js';
import { open, record, storeOn, valuesOf } from '../support/runs.js';
import { sealed } from '../../../src/node/json-lines/line.js';

for (const compression of ['gzip', 'auto'] as const) {
  describeResultStore(`jsonLinesStore, compression ${compression}`, async () => {
    const { path, remove } = await makeDir();
    return { open: () => jsonLinesStore(path, { compression }), dispose: remove };
  });
}

const rows = (start: number, end: number) =>
  Array.from({ length: end - start }, (_, i) => ({
    id: start + i,
    text: 'one of many '.repeat(20),
  }));

const textOf = (files: MemoryFiles) =>
  [...files.contents().values()].map((bytes) => bytes.toString()).join('');

async function written(compression: 'gzip' | 'brotli'): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  const writer = await open(storeOn(files, { packer: packer('test', compression) }));
  await Promise.all(
    [0, 1, 2, 3].map((n) => writer.append(record(n * 10, n * 10 + 10, rows(n * 10, n * 10 + 10)))),
  );
  await writer.close('completed');
  return files;
}

describe('jsonLinesStore, compressed', () => {
  for (const compression of ['gzip', 'brotli'] as const) {
    it(`should be read by a store that does not compress: ${compression}`, async () => {
      const files = await written(compression);

      expect(await valuesOf(storeOn(files))).toEqual(rows(0, 40));
      expect(textOf(files)).toContain(`"packing":"${compression}"`);
      expect(textOf(files)).not.toContain('one of many');
    });
  }

  it('should go on in the version that older readers refuse', async () => {
    const files = await written('gzip');
    const writer = await open(storeOn(files));
    await writer.append(record(40, 41, ['plain']));
    await writer.close('completed');

    expect(await valuesOf(storeOn(files))).toEqual([...rows(0, 40), 'plain']);
    expect(textOf(files).match(/"version":3/g)?.length).toBe(2);
  });

  it('should refuse values of another length than it says, and what is no such compression', async () => {
    const { bytes } = await packer('test', 'gzip').pack(Buffer.alloc(1_000_000, 32));
    const body = Buffer.from(bytes).toString('base64');
    for (const [length, text] of [
      [1000, body],
      [2_000_000, body],
      [1_000_000, body.slice(0, -8)],
      [1_000_000, ''],
    ] as const) {
      const files = await written('gzip');
      const [path, content] =
        [...files.contents()].find(([, bytes]) => bytes.includes('"ranges"')) ?? [];
      const header = content?.subarray(0, content.indexOf(10) + 1) ?? Buffer.alloc(0);
      const members = `"ranges":[[0,1]],"packing":"gzip","length":${length},"body":"${text}","done":[[0,1]],"items":1,"failed":0,"at":1}`;
      files.put(path ?? '', Buffer.concat([header, sealed(members)]));

      await expectAsync(valuesOf(storeOn(files))).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ERR_STORE_CORRUPT' }),
      );
    }
  });
});
