import { MalformedItem } from '../../src/core/malformed.js';
import { csvRecords, type CsvRules } from '../../src/sources/csv-records.js';
import type { Line } from '../../src/sources/line-splitter.js';

const UNCLOSED = 'a quoted field is not closed';
const AFTER = 'text after the closing quote of a field';

/** Records as `from-to`, or `from: problem`. */
function recordsOf(page: readonly Line[], rules: Partial<CsvRules> = {}): string[] {
  const bytesOf = (from: number, to: number) =>
    page.slice(from, to).reduce((sum, line) => sum + (line as string).length + 1, 0);
  const all = { delimiter: ',', max: 100, isLast: true, maxLineBytes: 1_000, bytesOf, ...rules };
  return csvRecords(page, all).map(({ from, to, problem }) =>
    problem === '' ? `${from}-${to}` : `${from}: ${problem}`,
  );
}

describe('csvRecords', () => {
  it('should take a line for a record', () => {
    expect(recordsOf(['a,b', '', 'c,d'])).toEqual(['0-1', '1-2', '2-3']);
    expect(recordsOf([])).toEqual([]);
  });

  it('should take a line for a record whose quoted fields are closed in it', () => {
    const lines = ['"a"', '"a",b', 'a,"b"', '"a","b",', ',"",""', '"a""b",c', '"""a""",b', '"a"\r'];

    expect(recordsOf(lines)).toEqual(lines.map((_, i) => `${i}-${i + 1}`));
  });

  it('should take a quote for text in a field that does not begin with one', () => {
    const lines = ['5" pipe,a', 'a"b"c,d"', ' "a",b', 'a,b"\r'];

    expect(recordsOf(lines)).toEqual(lines.map((_, i) => `${i}-${i + 1}`));
  });

  it('should join lines until the quoted field is closed', () => {
    expect(recordsOf(['"a', 'b"', 'c'])).toEqual(['0-2', '2-3']);
    expect(recordsOf(['x,"a', '', ',', 'b""', '"",",y', 'c'])).toEqual(['0-5', '5-6']);
    expect(recordsOf(['"a', 'b","c', 'd"', 'e'])).toEqual(['0-3', '3-4']);
    expect(recordsOf(['"a', '"\r', 'b'])).toEqual(['0-2', '2-3']);
  });

  it('should refuse text after a closing quote, at the cost of one line', () => {
    expect(recordsOf(['"a"b', 'c'])).toEqual([`0: ${AFTER}`, '1-2']);
    expect(recordsOf(['"a" ,b', '"a"\rb'])).toEqual([`0: ${AFTER}`, `1: ${AFTER}`]);
    expect(recordsOf(['"a', 'b"c', 'd'])).toEqual([`0: ${AFTER}`, '1-2', '2-3']);
  });

  it('should look again at the lines below one that is refused', () => {
    expect(recordsOf(['"a', 'b,"c', 'd"', 'e'])).toEqual([`0: ${AFTER}`, '1-3', '3-4']);
  });

  it('should wait for more lines where a record goes on, unless there are none', () => {
    expect(recordsOf(['a', '"b', 'c'], { isLast: false })).toEqual(['0-1']);
    expect(recordsOf(['a', '"b', 'c'])).toEqual(['0-1', `1: ${UNCLOSED}`, '2-3']);
  });

  it('should not read a record across a malformed line', () => {
    const bad = new MalformedItem('not UTF-8');

    expect(recordsOf(['a', bad, 'b'])).toEqual(['0-1', '1-2', '2-3']);
    expect(recordsOf(['"a', bad, 'b"'])).toEqual([`0: ${UNCLOSED}`, '1-2', '2-3']);
  });

  it('should refuse a record of more than maxLineBytes, and read its other lines', () => {
    const problem = 'the record is longer than maxLineBytes, 4';
    const lines = ['"a', 'b"', '"a', 'b', 'c"'];

    expect(recordsOf(lines.slice(0, 2), { maxLineBytes: 4 })).toEqual(['0-2']);
    expect(recordsOf(lines.slice(2), { maxLineBytes: 4 })).toEqual([`0: ${problem}`, '1-2', '2-3']);
    expect(recordsOf(lines.slice(2), { maxLineBytes: 4, isLast: false })[0]).toBe(`0: ${problem}`);
  });

  it('should give as many records as are asked for', () => {
    expect(recordsOf(['a', '"b', 'c"', 'd'], { max: 2 })).toEqual(['0-1', '1-3']);
  });

  it('should mind another delimiter', () => {
    expect(recordsOf(['"a";"b', 'c"'], { delimiter: ';' })).toEqual(['0-2']);
    expect(recordsOf(['"a","b"'], { delimiter: ';' })).toEqual([`0: ${AFTER}`]);
  });

  it('should look at each line a few times, however many stray quotes there are', () => {
    let looks = 0;
    const stray = Array.from({ length: 2_000 }, () => 'x","');
    const lines = new Proxy(stray, {
      get: (target, name, self) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) looks++;
        return Reflect.get(target, name, self) as unknown;
      },
    });
    const records = csvRecords(lines, {
      delimiter: ',',
      max: 10_000,
      isLast: true,
      maxLineBytes: 1e9,
      bytesOf: () => 1,
    });

    expect(records.length).toBe(2_000);
    expect(looks).toBeLessThan(10_000);
  });
});
