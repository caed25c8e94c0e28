import { areThereMalformed, isMalformed, MalformedItem } from '../../src/core/malformed.js';

describe('MalformedItem', () => {
  it('should be told from any item, also one of another copy of the library', () => {
    const foreign = Object.defineProperty({}, Symbol.for('sluice.malformed/1'), { value: true });

    expect([new MalformedItem('why'), foreign].map(isMalformed)).toEqual([true, true]);
    expect(areThereMalformed()).toBeTrue();
    expect([undefined, null, 1, 'x', {}, [], { reason: 1 }, () => 1].some(isMalformed)).toBeFalse();
  });

  it('should show its reason alone', () => {
    expect(Object.entries(new MalformedItem('why'))).toEqual([['reason', 'why']]);
  });
});
