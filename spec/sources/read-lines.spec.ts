import fc from 'fast-check';
import { InputError } from '../../src/sources/input-error.js';
import { MalformedLineError } from '../../src/sources/malformed-line-error.js';
import { readLines } from '../../src/sources/read-lines.js';
import {
  blocksOf,
  bytes,
  errorOf,
  failureOf,
  itemsOf,
  pagesOf,
  streamOf,
  told,
} from './reading.js';

const lines = (text: string) => itemsOf(readLines(bytes(text)));

describe('readLines', () => {
  const texts: Record<string, [text: string, lines: string[]]> = {
    'an empty input': ['', []],
    'a byte order mark alone': ['\uFEFF', []],
    'one line without an end': ['a', ['a']],
    'one line': ['a\n', ['a']],
    'a last line without an end': ['a\nb', ['a', 'b']],
    'empty lines': ['\n\na\n\n', ['', '', 'a', '']],
    'ends of Windows': ['a\r\n\r\nb\r\n', ['a', '', 'b']],
    'a last carriage return': ['a\nb\r', ['a', 'b']],
    'a carriage return within a line': ['a\rb\n\rc\n', ['a\rb', '\rc']],
    'both ends': ['a\r\nb\nc', ['a', 'b', 'c']],
    'a byte order mark, once': ['\uFEFFa\n\uFEFFb\n', ['a', '\uFEFFb']],
    'characters of two, three and four bytes': ['ä€😀\n€\n😀ä', ['ä€😀', '€', '😀ä']],
    'other line separators, which end none': ['a\u2028b\u0085c\fd\n', ['a\u2028b\u0085c\fd']],
  };
  for (const [what, [text, expected]] of Object.entries(texts)) {
    it(`should read ${what}, however it is cut`, async () => {
      expect(await lines(text)).toEqual(expected);

      const whole = bytes(text);
      for (let border = 0; border <= whole.length; border++) {
        const blocks = [whole.subarray(0, border), whole.subarray(border)];
        const found = await itemsOf(readLines(streamOf(blocks)));
        expect(found).withContext(`border at ${border}`).toEqual(expected);
      }
      expect(await itemsOf(readLines(streamOf(blocksOf(whole, [1]))), { max: 1 })).toEqual(
        expected,
      );
    });
  }

  it('should give the same lines and places, however any bytes are cut', async () => {
    const byte = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(10, 13, 97, 0xc3, 0xa4, 0xef, 0xbb, 0xbf) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 60 }),
        fc.array(byte, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async (any, chosen, sizes, max, maxLineBytes) => {
          const whole = Uint8Array.from([98, 10, ...chosen, ...any]);
          const options = { compression: 'none', maxLineBytes } as const;
          const expected = told(await itemsOf(readLines(whole, options)));
          const stream = streamOf(blocksOf(whole, sizes));

          expect(told(await itemsOf(readLines(stream, options), { max }))).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('should go on anywhere as if it had read what is before', async () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('', 'a\r', '\uFEFF', 'x'.repeat(30)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 40 }),
        async (all, max, broken) => {
          const whole = bytes(all.join('\n'));
          if (broken < whole.length && broken > 1) whole[broken] = 0xff;
          const options = { compression: 'none', maxLineBytes: 25 } as const;
          const { pages, cursors } = await pagesOf(readLines(whole, options), { max });
          for (const [page, cursor] of cursors.entries()) {
            const seek = JSON.parse(JSON.stringify(cursor)) as unknown;
            const rest = await itemsOf(readLines(new Blob([whole]), options), { seek });

            expect(told(rest)).toEqual(told(pages.slice(page + 1).flat()));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('should count bytes and lines', async () => {
    const { pages, cursors } = await pagesOf(readLines(bytes('\uFEFFab\r\nä\n\nx')), { max: 1 });

    expect(pages).toEqual([['ab'], ['ä'], [''], ['x']]);
    expect(cursors).toEqual([
      { byte: 7, line: 2 },
      { byte: 10, line: 3 },
      { byte: 11, line: 4 },
      { byte: 12, line: 5 },
    ]);
  });

  it('should give pages of at most as many lines as it is asked for', async () => {
    const text = 'x\n'.repeat(1_000);
    const { pages } = await pagesOf(readLines(bytes(text)), { max: 300 });

    expect(pages.map(({ length }) => length)).toEqual([300, 300, 300, 100]);
  });

  describe('with a malformed line', () => {
    it('should say where it is, and read on', async () => {
      const whole = bytes('one\ntwo?\nthree\n');
      whole[7] = 0xff;
      const items = await itemsOf(readLines(new File([whole], 'some.txt')));
      const error = errorOf(items[1]);

      expect([items[0], items[2]]).toEqual(['one', 'three']);
      expect(error).toBeInstanceOf(MalformedLineError);
      expect(error.name).toBe('MalformedLineError');
      expect(error.code).toBe('ERR_MALFORMED_LINE');
      expect(error.message).toBe('some.txt:2: not UTF-8: "two\uFFFD"');
      expect(error).toEqual(
        jasmine.objectContaining({ file: 'some.txt', line: 2, byte: 4, text: 'two\uFFFD' }),
      );
    });

    it('should refuse one that is too long, at the byte', async () => {
      const text = 'abcd\nabcde\r\nabcde\näää\nää\nabcdef';
      const items = await itemsOf(readLines(bytes(text), { maxLineBytes: 5 }));
      const refused = (line: number, shown: string) =>
        `! line ${line}: the line is longer than maxLineBytes, 5: ${JSON.stringify(shown)}`;

      expect(told(items)).toEqual([
        'abcd',
        refused(2, 'abcde\r'),
        'abcde',
        refused(4, 'äää'),
        'ää',
        refused(6, 'abcdef'),
      ]);
    });

    it('should not hold one that is too long', async () => {
      let given = 0;
      const block = new Uint8Array(65_536).fill(120);
      const stream = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (given++ < 500) controller.enqueue(block.slice());
          else {
            controller.enqueue(bytes('\nshort\n'));
            controller.close();
          }
        },
      });
      const items = await itemsOf(readLines(stream, { maxLineBytes: 100_000 }));

      expect(items[1]).toBe('short');
      expect(errorOf(items[0]).text).toBe(`${'x'.repeat(199)}…`);
      expect(errorOf(items[0]).message.length).toBeLessThan(200);
    });

    it('should read a line that spans many blocks', async () => {
      const long = 'ä'.repeat(300_000);

      expect(await lines(`a\n${long}\nb`)).toEqual(['a', long, 'b']);
    });
  });

  it('should refuse UTF-16, of which every line would be wrong', async () => {
    for (const mark of [
      [0xff, 0xfe],
      [0xfe, 0xff],
    ]) {
      const error = await failureOf(itemsOf(readLines(Uint8Array.from([...mark, 0, 97, 0, 10]))));

      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).toBe('input: is UTF-16, not UTF-8');
    }
  });
});
