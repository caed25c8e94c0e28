import { RunNotFoundError } from '../../src/core/run-not-found-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('RunNotFoundError', () => {
  it('should name the run that is not there', () => {
    const error = new RunNotFoundError('enrich-2026');

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('RunNotFoundError');
    expect(error.code).toBe('ERR_RUN_NOT_FOUND');
    expect(error.runId).toBe('enrich-2026');
    expect(error.message).toBe('there is no run "enrich-2026" in the store');
  });
});
