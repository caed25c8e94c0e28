import { SluiceError } from '../../src/core/sluice-error.js';
import { WeightError } from '../../src/core/weight-error.js';

describe('WeightError', () => {
  it('should carry the item and what came of weighing it', () => {
    const item = { id: 7 };
    const error = new WeightError(item, NaN);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('WeightError');
    expect(error.code).toBe('ERR_WEIGHT');
    expect(error.item).toBe(item);
    expect(error.weight).toBeNaN();
    expect(error.message).toBe('chunkBy: "weight" must give a number >= 0; it gave NaN (number)');
  });

  it('should show what came without running it', () => {
    const hostile = { toString: () => fail('run') };

    expect(new WeightError(1, hostile).message).toContain('it gave (object)');
  });
});
