import fc from 'fast-check';
import { csvRecords } from '../../src/sources/csv-records.js';
import { CsvRows, type CsvRowsSettings } from '../../src/sources/csv-rows.js';
import { LineSplitter, withoutReturn } from '../../src/sources/line-splitter.js';
import { bytes, told } from './reading.js';

/** Rows of a file that comes block by block. */
async function openRows(more: Partial<CsvRowsSettings> = {}) {
  const settings = { file: 'a.csv', header: true, delimiter: ',', maxLineBytes: 1e6, ...more };
  const rows = new CsvRows(settings);
  await rows.load();
  const lines = new LineSplitter({ ...settings, keepReturns: rows.keepReturns });
  return {
    rows,
    lines,
    push: (block: string) => lines.push(bytes(block)),
    take: (max = 500) => told(rows.take(lines, max)),
  };
}

describe('CsvRows', () => {
  it('should be ready when it knows the columns', async () => {
    const first = await openRows();
    expect(first.rows.ready).toBeFalse();
    first.push('\n\na,b\n');
    expect(first.take()).toEqual([]);
    expect(first.rows.ready).toBeTrue();

    const second = await openRows({ header: false });
    second.push('a,b\n');
    expect(second.take()).toEqual([['a', 'b']]);
    expect(second.rows.ready).toBeTrue();
    expect((await openRows({ header: ['a'] })).rows.ready).toBeTrue();
  });

  it('should stand before a record that is not complete, and give it when it is', async () => {
    const { lines, push, take } = await openRows();
    push('a,b\n1,2\n3,"4\n');
    expect(take()).toEqual([{ a: '1', b: '2' }]);
    push('5\n');
    expect(take()).toEqual([]);
    expect(lines.cursor).toEqual({ byte: 8, line: 3 });
    push('6"\n');
    expect(take()).toEqual([{ a: '3', b: '4\n5\n6' }]);
    expect(lines.cursor).toEqual({ byte: 18, line: 6 });
  });

  it('should give as many rows as are asked for, whatever lines they have', async () => {
    const { push, take } = await openRows({ header: false });
    push('\n1,"\n\n\n"\n\n2,\n3,"\n"\n');

    expect(take(1)).toEqual([['1', '\n\n\n']]);
    expect(take(1)).toEqual([['2', '']]);
    expect(take(2)).toEqual([['3', '\n']]);
  });

  it('should read a record of many blocks without looking at all of it for each', async () => {
    const { rows, lines } = await openRows({ header: false, maxLineBytes: 1e8 });
    const block = bytes(`${'x'.repeat(99)}\n`.repeat(1_000));
    lines.push(bytes('a,"'));
    let looked = 0;
    const take = lines.take.bind(lines);
    lines.take = (max) => {
      const page = take(max);
      looked += page.length;
      return page;
    };
    for (let i = 0; i < 100; i++) {
      lines.push(block);
      expect(rows.take(lines, 500)).toEqual([]);
    }
    lines.push(bytes('"\n'));
    lines.end();
    const [row] = rows.take(lines, 500) as string[][];

    expect(row?.[1]?.length).toBe(10_000_000);
    // About two looks at what there is each time it has become twice as much, the first ten in small.
    expect(looked).toBeLessThan(900_000);
  });

  it('should find as many records as the parser of the fields does', async () => {
    const parts = ['a', '"', ',', '\n', '\r', '\r\n', '""', ' ', '",', '"\n', '\n"', ',"'];
    // @ts-expect-error -- it brings no types
    const { default: papa } = (await import('papaparse')) as {
      default: { parse(text: string, config: object): { data: unknown[]; errors: unknown[] } };
    };
    const config = { delimiter: ',', newline: '\n' };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), (all) => {
        const page = all.join('').split('\n');
        const rules = { delimiter: ',', max: 99, isLast: true, maxLineBytes: 99, bytesOf: () => 1 };
        const texts = csvRecords(page, rules)
          .filter(({ problem }) => problem === '')
          .map(({ from, to }) => withoutReturn(page.slice(from, to).join('\n')))
          .filter((text) => text !== '');
        const { data, errors } = papa.parse(texts.join('\n'), config);

        expect([data.length, errors]).toEqual([texts.length, []]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('should tell a header that it cannot use', async () => {
    const twice = await openRows();
    twice.push('a,b,a\n');
    expect(() => twice.take()).toThrowError(
      'a.csv: the header names "a" twice; name the columns by "header"',
    );

    const broken = await openRows();
    broken.push('"a"b,c\n');
    expect(() => broken.take()).toThrowError('a.csv: the header is malformed');
  });

  it('should keep the place of a record with other columns', async () => {
    const { push, take } = await openRows({ header: ['x', 'y'] });
    push('1,2\n3\n"4\n",5,6\n');

    expect(take()).toEqual([
      { x: '1', y: '2' },
      '! a.csv:2: 1 fields, and not 2: "3"',
      '! a.csv:3: 3 fields, and not 2: "\\"4\\n\\",5,6"',
    ]);
  });
});
