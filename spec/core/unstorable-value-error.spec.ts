import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('UnstorableValueError', () => {
  it('should say what in the value cannot be kept', () => {
    const error = new UnstorableValueError('.prices[3] is NaN (number)');

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('UnstorableValueError');
    expect(error.code).toBe('ERR_UNSTORABLE_VALUE');
    expect(error.detail).toBe('.prices[3] is NaN (number)');
    expect(error.message).toBe(
      'the value cannot be stored without a change: .prices[3] is NaN (number)',
    );
  });
});
