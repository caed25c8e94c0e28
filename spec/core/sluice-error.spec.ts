import { SluiceError } from '../../src/core/sluice-error.js';

describe('SluiceError', () => {
  class ExampleError extends SluiceError {
    override readonly name = 'ExampleError';
    readonly code = 'ERR_EXAMPLE';
  }

  it('should be an Error, so that it has a stack and prints like one', () => {
    const error = new ExampleError('what happened');

    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(SluiceError);
    expect(error.message).toBe('what happened');
    expect(String(error)).toBe('ExampleError: what happened');
    expect(error.stack).toContain('what happened');
  });

  it('should be told apart by its code where instanceof fails, as between two copies', () => {
    const foreign: unknown = { name: 'ExampleError', code: 'ERR_EXAMPLE' };

    expect(foreign).not.toBeInstanceOf(SluiceError);
    expect((foreign as SluiceError).code).toBe(new ExampleError('').code);
  });
});
