import { isThenable } from '../../src/core/is-thenable.js';

describe('isThenable', () => {
  const callable = Object.assign(() => 0, { then: () => 0 });
  const inherited = Object.create({ then: () => 0 }) as object;
  const thenables = [
    ['a promise', Promise.resolve()],
    ['an object with a then method', { then: () => 0 }],
    ['a function with a then method', callable],
    ['an object that inherits its then method', inherited],
  ] as const;
  for (const [kind, value] of thenables) {
    it(`should take ${kind}`, () => {
      expect(isThenable(value)).toBeTrue();
    });
  }

  const others = [
    ['undefined', undefined],
    ['null', null],
    ['a number', 1],
    ['a string', 'then'],
    ['a symbol', Symbol('then')],
    ['a bigint', 5n],
    ['an array', [1]],
    ['a plain object', {}],
    ['a function', () => 0],
    ['an object whose then is no function', { then: true }],
  ] as const;
  for (const [kind, value] of others) {
    it(`should refuse ${kind}`, () => {
      expect(isThenable(value)).toBeFalse();
    });
  }
});
