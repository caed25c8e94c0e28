import { show } from '../../../src/testing/timeline/show.js';

class Point {
  constructor(readonly x: unknown) {}
}
const circle: unknown[] = [1];
circle.push({ circle });
const shared = { n: 1 };

const SHOWN: readonly (readonly [value: unknown, text: string])[] = [
  ['a\n"', '"a\\n\\""'],
  [-0, '-0'],
  [NaN, 'NaN'],
  [5n, '5n'],
  [Symbol('s'), 'Symbol(s)'],
  [undefined, 'undefined'],
  [null, 'null'],
  [show, '[function show]'],
  [[1, [], [undefined]], '[1, [], [undefined]]'],
  [{}, '{}'],
  [{ a: 1, 'b c': { d: 'x' }, [Symbol('s')]: 2 }, '{ a: 1, "b c": { d: "x" }, [Symbol(s)]: 2 }'],
  [new Point([1]), 'Point { x: [1] }'],
  [new Map<unknown, unknown>([['a', { b: 1 }]]), 'Map { "a" => { b: 1 } }'],
  [new Set([1, 'a']), 'Set { 1, "a" }'],
  [new Map(), 'Map {}'],
  [new Date(7), 'Date("1970-01-01T00:00:00.007Z")'],
  [/a+/g, 'RegExp(/a+/g)'],
  [new URL('http://a.test/b'), 'URL(http://a.test/b)'],
  [new Uint8Array([1, 2]), 'Uint8Array [1, 2]'],
  [new TypeError('no "a"'), 'TypeError("no \\"a\\"")'],
  [Object.assign(new Error('a'), { code: 'E' }), 'Error("a") { code: "E" }'],
  [new Error('a', { cause: 'b' }), 'Error("a") { cause: "b" }'],
  [circle, '[1, { circle: [circular] }]'],
  [[shared, shared], '[{ n: 1 }, { n: 1 }]'],
  [Promise.resolve(), 'Promise {}'],
];

describe('show', () => {
  for (const [value, text] of SHOWN) {
    it(`should show a value on one line: ${text}`, () => {
      expect(show(value)).toBe(text);
    });
  }

  it('should show matchers in the words of their framework', () => {
    const vitest = { asymmetricMatch: () => true, toAsymmetricMatcher: () => 'Any<Number>' };
    const own = { asymmetricMatch: () => true, toString: () => 'near 1' };

    expect(show([jasmine.any(Number), vitest, own])).toBe(
      '[<jasmine.any(Number)>, Any<Number>, near 1]',
    );
  });

  it('should leave out the rest of what has no end', () => {
    const text = show({ list: Array.from({ length: 100_000 }, (_, n) => ({ n })), then: 1 });

    expect(text).toMatch(/^\{ list: \[\{ n: 0 \}, \{ n: 1 \}, .* \}, …\], … \}$/);
    expect(text.length).toBeLessThan(20_000);
    expect(show(['x'.repeat(9_000), 'y'])).toMatch(/"y"\]$/);
    expect(show(['x'.repeat(10_000), 'y'])).toMatch(/x", …\]$/);
  });
});
