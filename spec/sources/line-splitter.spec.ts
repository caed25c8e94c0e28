import { LineSplitter, withoutReturn, type Cursor } from '../../src/sources/line-splitter.js';
import { bytes, told } from './reading.js';

const settings = { file: 'a.txt', maxLineBytes: 1_000, keepReturns: false };
const long = (length: number) => 'x'.repeat(length);

/** A splitter that has been given these blocks. */
function splitterOf(blocks: readonly string[], more: object = {}, start?: Cursor): LineSplitter {
  const lines = new LineSplitter({ ...settings, ...more }, start);
  for (const block of blocks) lines.push(bytes(block));
  return lines;
}

describe('LineSplitter', () => {
  it('should give lines when their ends have come, and the last one at the end', () => {
    const lines = splitterOf(['a', 'b']);
    expect(lines.take(9)).toEqual([]);
    lines.push(bytes('c\nd\ne'));
    expect(lines.take(9)).toEqual(['abc', 'd']);
    expect(lines.take(9)).toEqual([]);
    lines.end();
    expect(lines.take(9)).toEqual(['e']);
    expect(lines.take(9)).toEqual([]);
    expect(lines.ended).toBeTrue();
  });

  it('should give at most as many as are asked for, and know where each begins', () => {
    const lines = splitterOf(['\uFEFFä\r\n€\n\nd\n'], {}, undefined);

    expect(lines.cursor).toEqual({ byte: 0, line: 1 });
    expect(lines.take(2)).toEqual(['ä', '€']);
    expect([0, 1].map((place) => lines.cursorOf(place))).toEqual([
      { byte: 3, line: 1 },
      { byte: 7, line: 2 },
    ]);
    expect(lines.cursor).toEqual({ byte: 11, line: 3 });
    expect(lines.take(9)).toEqual(['', 'd']);
    expect(lines.cursorOf(1)).toEqual({ byte: 12, line: 4 });
    expect(lines.cursor).toEqual({ byte: 14, line: 5 });
  });

  it('should count on from a place, where no byte order mark is looked for', () => {
    const lines = splitterOf(['\uFEFFa\nb'], {}, { byte: 100, line: 7 });
    lines.end();

    expect(lines.take(9)).toEqual(['\uFEFFa', 'b']);
    expect(lines.cursorOf(1)).toEqual({ byte: 105, line: 8 });
    expect(lines.cursor).toEqual({ byte: 106, line: 9 });
  });

  it('should take lines back, and give them again with what has come since', () => {
    const lines = splitterOf(['a\nb\nc\nd']);
    lines.take(3);
    lines.untake(2);
    expect(lines.cursor).toEqual({ byte: 2, line: 2 });
    expect(lines.cursorOf(0)).toEqual({ byte: 0, line: 1 });
    lines.untake(0);
    lines.push(bytes('e\nf'));
    expect(lines.take(9)).toEqual(['b', 'c', 'de']);
    expect(lines.cursorOf(2)).toEqual({ byte: 6, line: 4 });
    lines.untake(3);
    expect(lines.take(1)).toEqual(['b']);
  });

  it('should tell how much waits', () => {
    const lines = splitterOf(['ab\nc', 'd']);
    expect(lines.waiting).toBe(5);
    lines.take(1);
    expect(lines.waiting).toBe(2);
    lines.push(bytes('e'));
    expect(lines.waiting).toBe(3);
  });

  it('should keep carriage returns where it is told to', () => {
    expect(splitterOf(['a\r\nb\r\n'], { keepReturns: true }).take(9)).toEqual(['a\r', 'b\r']);

    const broken = new LineSplitter({ ...settings, keepReturns: true });
    broken.push(Uint8Array.from([0xff, 10, 97, 13, 10]));
    expect(told(broken.take(9))[1]).toBe('a\r');
  });

  describe('with a line that is too long', () => {
    const problem = (line: number) =>
      jasmine.stringContaining(`a.txt:${line}: the line is longer than maxLineBytes, 10`);
    const most = { maxLineBytes: 10 };

    it('should put an error in its place', () => {
      const lines = splitterOf([`a\n${long(10)}\n${long(11)}\nb\r\n`], most);

      expect(told(lines.take(9))).toEqual(['a', long(10), problem(3), 'b']);
      expect(lines.cursorOf(3)).toEqual({ byte: 25, line: 4 });
    });

    it('should count the bytes that it does not keep', () => {
      const lines = splitterOf(['a\n', long(1_000), long(5_000), `${long(70)}\nb\nc\n`], most);

      expect(told(lines.take(9))).toEqual(['a', problem(2), 'b', 'c']);
      expect([1, 2, 3].map((place) => lines.cursorOf(place).byte)).toEqual([2, 6_073, 6_075]);
      lines.untake(2);
      expect(lines.cursor).toEqual({ byte: 6_073, line: 3 });
      lines.untake(1);
      expect(lines.cursor).toEqual({ byte: 2, line: 2 });
      expect(told(lines.take(1))).toEqual([problem(2)]);
      expect(lines.take(9)).toEqual(['b', 'c']);
      expect(lines.cursor).toEqual({ byte: 6_077, line: 5 });
    });

    it('should count those of one after the other, however they come', () => {
      const lines = splitterOf([long(2_000)], most);
      for (let i = 1; i <= 3; i++) {
        lines.push(bytes(long(500)));
        lines.push(bytes(`\n${long(2_000)}`));
        expect(told(lines.take(9))).toEqual([problem(i)]);
        expect(lines.cursor).toEqual({ byte: i * 2_501, line: i + 1 });
      }
      lines.push(bytes(long(7)));
      lines.end();
      expect(told(lines.take(9))).toEqual([problem(4)]);
      expect(lines.cursor).toEqual({ byte: 3 * 2_501 + 2_007, line: 5 });
    });

    it('should hold no more of it than shows it', () => {
      const lines = splitterOf([], most);
      const block = bytes(long(100_000));
      for (let i = 0; i < 50; i++) lines.push(block);

      expect(lines.take(1)).toEqual([]);
      expect(lines.cursor.byte).toBe(0);
      lines.end();
      expect(told(lines.take(9))).toEqual([problem(1)]);
      expect(lines.cursor.byte).toBe(5_000_000);
    });

    it('should ask to be read before it meets another', () => {
      const lines = splitterOf(['a\n', long(1_000)], most);
      expect(lines.waiting).toBe(1_002);
      lines.push(bytes(long(1)));
      expect(lines.waiting).toBe(Infinity);
      lines.push(bytes('\nb'));
      lines.take(9);
      expect(lines.take(9)).toEqual([]);
      expect(lines.waiting).toBe(1);
    });
  });

  it('should refuse a line that is not UTF-8, and read those around it', () => {
    const block = bytes('a\r\nb\nc\r\n');
    block[3] = 0xff;
    const lines = new LineSplitter(settings);
    lines.push(block);

    expect(told(lines.take(9))).toEqual(['a', '! a.txt:2: not UTF-8: "\uFFFD"', 'c']);
  });
});

describe('withoutReturn', () => {
  it('should drop one carriage return, at the end', () => {
    expect(['a\r', '\r', 'a\r\r', '\ra', ''].map(withoutReturn)).toEqual([
      'a',
      '',
      'a\r',
      '\ra',
      '',
    ]);
  });
});
