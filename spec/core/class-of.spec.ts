import { classOf } from '../../src/core/class-of.js';

describe('classOf', () => {
  const shy = Object.defineProperty({}, 'code', {
    get: () => {
      throw new Error('not mine');
    },
  });
  const cases: [reason: unknown, name: string][] = [
    [Object.assign(new TypeError('no'), { code: 'ENOENT' }), 'ENOENT'],
    [Object.assign(new TypeError('no'), { code: '' }), 'TypeError'],
    [Object.assign(new TypeError('no'), { code: 5 }), 'TypeError'],
    [{ name: '' }, 'object'],
    ['no', 'string'],
    [undefined, 'undefined'],
    [null, 'object'],
    [shy, 'object'],
  ];
  for (const [reason, name] of cases) {
    it(`should call it ${name}`, () => {
      expect(classOf(reason)).toBe(name);
    });
  }
});
