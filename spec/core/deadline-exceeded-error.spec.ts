import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('DeadlineExceededError', () => {
  it('should say what took longer than how long', () => {
    const error = new DeadlineExceededError('chunk', 500);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code, error.message]).toEqual([
      ...['DeadlineExceededError', 'ERR_DEADLINE_EXCEEDED', 'the chunk took longer than 500 ms'],
    ]);
    expect([error.scope, error.duration]).toEqual(['chunk', 500]);
  });
});
