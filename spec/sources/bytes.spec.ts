import { SourceConsumedError } from '../../src/core/source-consumed-error.js';
import { SourceTypeError } from '../../src/core/source-type-error.js';
import { fromSource } from '../../src/flow/from-source.js';
import { bytesOf, joined, type Bytes } from '../../src/sources/bytes.js';
import { readLines } from '../../src/sources/read-lines.js';
import { Reader } from '../support/reader.js';
import { bytes, failureOf, itemsOf, streamOf } from './reading.js';

const free = { flow: null };
const utf8 = new TextDecoder();

/** The sizes of all blocks that are left. */
async function sizesOf(from: Bytes): Promise<number[]> {
  const sizes: number[] = [];
  for (let block; (block = await from.read()) !== null;) sizes.push(block.length);
  return sizes;
}

describe('bytesOf', () => {
  it('should give memory and Blobs in blocks, from any byte on', async () => {
    const whole = new Uint8Array(600_000).map((_, i) => i % 251);
    const ways: [Bytes, number[]][] = [
      [bytesOf(whole), [131_072, 131_072, 131_072, 131_072, 75_712]],
      [bytesOf(new Blob([whole])), [524_288, 75_712]],
    ];
    for (const [from, sizes] of ways) {
      expect(from.size).toBe(600_000);
      expect(await sizesOf(from)).toEqual(sizes);
      expect(from.seek(599_998)).toBeTrue();
      expect(await from.read()).toEqual(whole.subarray(599_998));
      expect(await from.read()).toBeNull();
      from.seek(700_000);
      expect(await from.read()).toBeNull();
      from.seek(0);
      from.close();
      expect(await from.read()).toBeNull();
    }
  });

  it('should give what a stream gives, but no empty block, and never go back in it', async () => {
    const blocks = ['', 'ab', '', 'c', ''].map(bytes);
    const from = bytesOf(streamOf(blocks));

    expect(utf8.decode((await from.read()) ?? undefined)).toBe('ab');
    expect([from.seek(0), from.size]).toEqual([false, undefined]);
    expect(await sizesOf(from)).toEqual([1]);
  });
});

describe('joined', () => {
  it('should put blocks into one, and copy none that is alone', () => {
    const [none, ab, c] = ['', 'ab', 'c'].map(bytes) as [Uint8Array, Uint8Array, Uint8Array];

    expect(utf8.decode(joined([ab, none, c]))).toBe('abc');
    expect(joined([none, ab])).toBe(ab);
    expect(joined([]).length).toBe(0);
  });
});

describe('bytes of each input', () => {
  const text = bytes('a\nb');
  const inputs: Record<string, () => Parameters<typeof readLines>[0]> = {
    'a Blob': () => new Blob([text]),
    'a File': () => new File([text], 'a.txt'),
    bytes: () => text,
    'a web stream': () => streamOf([text]),
    'a function': () => () => text,
    'a function that promises a stream': () => () => Promise.resolve(streamOf([text])),
  };
  for (const [kind, make] of Object.entries(inputs)) {
    it(`should read ${kind} by fromSource`, async () => {
      const reader = new Reader<string>().read(fromSource(readLines(make()), free));
      await reader.over;

      expect(reader.items).toEqual(['a', 'b']);
      expect(reader.end).toBe('complete');
    });
  }

  it('should read a Blob again for each subscription, and a stream once', async () => {
    const blob$ = fromSource(readLines(new Blob([text])), free);
    const stream$ = fromSource(readLines(streamOf([text])), free);
    const ends = [];
    for (const lines$ of [blob$, blob$, stream$, stream$]) {
      const reader = new Reader<string>().read(lines$);
      await reader.over;
      ends.push([reader.items.length, reader.end]);
    }

    expect(ends).toEqual([
      [2, 'complete'],
      [2, 'complete'],
      [2, 'complete'],
      [0, { error: jasmine.any(SourceConsumedError) }],
    ]);
  });

  it('should hand the signal to a function, and abort it', async () => {
    let signal: AbortSignal | undefined;
    const reader = new Reader<string>().read(
      fromSource(
        readLines((context) => {
          ({ signal } = context);
          return new ReadableStream();
        }),
        free,
      ),
    );
    await Promise.resolve();
    reader.leave();

    expect(signal?.aborted).toBeTrue();
  });

  it('should refuse what a function makes, if it is no input', async () => {
    const error = await failureOf(itemsOf(readLines(() => 5 as never)));

    expect((error as Error).message).toContain('readLines: "result of input" must be a path, ');
  });

  it('should refuse what a stream gives, if it is no bytes', async () => {
    const stream = streamOf([5 as never]);
    const error = await failureOf(itemsOf(readLines(stream)));

    expect(error).toBeInstanceOf(SourceTypeError);
    expect((error as Error).message).toBe('the input must give bytes; it gave 5 (number)');
  });

  it('should pass on the error of a stream, after the lines before', async () => {
    const error = new Error('reset');
    const blocks = [bytes('a\nb\nc')];
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const block = blocks.shift();
        if (block === undefined) controller.error(error);
        else controller.enqueue(block);
      },
    });
    const reader = new Reader<string>().read(fromSource(readLines(stream), free));
    await reader.over;

    expect(reader.items).toEqual(['a', 'b']);
    expect(reader.end).toEqual({ error });
  });

  it('should cancel a stream that is left while a read is pending', async () => {
    let cancelled = 0;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes('a\n')),
      cancel: () => {
        cancelled++;
      },
    });
    const reader = new Reader<string>();
    const first = new Promise<void>((resolve) => (reader.onItem = () => resolve()));
    reader.read(fromSource(readLines(stream), free));
    await first;
    await Promise.resolve();
    reader.leave();

    expect(reader.items).toEqual(['a']);
    expect(cancelled).toBe(1);
  });
});
