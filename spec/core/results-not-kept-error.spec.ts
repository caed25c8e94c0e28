import { ResultsNotKeptError } from '../../src/core/results-not-kept-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('ResultsNotKeptError', () => {
  it('should say what to do instead', () => {
    const error = new ResultsNotKeptError();

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['ResultsNotKeptError', 'ERR_RESULTS_NOT_KEPT']);
    expect(error.message).toBe(
      'the results are not kept: call results() before the run starts, or give it a store',
    );
  });
});
