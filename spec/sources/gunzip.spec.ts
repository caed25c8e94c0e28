import { fromSource } from '../../src/flow/from-source.js';
import { InputError } from '../../src/sources/input-error.js';
import { readLines } from '../../src/sources/read-lines.js';
import { macrotask } from '../support/ticks.js';
import { Reader } from '../support/reader.js';
import { bytes, gzip, itemsOf } from './reading.js';

const free = { flow: null };
const text = Array.from({ length: 5_000 }, (_, i) => `{"ä":${i}}`).join('\n');
const lines = text.split('\n');

/** What is read before the end or a failure, and the failure. */
async function readAll(packed: Uint8Array<ArrayBuffer>, name = 'a.gz') {
  const reader = new Reader<string>().read(fromSource(readLines(new File([packed], name)), free));
  await reader.over;
  return reader;
}

describe('gunzip', () => {
  it('should fail where it is cut off, after the lines before', async () => {
    const packed = await gzip(bytes(text));
    for (const length of [
      0,
      1,
      9,
      10,
      17,
      packed.length >> 1,
      packed.length - 8,
      packed.length - 1,
    ]) {
      const { items, end } = await readAll(packed.slice(0, length));
      const { error } = end as { error: InputError };

      expect(error).withContext(`${length} bytes`).toBeInstanceOf(InputError);
      expect(error.message).toBe('a.gz: the gzip data is damaged or cut off');
      expect(error.cause).toBeDefined();
      expect(items).toEqual(lines.slice(0, items.length));
      expect(items.length).toBeLessThan(lines.length);
    }
  });

  it('should fail where it is damaged, or no gzip at all', async () => {
    const packed = await gzip(bytes(text));
    const damaged = packed.slice();
    damaged[packed.length - 6]! ^= 1;
    for (const wrong of [damaged, bytes('plain text'), Uint8Array.from([...packed, 1, 2, 3])]) {
      const { end } = await readAll(wrong);

      expect((end as { error: unknown }).error).toBeInstanceOf(InputError);
    }
  });

  it('should not hold what a small bomb becomes', async () => {
    const bomb = await gzip(new Uint8Array(50_000_000));
    const items = await itemsOf(readLines(bomb, { maxLineBytes: 1_000 }));

    expect(bomb.length).toBeLessThan(60_000);
    expect(items.length).toBe(1);
  });

  it('should stop unpacking, and cancel the stream, when it is left', async () => {
    const packed = await gzip(bytes(text));
    let cancelled = 0;
    const quiet = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(packed.slice(0, 20_000)),
      cancel: () => {
        cancelled++;
      },
    });
    const reader = new Reader<string>();
    const first = new Promise<void>((resolve) => (reader.onItem = () => resolve()));
    reader.read(fromSource(readLines(quiet), free));
    await first;
    reader.leave();
    await macrotask();

    expect(cancelled).toBe(1);
  });

  it('should pass on the error of the stream below as it is', async () => {
    const error = new Error('reset');
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(error),
    });

    const packed$ = fromSource(readLines(stream, { compression: 'gzip' }), free);
    const reader = new Reader<string>().read(packed$);
    await reader.over;

    expect(reader.end).toEqual({ error });
  });
});
