import { RunExistsError } from '../../src/core/run-exists-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('RunExistsError', () => {
  it('should name the run and what to do', () => {
    const error = new RunExistsError('enrich-2026');

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('RunExistsError');
    expect(error.code).toBe('ERR_RUN_EXISTS');
    expect(error.runId).toBe('enrich-2026');
    expect(error.message).toBe(
      'the run "enrich-2026" is in the store already; choose another "runId", ' +
        'or leave out "resume: false" to go on with it',
    );
  });
});
