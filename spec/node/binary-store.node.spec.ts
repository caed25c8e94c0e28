import * as fc from 'fast-check';
import { binaryStore } from '../../src/node/binary-store.js';
import { sealed, Lines } from '../../src/node/json-lines/line.js';
import { cborValues } from '../../src/store/codec/cbor-values.js';
import { jsonValues } from '../../src/store/codec/json-values.js';
import { packer } from '../../src/store/codec/packer.js';
import { MemoryFiles } from './support/memory-files.js';
import { codeOf, DIR, open, read, record, storeOn, valuesOf } from './support/runs.js';

const PATH = `${DIR}/run/000001.bin`;
const BINARY = { where: 'binaryStore', format: cborValues };
const JSON_LINES = { where: 'jsonLinesStore', format: jsonValues };

/** A run of one record for each array of values, in segments of that size. */
async function written(chunks: readonly (readonly unknown[])[], settings = {}) {
  const files = new MemoryFiles();
  const store = storeOn(files, { ...BINARY, ...settings });
  const writer = await open(store);
  let at = 0;
  for (const values of chunks) await writer.append(record(at, (at += values.length), values));
  await writer.close('completed');
  return { files, store };
}

describe('binaryStore', () => {
  it('should refuse wrong arguments at the call', async () => {
    const made = (dir: unknown, options?: unknown) =>
      codeOf(() => binaryStore(dir as string, options as never));

    expect(await made(5)).toBe('ERR_INVALID_ARG_TYPE');
    expect(await made('')).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs\0')).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { durability: 'none' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { compression: 'lzma' })).toBe('ERR_OUT_OF_RANGE');
    expect(await made('runs', { format: 'cbor' })).toBe('ERR_UNKNOWN_OPTION');
    expect(() => binaryStore('runs').results('../x')).toThrowError(/^binaryStore: "runId"/);
  });

  it('should give back what JSON would change', async () => {
    const values = [
      new Date(5),
      new Map([[5, new Set([1n])]]),
      [NaN, -0, Infinity, undefined],
      new Uint8Array([0, 10, 27, 13, 255]),
      new Float64Array([1.5, -0]),
      2n ** 80n,
    ];
    const { store } = await written([values]);

    expect(await valuesOf(store)).toEqual(values);
  });

  it('should give back bytes and text that look like the files themselves', async () => {
    const line = sealed('"ranges":[[0,9]],"done":[[0,9]],"items":9,"failed":0,"at":1}');
    const values = [line.toString('latin1'), '\0\n\r\x1b*', new Uint8Array(line)];
    const { files, store } = await written([values, values]);
    const content = files.contents().get(PATH) ?? Buffer.alloc(0);

    expect(await valuesOf(store)).toEqual([...values, ...values]);
    expect((await store.verify('run')).problems).toEqual([]);
    // The header, two records, and the end of the run.
    expect(content.filter((byte) => byte === 10).length).toBe(4);
  });

  it('should give back any bytes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1 }),
        async (all) => {
          const { store } = await written(all.map((bytes) => [bytes]));
          expect(await valuesOf(store)).toEqual(all);
        },
      ),
      { numRuns: 100 },
    ));

  it('should store as failures what CBOR cannot hold, and the others as they are', async () => {
    class Point {
      x = 1;
    }
    const { store } = await written([['a', new Point(), () => 1, 'b']]);
    const outcomes = await read(store.results('run'));

    expect(outcomes.map(({ status }) => status)).toEqual([
      ...(['fulfilled', 'rejected', 'rejected', 'fulfilled'] as const),
    ]);
    expect(outcomes[1]).toEqual(
      jasmine.objectContaining({
        reason: jasmine.objectContaining({ code: 'ERR_UNSTORABLE_VALUE' }),
      }),
    );
  });

  it('should give values whose bytes nobody else has', async () => {
    const { store } = await written([[new Uint8Array([1, 2, 3])], [new Uint8Array([4, 5, 6])]]);
    const values = (await valuesOf(store)) as Uint8Array[];

    expect(values.map(({ buffer }) => buffer.byteLength)).toEqual([3, 3]);
  });

  for (const compression of ['gzip', 'brotli'] as const) {
    it(`should compress values, and read them without being told: ${compression}`, async () => {
      const values = [{ text: 'one of many '.repeat(200), bytes: new Uint8Array(500) }];
      const { files } = await written([values], { packer: packer('test', compression) });

      expect(await valuesOf(storeOn(files, BINARY))).toEqual(values);
      const content = files.contents().get(PATH) ?? Buffer.alloc(0);
      expect(content.toString('latin1')).toContain(`,"packing":"${compression}","length":`);
      expect(content.length).toBeLessThan(1000);
    });
  }

  it('should write small values as they are where it compresses', async () => {
    const { files, store } = await written([['a', 'b']], { packer: packer('test', 'gzip') });

    expect(await valuesOf(store)).toEqual(['a', 'b']);
    expect(files.contents().get(PATH)?.includes('packing')).toBeFalse();
  });

  it('should refuse a body that is no CBOR, not of the length it says, or badly escaped', async () => {
    const { files } = await written([['a']]);
    const content = files.contents().get(PATH) ?? Buffer.alloc(0);
    const header = content.subarray(0, content.indexOf(10) + 1);
    const end = ',"done":[[0,1]],"items":1,"failed":0,"at":1}';
    // 100 000 bytes of CBOR, so that nothing but the length is wrong.
    const whole = cborValues.encode(['x'.repeat(99_994)]).body as Uint8Array;
    expect(whole.length).toBe(100_000);
    const { bytes } = await packer('test', 'gzip').pack(whole);
    const bad: readonly (readonly [string, Uint8Array])[] = [
      ['"ranges":[[0,1]]', Buffer.from('no CBOR')],
      ['"ranges":[[0,1]]', Buffer.alloc(0)],
      ['"ranges":[[0,1]],"packing":"gzip","length":1000', bytes],
      ['"ranges":[[0,1]],"packing":"gzip"', bytes],
      ['"ranges":[[0,1]],"packing":"gzip","length":2000000000', bytes],
    ];
    for (const [members, body] of bad) {
      const lines = new Lines();
      lines.add([members, end], body);
      files.put(PATH, Buffer.concat([header, lines.bytes]));
      expect(await codeOf(() => valuesOf(storeOn(files, BINARY))))
        .withContext(members)
        .toBe('ERR_STORE_CORRUPT');
    }
  });

  it('should be read, listed, checked and deleted by a jsonLinesStore, which does not go on with it', async () => {
    const { files } = await written([[new Date(5)], [1n]]);
    const other = storeOn(files, JSON_LINES);
    const before = files.contents();

    expect(await codeOf(() => open(other))).toBe('ERR_STORE_FORMAT');
    expect(files.contents()).toEqual(before);
    expect(await valuesOf(other)).toEqual([new Date(5), 1n]);
    expect((await other.runs()).map(({ runId, items }) => [runId, items])).toEqual([['run', 2]]);
    expect((await other.verify('run')).items).toBe(2);
    await other.delete('run');
    expect([...files.contents().keys()]).toEqual([]);
  });

  it('should not go on with a run of a jsonLinesStore', async () => {
    const files = new MemoryFiles();
    const writer = await open(storeOn(files, JSON_LINES));
    await writer.append(record(0, 2));
    await writer.close('open');
    const before = files.contents();

    const error = await open(storeOn(files, BINARY)).catch((reason: unknown) => reason);
    expect(error).toEqual(
      jasmine.objectContaining({
        ...{ code: 'ERR_STORE_FORMAT', file: `${DIR}/run/000001.jsonl` },
        ...{ format: 'json', expected: 'cbor' },
      }),
    );
    expect(files.contents()).toEqual(before);
  });

  it('should take two formats in one run for damage', async () => {
    const { files, store } = await written([['a']]);
    files.put(`${DIR}/run/000001.jsonl`, files.contents().get(PATH) ?? Buffer.alloc(0));

    expect(await codeOf(() => valuesOf(store))).toBe('ERR_STORE_CORRUPT');
  });

  it('should write a version that older readers refuse', async () => {
    const { files } = await written([['a']]);
    expect(files.contents().get(PATH)?.toString('latin1')).toContain('"version":4');
  });

  it('should go on after a torn frame, and tell which items run again', async () => {
    const { files } = await written([['a', 'b'], ['c']]);
    const content = files.contents().get(PATH) ?? Buffer.alloc(0);
    const second = content.indexOf('"ranges":[[2,3]]');
    const torn = content.subarray(0, content.indexOf(0, second) + 2);
    files.put(PATH, torn);
    const store = storeOn(files, BINARY);
    const writer = await open(store);

    expect(writer.done).toEqual([[0, 2]]);
    expect(writer.info.recovered.map(({ positions }) => positions)).toEqual([[[2, 3]]]);
    await writer.append(record(2, 3, [new Uint8Array([7])]));
    await writer.close('completed');
    expect(await valuesOf(store)).toEqual(['a', 'b', new Uint8Array([7])]);
  });
});
