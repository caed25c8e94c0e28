import { addPosition } from '../../src/core/add-position.js';

describe('addPosition', () => {
  const rangesOf = (...positions: readonly number[]) => {
    const ranges: [number, number][] = [];
    for (const position of positions) addPosition(ranges, position);
    return ranges;
  };

  it('should make one range of what follows on', () => {
    expect(rangesOf(3, 4, 5)).toEqual([[3, 6]]);
  });

  it('should begin another where there is a gap, or the order goes back', () => {
    expect(rangesOf(0, 2, 3, 1)).toEqual([
      [0, 1],
      [2, 4],
      [1, 2],
    ]);
  });
});
