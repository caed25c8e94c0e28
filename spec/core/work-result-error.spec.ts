import { SluiceError } from '../../src/core/sluice-error.js';
import { WorkResultError } from '../../src/core/work-result-error.js';

describe('WorkResultError', () => {
  it('should carry how many values were due, and what came', () => {
    const received = [1];
    const error = new WorkResultError('work must answer with one value per item', 2, received);

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('WorkResultError');
    expect(error.code).toBe('ERR_WORK_RESULT');
    expect(error.expected).toBe(2);
    expect(error.received).toBe(received);
    expect(error.message).toBe('work must answer with one value per item');
  });
});
