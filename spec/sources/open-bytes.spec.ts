import { openBytes, namedGzip } from '../../src/sources/open-bytes.js';
import { InputError } from '../../src/sources/input-error.js';
import { readCsv } from '../../src/sources/read-csv.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import { readLines } from '../../src/sources/read-lines.js';
import { blocksOf, bytes, failureOf, gzip, itemsOf, pagesOf, streamOf } from './reading.js';

const text = Array.from({ length: 5_000 }, (_, i) => `{"ä":${i}}`).join('\n');
const lines = text.split('\n');

describe('namedGzip', () => {
  it('should tell by the end of a name', () => {
    const names = ['a.gz', 'a.txt.GZ', 'a.gz.txt', 'agz', 'gz', undefined];

    expect(names.map(namedGzip)).toEqual([true, true, false, false, false, false]);
  });
});

describe('openBytes', () => {
  it('should know the size of what is not packed, once it has looked', async () => {
    const plain = openBytes(new Uint8Array(9), undefined, 'auto');
    expect(plain.size).toBeUndefined();
    await plain.read();
    expect(plain.size).toBe(9);

    const packed = openBytes(await gzip(new Uint8Array(9)), undefined, 'auto');
    await packed.read();
    expect([packed.size, packed.seek(0)]).toEqual([undefined, false]);
    expect(openBytes(new Uint8Array(9), undefined, 'none').size).toBe(9);
  });

  it('should give the block that it looked at, unless it goes on elsewhere', async () => {
    const from = openBytes(bytes('abc'), undefined, 'auto');
    expect(await from.read()).toEqual(bytes('abc'));
    expect(await from.read()).toBeNull();
    expect(from.seek(1)).toBeTrue();
    expect(await from.read()).toEqual(bytes('bc'));
  });

  it('should unpack what is named so, what begins so, and what is said to be', async () => {
    const packed = await gzip(bytes(text));
    const inputs = [
      readLines(new File([packed], 'a.txt.GZ')),
      readLines(new Blob([packed])),
      readLines(packed),
      readLines(streamOf([packed])),
      readLines(streamOf(blocksOf(packed, [1, 1, 7]))),
      readLines(streamOf([packed]), { compression: 'gzip' }),
    ];
    for (const input of inputs) expect(await itemsOf(input)).toEqual(lines);

    expect(await itemsOf(readJsonLines<object>(packed))).toEqual(
      lines.map((line) => JSON.parse(line) as object),
    );
    expect((await itemsOf(readCsv(packed, { header: false }))).length).toBe(5_000);
  });

  it('should not unpack what begins otherwise, or is said not to be packed', async () => {
    const plain = Uint8Array.from([0x1f, 10, 0x8b, 10]);
    expect((await itemsOf(readLines(plain))).length).toBe(2);
    expect(await itemsOf(readLines(Uint8Array.from([0x1f])))).toEqual(['\x1f']);

    const packed = await gzip(bytes('a\n'));
    expect(await itemsOf(readLines(packed, { compression: 'none' }))).not.toEqual(['a']);
    const named = new File(['a\nb'], 'plain.gz');
    expect(await itemsOf(readLines(named, { compression: 'none' }))).toEqual(['a', 'b']);
  });

  it('should have no position where it knows that it cannot seek', async () => {
    const { signal } = new AbortController();
    const packed = await gzip(bytes('a\n'));
    for (const source of [
      readLines(new File([packed], 'a.gz'))({ signal }),
      readLines(packed, { compression: 'gzip' })({ signal }),
    ]) {
      expect(source.seek).toBeUndefined();
      expect(source.position).toBeUndefined();
    }
  });

  it('should go on by reading again, in what turns out to be packed', async () => {
    const packed = await gzip(bytes(text));
    const { pages, cursors } = await pagesOf(readLines(packed), { max: 700 });
    for (const [page, seek] of cursors.entries()) {
      expect(await itemsOf(readLines(packed), { seek })).toEqual(pages.slice(page + 1).flat());
    }
    for (const byte of [3, 1_000_000]) {
      const error = await failureOf(itemsOf(readLines(packed), { seek: { byte, line: 2 } }));
      expect(error).withContext(String(byte)).toBeInstanceOf(InputError);
    }
  });
});
