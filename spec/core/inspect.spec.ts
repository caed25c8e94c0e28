import { inspect } from '../../src/core/inspect.js';

describe('inspect', () => {
  const SHOWN: readonly (readonly [value: unknown, shown: string])[] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [0, '0 (number)'],
    [-0, '-0 (number)'],
    [1.5, '1.5 (number)'],
    [NaN, 'NaN (number)'],
    [-Infinity, '-Infinity (number)'],
    [2 ** 53, '9007199254740992 (number)'],
    ['', '"" (string)'],
    ['5', '"5" (string)'],
    ['a "b"\n', String.raw`"a \"b\"\n" (string)`],
    [5n, '5n (bigint)'],
    [Symbol('x'), 'Symbol(x) (symbol)'],
    [Symbol(), 'Symbol() (symbol)'],
    [() => 1, '(function)'],
    [
      class {
        readonly a = 1;
      },
      '(function)',
    ],
    [[], '(array)'],
    [[1, 2], '(array)'],
    [{}, '(object)'],
    [new Date(0), '(object)'],
    [new Map(), '(object)'],
    [Object.create(null), '(object)'],
  ];

  for (const [value, shown] of SHOWN) {
    it(`should show ${shown}`, () => {
      expect(inspect(value)).toBe(shown);
    });
  }

  it('should show 80 characters of a text, and not one more', () => {
    expect(inspect('a'.repeat(78))).toBe(`"${'a'.repeat(78)}" (string)`);
    expect(inspect('a'.repeat(79))).toBe(`"${'a'.repeat(78)}… (string)`);
    expect(inspect('a'.repeat(100_000))).toBe(`"${'a'.repeat(78)}… (string)`);
  });

  it('should shorten whatever can be long', () => {
    const long = 80 + ' (symbol)'.length;

    expect(inspect(Symbol('s'.repeat(1000))).length).toBe(long);
    expect(inspect(10n ** 1000n).length).toBe(long);
  });

  it('should keep a text on one line', () => {
    expect(inspect('a\r\nb\u2028c')).not.toMatch(/[\r\n]/);
  });

  it('should run no code of the value', () => {
    const touched: string[] = [];
    const trap = (name: string) => () => {
      touched.push(name);
      throw new Error(name);
    };
    const hostile = {
      toString: trap('toString'),
      toJSON: trap('toJSON'),
      valueOf: trap('valueOf'),
      [Symbol.toPrimitive]: trap('toPrimitive'),
    };
    Object.defineProperty(hostile, Symbol.toStringTag, { get: trap('toStringTag') });
    Object.defineProperty(hostile, 'constructor', { get: trap('constructor') });

    expect(inspect(hostile)).toBe('(object)');
    expect(inspect(Object.assign(() => 1, hostile))).toBe('(function)');
    expect(inspect(Object.assign([], hostile))).toBe('(array)');
    expect(inspect(new Proxy({}, { get: trap('get'), getPrototypeOf: trap('proto') }))).toBe(
      '(object)',
    );
    expect(touched).toEqual([]);
  });

  it('should show a revoked proxy, although even Array.isArray throws at it', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();

    expect(inspect(proxy)).toBe('(object)');
  });
});
