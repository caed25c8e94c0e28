import { InputError } from '../../src/sources/input-error.js';
import type { LineOptions } from '../../src/sources/line-source.js';
import { readLines } from '../../src/sources/read-lines.js';
import { bytes, errorOf, failureOf, itemsOf, streamOf } from './reading.js';

describe('lineSource', () => {
  it('should have a position, and be sought, only where every byte has a place', () => {
    const { signal } = new AbortController();
    const readable = { read: () => null, on: () => undefined, destroy: () => undefined, fd: 0 };
    const stdin = readable as never;
    const inputs = [
      bytes('a'),
      new Blob(['a']),
      new File(['a'], 'a.gz'),
      streamOf([]),
      stdin,
      () => bytes('a'),
    ];
    const canSeek = (options?: LineOptions) =>
      inputs.map((input) => {
        const { position, seek } = readLines(input, options)({ signal });
        expect(seek === undefined).toBe(position === undefined);
        return seek !== undefined;
      });

    expect(canSeek()).toEqual([true, true, false, false, false, false]);
    expect(canSeek({ compression: 'gzip' }).includes(true)).toBeFalse();
    expect(canSeek({ compression: 'none' })).toEqual([true, true, true, false, false, false]);
  });

  it('should close what a function makes when nobody reads any more', async () => {
    const controller = new AbortController();
    let cancelled = 0;
    const stream = new ReadableStream<Uint8Array>({
      cancel: () => {
        cancelled++;
      },
    });
    let make: (stream: ReadableStream<Uint8Array>) => void = () => undefined;
    const source = readLines(() => new Promise((resolve) => (make = resolve)))(controller);
    const page = source.pull(1, controller.signal);
    await source.close?.();
    make(stream);

    expect(await page).toBeNull();
    expect(cancelled).toBe(1);
  });

  it('should know how many bytes there are, of what has a size', async () => {
    const { signal } = new AbortController();
    const source = readLines(new Blob(['a\nb\n']))({ signal });
    await source.pull(1, signal);
    expect(source.total).toBe(4);

    const stream = readLines(streamOf([bytes('a\n')]))({ signal });
    await stream.pull(1, signal);
    expect(stream.total).toBeUndefined();
    expect(stream.position).toBeUndefined();
    expect(stream.seek).toBeUndefined();
  });

  describe('that goes on', () => {
    const whole = bytes('one\ntwo\nthree\n');
    const from = (seek: unknown, all = whole) =>
      itemsOf(readLines(new File([all], 'a.txt')), { seek });

    it('should start at the place', async () => {
      expect(await from({ byte: 4, line: 2 })).toEqual(['two', 'three']);
      expect(await from({ byte: 0, line: 1 })).toEqual(['one', 'two', 'three']);
      expect(await from({ byte: whole.length, line: 4 })).toEqual([]);
      expect(await from({ byte: 3, line: 2 }, bytes('one'))).toEqual([]);
    });

    it('should count on, in errors too', async () => {
      const broken = bytes('one\ntwo\n?\n');
      broken[8] = 0xff;
      const items = await from({ byte: 4, line: 2 }, broken);

      expect(errorOf(items[1]).message).toContain('a.txt:3: not UTF-8');
      expect(errorOf(items[1]).byte).toBe(8);
    });

    it('should refuse a file in which no line begins there any more', async () => {
      for (const byte of [3, 5, whole.length + 1, 1_000]) {
        const error = (await failureOf(from({ byte, line: 2 }))) as InputError;

        expect(error).withContext(String(byte)).toBeInstanceOf(InputError);
        expect(error.code).toBe('ERR_INPUT');
        expect(error.file).toBe('a.txt');
        expect(error.message).toBe(
          `a.txt: no line begins at byte ${byte}, where reading was to go on; has it changed?`,
        );
      }
      expect(await failureOf(from({ byte: 3, line: 2 }, bytes('one more\n')))).toBeDefined();
    });

    it('should refuse a place that is none', async () => {
      const wrong = [null, 5, {}, { byte: 1 }, { byte: -1, line: 1 }, { byte: 1, line: 0 }];
      for (const seek of [...wrong, { byte: 1.5, line: 1 }]) {
        const error = (await failureOf(from(seek))) as { code?: string };

        expect(error.code).withContext(JSON.stringify(seek)).toBe('ERR_INVALID_ARG_TYPE');
      }
    });
  });
});
