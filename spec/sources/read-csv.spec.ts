import fc from 'fast-check';
import { readCsv, type ReadCsvOptions } from '../../src/sources/read-csv.js';
import { InputError } from '../../src/sources/input-error.js';
import {
  blocksOf,
  bytes,
  errorOf,
  failureOf,
  gzip,
  itemsOf,
  pagesOf,
  streamOf,
  told,
} from './reading.js';

const file = (text: string) => new File([bytes(text)], 'a.csv');
const arrays = (text: string, options: ReadCsvOptions = {}) =>
  itemsOf(readCsv(file(text), { ...options, header: false }));

/** As RFC 4180 has it; quoted where it must be, or everywhere. */
const written = (rows: readonly (readonly string[])[], end: string, quoteAll: boolean) =>
  rows
    .map((row) =>
      row
        .map((field) =>
          quoteAll || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
        )
        .join(','),
    )
    .join(end);

describe('readCsv', () => {
  const texts: Record<string, [text: string, rows: string[][]]> = {
    'an empty input': ['', []],
    'one row without an end': ['a,b', [['a', 'b']]],
    'ends of Windows': [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    'empty fields': [
      'a,,\n,,\n"","",""\n',
      [
        ['a', '', ''],
        ['', '', ''],
        ['', '', ''],
      ],
    ],
    'empty lines, which are left out': [
      '\na,b\n\r\n\nc,d\n\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    'a byte order mark, once': [
      '\uFEFFa,b\n\uFEFFc,d',
      [
        ['a', 'b'],
        ['\uFEFFc', 'd'],
      ],
    ],
    'a byte order mark before a quote': ['\uFEFF"a",b', [['a', 'b']]],
    'quoted delimiters and quotes': [
      '"a,b","c""d"\n"""","e"\n',
      [
        ['a,b', 'c"d'],
        ['"', 'e'],
      ],
    ],
    'newlines in quotes': [
      '"a\nb",c\n"\n\n",d\n',
      [
        ['a\nb', 'c'],
        ['\n\n', 'd'],
      ],
    ],
    'newlines of Windows in quotes': ['"a\r\nb","c\r\n"\r\n', [['a\r\nb', 'c\r\n']]],
    'quotes in fields that are not quoted': [
      '5" pipe,a"b"\nc,d',
      [
        ['5" pipe', 'a"b"'],
        ['c', 'd'],
      ],
    ],
    'white space, which belongs to the fields': [' a , "b"\n', [[' a ', ' "b"']]],
    'characters beyond ASCII': [
      'ä,"€\n😀"\n€,😀\n',
      [
        ['ä', '€\n😀'],
        ['€', '😀'],
      ],
    ],
    'a quoted field at the end': ['a,"b\n"', [['a', 'b\n']]],
  };
  for (const [what, [text, rows]] of Object.entries(texts)) {
    it(`should read ${what}, however it is cut`, async () => {
      expect(await arrays(text)).toEqual(rows);

      const whole = bytes(text);
      for (let border = 0; border <= whole.length; border++) {
        const blocks = [whole.subarray(0, border), whole.subarray(border)];
        const found = await itemsOf(readCsv(streamOf(blocks), { header: false }), { max: 2 });
        expect(found).withContext(`border at ${border}`).toEqual(rows);
      }
    });
  }

  it('should read what was written, and go on at any page', async () => {
    const field = fc.oneof(
      fc.constantFrom('', 'a', '"', '\n', '\r\n', ',', '"",\n', ' b ', '""', 'ä'),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 4 }).chain((columns) =>
          fc.array(fc.array(field, { minLength: columns, maxLength: columns }), {
            maxLength: 12,
          }),
        ),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (rows, end, quoteAll, sizes, max) => {
          const whole = bytes(written(rows, end, quoteAll));
          const options = { header: false, compression: 'none' } as const;
          fc.pre(rows[0]?.[0]?.startsWith('\uFEFF') !== true);
          const stream = readCsv(streamOf(blocksOf(whole, sizes)), options);
          expect(await itemsOf(stream, { max })).toEqual(rows);

          const blob = readCsv(new Blob([whole]), options);
          const { pages, cursors } = await pagesOf(blob, { max });
          expect(pages.flat()).toEqual(rows);
          for (const [page, seek] of cursors.entries()) {
            expect(await itemsOf(blob, { seek })).toEqual(pages.slice(page + 1).flat());
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('should go on at any page of what is malformed anywhere', async () => {
    const any = fc.array(fc.constantFrom('a', '"', ',', '\n', '\r\n', '""', 'b,c\n', '\xff'), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(
        any,
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (parts, max, header) => {
          const whole = Uint8Array.from(parts.join('').replace(/^/, 'x,y\n'), (c) =>
            c.charCodeAt(0),
          );
          const options = { header, compression: 'none', maxLineBytes: 30 } as const;
          const rows = told(await itemsOf(readCsv(whole, options)));
          const stream = readCsv(streamOf(blocksOf(whole, [1, 4])), options);
          expect(told(await itemsOf(stream, { max }))).toEqual(rows);

          const { pages, cursors } = await pagesOf(readCsv(whole, options), { max });
          for (const [page, seek] of cursors.entries()) {
            expect(told(await itemsOf(readCsv(whole, options), { seek }))).toEqual(
              told(pages.slice(page + 1).flat()),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  describe('with a header', () => {
    it('should name the fields by the first record', async () => {
      expect(
        await itemsOf(readCsv(file('name,"my ""city"""\nAda,London\nGrace,"New\nYork"'))),
      ).toEqual([
        { name: 'Ada', 'my "city"': 'London' },
        { name: 'Grace', 'my "city"': 'New\nYork' },
      ]);
      expect(await itemsOf(readCsv(file('a,b\n')))).toEqual([]);
    });

    it('should take the names that it is given, and the first record as a row', async () => {
      const header = ['x', 'y'];
      const rows = readCsv(file('1,2\n3,4'), { header });
      header.push('z');

      expect(await itemsOf(rows)).toEqual([
        { x: '1', y: '2' },
        { x: '3', y: '4' },
      ]);
    });

    it('should keep a column that is called __proto__', async () => {
      const [row] = await itemsOf(readCsv(file('__proto__,constructor\n1,2')));

      expect(Object.entries(row ?? {})).toEqual([
        ['__proto__', '1'],
        ['constructor', '2'],
      ]);
    });

    it('should fail where a column is named twice, or the header is malformed', async () => {
      const messages = [];
      for (const text of ['a,b,a\n1,2,3', '"a"b,c\n1,2', '"a']) {
        const error = await failureOf(itemsOf(readCsv(file(text))));
        expect(error).withContext(text).toBeInstanceOf(InputError);
        messages.push((error as Error).message);
      }

      expect(messages).toEqual([
        'a.csv: the header names "a" twice; name the columns by "header"',
        'a.csv: the header is malformed',
        'a.csv: the header is malformed',
      ]);
    });

    it('should know the names when it goes on, also where the header has two lines', async () => {
      const blob = file('a,"b\nc"\n1,2\n3,4\n');
      expect(await itemsOf(readCsv(blob), { seek: { byte: 12, line: 4 } })).toEqual([
        { a: '3', 'b\nc': '4' },
      ]);
    });
  });

  it('should take another delimiter', async () => {
    expect(await arrays('a;"b;c"\nd,;e', { delimiter: ';' })).toEqual([
      ['a', 'b;c'],
      ['d,', 'e'],
    ]);
    expect(await arrays('a\t"b\tc"\n,\t"\n"', { delimiter: '\t' })).toEqual([
      ['a', 'b\tc'],
      [',', '\n'],
    ]);
    expect(await arrays('a|b', { delimiter: '|' })).toEqual([['a', 'b']]);
  });

  describe('with a malformed record', () => {
    it('should say where it is, and read on at the next line', async () => {
      const text = 'a,b\n1,2\n3\n"4\n4",5,6\n"7"x,8\n9,10\n11,"12\n13,14\n';
      const items = await itemsOf(readCsv(file(text)));

      expect(told(items)).toEqual([
        { a: '1', b: '2' },
        '! a.csv:3: 1 fields, and not 2: "3"',
        '! a.csv:4: 3 fields, and not 2: "\\"4\\n4\\",5,6"',
        '! a.csv:6: text after the closing quote of a field: "\\"7\\"x,8"',
        { a: '9', b: '10' },
        '! a.csv:8: a quoted field is not closed: "11,\\"12"',
        { a: '13', b: '14' },
      ]);
      expect(errorOf(items[1]).byte).toBe(8);
      expect(errorOf(items[5]).byte).toBe(text.indexOf('11'));
    });

    it('should lose one line to a quote that is never closed, whatever follows', async () => {
      const rows = Array.from({ length: 3_000 }, (_, i) => `${i},"x${i}"`);
      rows[5] = '5,"x5';
      const items = await itemsOf(readCsv(file(rows.join('\n')), { header: false }));
      const bad = told(items).filter((item) => typeof item === 'string');

      expect(items.length).toBe(3_000);
      expect(bad.length).toBe(1);
      expect(errorOf(items[5]).line).toBe(6);
    });

    it('should give up a record that is too long, and keep its other lines', async () => {
      const text = `a,b\n1,"${'x\n'.repeat(50)}3,4\n`;
      const items = await itemsOf(readCsv(file(text), { maxLineBytes: 40 }));

      expect(told(items)[0]).toBe(
        '! a.csv:2: the record is longer than maxLineBytes, 40: "1,\\"x"',
      );
      expect(told(items).at(-1)).toEqual({ a: '3', b: '4' });
      expect(items.length).toBe(51);
    });

    it('should refuse what is not UTF-8, also within quotes', async () => {
      const whole = bytes('a,b\n1,?\n2,"\n?"\n3,4\n');
      whole[6] = 0xff;
      whole[12] = 0xff;
      const items = await itemsOf(readCsv(whole));

      expect(told(items)).toEqual([
        '! line 2: not UTF-8: "1,\uFFFD"',
        '! line 3: a quoted field is not closed: "2,\\""',
        '! line 4: not UTF-8: "\uFFFD\\""',
        { a: '3', b: '4' },
      ]);
    });

    it('should count the fields of the first row where there is no header', async () => {
      const text = '1,2\n3\n4,5\n';
      const { cursors } = await pagesOf(readCsv(file(text), { header: false }), { max: 1 });
      const rest = await itemsOf(readCsv(file(text), { header: false }), { seek: cursors[0] });

      expect(told(rest)).toEqual(['! a.csv:2: 1 fields, and not 2: "3"', ['4', '5']]);
    });
  });

  it('should go on in what turns out to be packed', async () => {
    const packed = new Blob([await gzip(bytes('a,b\n1,2\n3,4\n5,6\n'))]);
    const { pages, cursors } = await pagesOf(readCsv(packed), { max: 1 });

    expect(cursors[1]).toEqual({ byte: 12, line: 4 });
    expect(await itemsOf(readCsv(packed), { seek: cursors[1] })).toEqual(pages.slice(2).flat());
  });
});
