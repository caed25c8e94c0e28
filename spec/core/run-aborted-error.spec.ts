import { RunAbortedError } from '../../src/core/run-aborted-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('RunAbortedError', () => {
  it('should have the reason of the abort as its cause', () => {
    const reason = new Error('enough');
    const error = new RunAbortedError(reason);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code, error.cause]).toEqual([
      ...['RunAbortedError', 'ERR_RUN_ABORTED', reason],
    ]);
    expect(error.message).toBe('the run was aborted');
  });

  it('should have no cause where none was given', () => {
    expect(Object.hasOwn(new RunAbortedError(undefined), 'cause')).toBeFalse();
  });
});
