const nested = (depth: number): unknown => {
  let value: unknown = 'deep';
  for (let i = 0; i < depth; i++) value = [value];
  return value;
};

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

class Point {
  constructor(readonly x: number) {}
}

class List extends Array<number> {}

const broken = () => {
  throw new Error('do not look');
};

/** What work may answer, and whether JSON gives it back as it was. */
export function answeredValues(): readonly (readonly [
  what: string,
  value: unknown,
  json: boolean,
])[] {
  return [
    ['a string', 'text', true],
    ['an empty string', '', true],
    ['half of a character', '\ud800', true],
    ['a line end and a quote', '\u2028\r\n"\\', true],
    ['a long string', 'é'.repeat(2 ** 20), true],
    ['undefined', undefined, true],
    ['null', null, true],
    ['false', false, true],
    ['0', 0, true],
    ['a large number', 1.7976931348623157e308, true],
    ['a small number', 5e-324, true],
    ['an empty object', {}, true],
    ['an empty array', [], true],
    ['something nested', { a: [1, { b: null, '': [[]] }] }, true],
    ['a member called __proto__', JSON.parse('{"__proto__":{"a":1}}'), true],
    ['a member called then', { then: 1 }, true],
    ['deep arrays', nested(400), true],
    ['NaN', NaN, false],
    ['Infinity', -Infinity, false],
    ['-0', -0, false],
    ['a BigInt', 5n, false],
    ['a symbol', Symbol('no'), false],
    ['a function', () => 1, false],
    ['a Date', new Date(7), false],
    ['a wrong Date', new Date(NaN), false],
    ['a Map', new Map([[1, 2]]), false],
    ['a Set', new Set([1]), false],
    ['an expression', /a/g, false],
    ['bytes', new Uint8Array([1, 2]), false],
    ['an Error', new Error('as a value'), false],
    ['an instance', new Point(1), false],
    ['a kind of array', List.from([1, 2]), false],
    ['a boxed string', Object('text'), false],
    ['a boxed number', Object(1), false],
    ['a cycle', cyclic(), false],
    ['a member that is undefined', { a: 1, b: undefined }, false],
    ['an item that is undefined', [1, undefined], false],
    // eslint-disable-next-line no-sparse-arrays -- that is what is meant.
    ['a hole', [1, , 2], false],
    ['NaN within', { prices: [1, [NaN]] }, false],
    ['-0 within', { prices: [-0] }, false],
    ['a Date within', [{ at: new Date(7) }], false],
    ['a BigInt within', [[5n]], false],
    ['a toJSON', { toJSON: () => 'another' }, false],
    [
      'a getter that throws',
      Object.defineProperty({}, 'a', { get: broken, enumerable: true }),
      false,
    ],
    ['too deep an array', nested(600), false],
  ];
}
