import { Positions } from '../../src/chunk/positions.js';
import { fulfilled, rejected } from '../../src/core/outcome.js';

describe('Positions', () => {
  const outcomes = (...positions: readonly number[]) =>
    positions.map((position) => fulfilled('item', position, 'value'));

  it('should number items by their arrival, from 0', () => {
    const positions = new Positions(undefined);

    expect(positions.of(['a', 'b'])).toEqual([[0, 2]]);
    expect(positions.of(['c'])).toEqual([[2, 3]]);
    expect(positions.of([undefined, null, 0])).toEqual([[3, 6]]);
  });

  it('should keep the positions that outcomes carry', () => {
    const positions = new Positions(undefined);

    expect(positions.of(outcomes(0, 1, 2))).toEqual([[0, 3]]);
    expect(positions.of(outcomes(3, 4))).toEqual([[3, 5]]);
  });

  it('should give a range for each stretch, in the order of the items', () => {
    const positions = new Positions(undefined);

    expect(positions.of(outcomes(2, 0, 1, 5, 4, 3))).toEqual([
      [2, 3],
      [0, 2],
      [5, 6],
      [4, 5],
      [3, 4],
    ]);
    expect(positions.of([rejected('item', 9, 'no'), ...outcomes(10)])).toEqual([[9, 11]]);
  });

  it('should leave gaps where outcomes were left out', () => {
    expect(new Positions(undefined).of(outcomes(0, 1, 3, 7))).toEqual([
      [0, 2],
      [3, 4],
      [7, 8],
    ]);
  });

  it('should number outcomes like anything else when the first item was none', () => {
    const positions = new Positions(undefined);

    expect(positions.of(['a', ...outcomes(7)])).toEqual([[0, 2]]);
    expect(positions.of(outcomes(8, 9))).toEqual([[2, 4]]);
  });
});
