import {
  areThereMalformed,
  isMalformed,
  keyOfMalformed,
  MalformedItem,
} from '../../src/core/malformed.js';

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

describe('keyOfMalformed', () => {
  it('should be its file and line, as far as it has them', () => {
    const keys = [{ file: 'a.csv', line: 7, byte: 90 }, { line: 7 }, undefined].map((reason) =>
      keyOfMalformed(new MalformedItem(reason)),
    );

    expect(keys).toEqual(['malformed:a.csv:7', 'malformed:7', 'malformed:undefined']);
  });
});
