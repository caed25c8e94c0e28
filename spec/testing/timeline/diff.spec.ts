import * as fc from 'fast-check';
import { diff, type Line } from '../../../src/testing/timeline/diff.js';

const entries = (letters: string) => Array.from(letters, (text) => ({ value: text, text }));

function marked(expected: string, received: string): readonly Line[] {
  return diff(entries(expected), entries(received), (a, b) => a === b);
}

/** As one word: `a-b+c`. */
const word = (lines: readonly Line[]): string =>
  lines.map(({ mark, text }) => mark.trim() + text).join('');
/** One of the two lists, read off the lines. */
const side = (lines: readonly Line[], own: Line['mark']): string =>
  lines
    .filter(({ mark }) => mark === ' ' || mark === own)
    .map(({ text }) => text)
    .join('');

describe('diff', () => {
  const cases = [
    ['', '', ''],
    ['abc', 'abc', 'abc'],
    ['abc', 'axc', 'a-b+xc'],
    ['abc', 'ac', 'a-bc'],
    ['ac', 'abc', 'a+bc'],
    ['', 'ab', '+a+b'],
    ['ab', '', '-a-b'],
    ['ab', 'ba', '-ab+a'],
    ['abcd', 'xbcy', '-a+xbc-d+y'],
    ['aaa', 'aa', 'aa-a'],
  ] as const;
  for (const [expected, received, lines] of cases) {
    it(`should mark what differs between "${expected}" and "${received}"`, () => {
      expect(word(marked(expected, received))).toBe(lines);
    });
  }

  it('should hold both lists in their order, and mark as little as can be', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (expected, received) => {
        const lines = marked(expected, received);
        expect(side(lines, '-')).toBe(expected);
        expect(side(lines, '+')).toBe(received);
        expect(lines.filter(({ mark }) => mark === ' ').length).toBe(longest(expected, received));
      }),
    );
  });

  it('should ask whether what was received is as expected, and show what was received', () => {
    const pairs: unknown[] = [];
    const lines = diff(
      [{ value: 1, text: 'any' }],
      [{ value: 2, text: '2' }],
      (received, expected) => pairs.push([received, expected]) > 0,
    );

    expect(pairs).toEqual([[2, 1]]);
    expect(lines).toEqual([{ mark: ' ', text: '2' }]);
  });

  it('should not look for what two long stretches have in common', () => {
    let compared = 0;
    const [expected, received] = [entries('b'.repeat(400)), entries('c'.repeat(400))];
    const lines = diff(expected, received, (a, b) => ++compared > 0 && a === b);

    expect(word(lines)).toBe('-b'.repeat(400) + '+c'.repeat(400));
    expect(compared).toBeLessThan(10);
  });
});

/** The length of the longest common subsequence, by its definition. */
function longest(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  const [restA, restB] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return 1 + longest(restA, restB);
  return Math.max(longest(restA, b), longest(a, restB));
}
