import { className, deepEqual, isMatcher, tag } from '../../../src/testing/timeline/deep-equal.js';

class Point {
  constructor(
    readonly x: number,
    readonly y = 0,
  ) {}
}
class Place {
  constructor(
    readonly x: number,
    readonly y = 0,
  ) {}
}
class Tagged {
  readonly [Symbol.toStringTag] = 'Tagged';
  constructor(readonly x: number) {}
}
const failure = (message: string, more = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), more);
const circle = (name: string) => {
  const made: Record<string, unknown> = { name };
  made['self'] = made;
  return made;
};
const mark = Symbol('mark');

/** Pairs of values, made twice: the same, and what only looks like it. */
const CASES: Record<string, readonly [make: () => unknown, others: readonly unknown[]]> = {
  number: [() => 1, [2, '1', 1n, true, null]],
  NaN: [() => NaN, [0, undefined]],
  zero: [() => 0, [-0, false, '', null]],
  text: [() => 'a', ['A', Object('a')]],
  undefined: [() => undefined, [null, 0, {}]],
  null: [() => null, [undefined, {}]],
  array: [() => [1, [2]], [[1], [1, [3]], [1, [2], undefined], { 0: 1, 1: [2] }, [[2], 1]]],
  'sparse array': [() => Array<unknown>(1), [[undefined], []]],
  object: [() => ({ a: { b: 1 } }), [{ a: { b: 2 } }, {}, { a: { b: 1 }, c: 1 }, { b: { b: 1 } }]],
  'undefined property': [() => ({ a: undefined }), [{}, { b: undefined }]],
  'symbol property': [() => ({ [mark]: 1 }), [{ [mark]: 2 }, { [Symbol('mark')]: 1 }, {}]],
  'class instance': [() => new Point(1), [new Place(1), { x: 1, y: 0 }, new Point(2)]],
  'tagged instance': [() => new Tagged(1), [new Tagged(2), { x: 1 }]],
  error: [
    () => failure('a', { code: 'E' }, 'cause'),
    [failure('b', { code: 'E' }, 'cause'), failure('a', { code: 'F' }, 'cause')],
  ],
  'cause of an error': [() => failure('a', {}, [1]), [failure('a', {}, [2]), failure('a')]],
  'class of an error': [() => new TypeError('a'), [new Error('a'), new RangeError('a')]],
  'errors of an error': [() => new AggregateError([1], 'a'), [new AggregateError([2], 'a')]],
  map: [
    () =>
      new Map<unknown, unknown>([
        ['a', [1]],
        [{ k: 1 }, 2],
      ]),
    [
      new Map([['a', [1]]]),
      new Map<unknown, unknown>([
        ['a', [1]],
        [{ k: 2 }, 2],
      ]),
      new Set(),
    ],
  ],
  'empty map': [() => new Map(), [new Set(), {}, new Map([[1, 1]])]],
  set: [() => new Set([[1], [2]]), [new Set([[1], [3]]), new Set([[1], [1]]), [[1], [2]]]],
  date: [() => new Date(7), [new Date(8), new Date(NaN), 7]],
  'invalid date': [() => new Date(NaN), [new Date(0)]],
  'regular expression': [() => /a/g, [/a/, /b/g]],
  URL: [() => new URL('http://a.test/'), [new URL('http://b.test/'), 'http://a.test/']],
  'boxed number': [(): unknown => Object(1), [Object(2), 1]],
  bytes: [() => new Uint8Array([1, 2]), [new Uint8Array([1, 3]), new Int8Array([1, 2]), [1, 2]]],
  'part of a buffer': [
    () => new Uint8Array([0, 1, 2]).subarray(1),
    [new Uint8Array([0, 1]), new Uint8Array([1])],
  ],
  'array buffer': [() => new Uint8Array([1]).buffer, [new Uint8Array([2]).buffer]],
  circle: [() => circle('a'), [circle('b'), { name: 'a', self: null }]],
};

