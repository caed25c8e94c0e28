import { Given } from '../../src/cli/given.js';

const given = (value: string | true) => new Given(new Map([['x', value]]), undefined);

describe('Given', () => {
  it('should take whole numbers within their bounds', () => {
    expect(given('12').integer('x', 1, 100)).toBe(12);
    expect(given('1').integer('x', 1, 100)).toBe(1);
    expect(given('100').integer('x', 1, 100)).toBe(100);
    expect(given('12').integer('y', 1, 100)).toBeUndefined();
    for (const wrong of ['0', '101', '1.5', '1e1', '', ' 1', '-1', 'x', '0x10', '9'.repeat(16)]) {
      expect(() => given(wrong).integer('x', 1, 100))
        .withContext(wrong)
        .toThrowError(`--x takes a whole number from 1 to 100; it got "${wrong}".`);
    }
  });

  it('should take one of some words', () => {
    expect(given('b').oneOf('x', ['a', 'b'])).toBe('b');
    expect(given('b').oneOf('y', ['a', 'b'])).toBeUndefined();
    expect(() => given('B').oneOf('x', ['a', 'b'])).toThrowError('--x takes a or b; it got "B".');
  });

  it('should miss what is required, and what is empty', () => {
    expect(given('a').required('x', 'why')).toBe('a');
    expect(() => given('a').required('y', 'why')).toThrowError('--y is needed: why.');
    expect(() => given('').required('x', 'why')).toThrowError('--x is needed: why.');
  });
});
