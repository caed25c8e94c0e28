import { MalformedItem } from '../../src/core/malformed.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { lackingIn } from '../../src/work/lacking.js';

const bad = (reason: unknown) => new MalformedItem(reason) as unknown as number;
const rejected = (reason: unknown): ItemFailure => ({ kind: 'rejected', reason });

describe('lackingIn', () => {
  it('should find nothing where all could be read', () => {
    expect(lackingIn([1, 2])).toBeUndefined();
    expect(bad('somewhere else')).toBeDefined();
    expect(lackingIn([1, { reason: 1 }])).toBeUndefined();
    expect(lackingIn([])).toBeUndefined();
  });

  it('should give the others to work, in their order', () => {
    expect(lackingIn([bad('a'), 1, bad('b'), 2])?.rest).toEqual([1, 2]);
    expect(lackingIn([bad('a')])?.rest).toEqual([]);
  });

  it('should put what became of the others into their places', () => {
    const lacking = lackingIn([bad('a'), 1, bad('b'), 2, 3]);
    const verdict = { values: [10, undefined, 30], failures: new Map([[1, rejected('no')]]) };
    const { values, failures } = lacking!.complete(verdict);

    expect(values).toEqual([undefined, 10, undefined, undefined, 30]);
    expect([...failures].sort(([a], [b]) => a - b)).toEqual([
      [0, rejected('a')],
      [2, rejected('b')],
      [3, rejected('no')],
    ]);
  });
});