describe('deepEqual', () => {
  for (const [name, [make, others]] of Object.entries(CASES)) {
    it(`should tell what looks the same, and what does not: ${name}`, () => {
      expect(deepEqual(make(), make())).toBeTrue();
      for (const other of others) {
        expect(deepEqual(make(), other)).withContext(String(other)).toBeFalse();
        expect(deepEqual(other, make())).withContext(String(other)).toBeFalse();
      }
    });
  }

  it('should not mind the order of Maps, Sets and properties', () => {
    const [first, second] = [new Map([[1, { a: 1 }], [2, { a: 2 }]]), new Map([[2, { a: 2 }], [1, { a: 1 }]])]; // prettier-ignore
    expect(deepEqual(first, second)).toBeTrue();
    expect(deepEqual(new Set([[1], [2], [1]]), new Set([[2], [1], [1]]))).toBeTrue();
    expect(deepEqual(new Set([[1], [2], [2]]), new Set([[2], [1], [1]]))).toBeFalse();
    expect(deepEqual({ a: 1, b: 2 }, { b: 2, a: 1 })).toBeTrue();
  });

  it('should compare the bytes that are looked at, not the memory behind them', () => {
    expect(deepEqual(new Uint8Array([0, 1, 2]).subarray(1), new Uint8Array([1, 2]))).toBeTrue();
  });

  it('should not take a namesake for a class of the platform', () => {
    class Own {
      add(): this {
        return this;
      }
    }
    Object.defineProperty(Own, 'name', { value: 'Set' });
    const namesake = new Own();
    expect(deepEqual(namesake, new Set())).toBeFalse();
    expect(deepEqual(new Set(), namesake)).toBeFalse();
  });

  it('should take what it cannot look into only for itself', () => {
    for (const make of [
      () => Promise.resolve(1),
      () => new WeakMap(),
      () => () => 1,
      () => Symbol('a'),
    ]) {
      const value: unknown = make();
      expect(deepEqual({ value }, { value })).toBeTrue();
      expect(deepEqual({ value }, { value: make() })).toBeFalse();
    }
  });

  it('should compare the same pair again beside itself', () => {
    const [a, b] = [{ n: 1 }, { n: 1 }];
    expect(deepEqual([a, a, { n: 1 }], [b, b, { n: 1 }])).toBeTrue();
    expect(deepEqual([a, a, { n: 1 }], [b, b, { n: 2 }])).toBeFalse();
  });

  it('should let a matcher decide in the place of an expected value', () => {
    const near = (n: number) => ({ asymmetricMatch: (other: unknown) => other === n });
    expect(deepEqual({ a: [1] }, { a: [near(1)] })).toBeTrue();
    expect(deepEqual({ a: [2] }, { a: [near(1)] })).toBeFalse();
    expect(deepEqual({ a: undefined }, { a: near(1) })).toBeFalse();
    expect(deepEqual([near(1)], [1])).toBeFalse();
  });

  it('should give a matcher of another framework nothing but the value', () => {
    const given: unknown[][] = [];
    const asymmetricMatch = (...values: unknown[]) => given.push(values) > 0;
    expect(deepEqual([7], [{ asymmetricMatch }])).toBeTrue();
    expect(given).toEqual([[7]]);
  });

  it('should give a matcher of Jasmine what it compares with', () => {
    const rows = [{ id: 7, at: 3 }];
    expect(deepEqual(rows, [jasmine.objectContaining({ id: 7 })])).toBeTrue();
    expect(deepEqual(rows, [jasmine.objectContaining({ id: 8 })])).toBeFalse();
    expect(deepEqual(rows, [{ id: jasmine.any(Number), at: 3 }])).toBeTrue();
    expect(deepEqual(rows, jasmine.arrayContaining([{ id: 7, at: 3 }]))).toBeTrue();
  });
});

describe('isMatcher', () => {
  it('should tell matchers of test runners from values', () => {
    expect(isMatcher(jasmine.any(Number))).toBeTrue();
    for (const value of [null, undefined, 1, {}, { asymmetricMatch: true }]) {
      expect(isMatcher(value)).toBeFalse();
    }
  });
});

describe('className and tag', () => {
  it('should say what kind of object it is', () => {
    const values = [new Point(1), {}, Object.create(null) as object, [], new TypeError('a')];
    expect(values.map(className)).toEqual(['Point', 'Object', 'Object', 'Array', 'TypeError']);
    expect(values.map(tag)).toEqual(['Object', 'Object', 'Object', 'Array', 'Error']);
    expect(className({ constructor: 'a word' })).toBe('Object');
  });
});
