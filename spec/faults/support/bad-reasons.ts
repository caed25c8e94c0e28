/** What people throw, and what breaks those who look at it. */
export function badReasons(): readonly (readonly [string, unknown])[] {
  const circular = new Error('circular');
  circular.cause = circular;
  const broken = () => {
    throw new Error('do not look');
  };
  const hostile = new Proxy(
    {},
    { get: broken, has: broken, ownKeys: broken, getPrototypeOf: broken },
  );
  return [
    ['undefined', undefined],
    ['null', null],
    ['a string', 'no'],
    ['NaN', NaN],
    ['a symbol', Symbol('no')],
    ['a frozen object', Object.freeze({ code: 'NO' })],
    ['an object without a prototype', Object.create(null)],
    ['an object whose toString throws', { toString: broken, toJSON: broken }],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', { get: broken }),
    ],
    ['an error that is its own cause', circular],
    ['an object that throws whatever one asks', hostile],
    ['an error whose status throws', Object.defineProperty(new Error(), 'status', { get: broken })],
    ['a function', broken],
  ];
}
