import { FatalError } from '../../src/core/fatal-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('FatalError', () => {
  it('should be known by name and code', () => {
    const error = new FatalError('disk full');

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code, error.message]).toEqual([
      ...['FatalError', 'ERR_FATAL', 'disk full'],
    ]);
  });

  it('should be itself, or have for its cause what was no such error', () => {
    const error = new FatalError('disk full');

    expect(FatalError.of(error)).toBe(error);
    expect(FatalError.of('text').cause).toBe('text');
  });
});
