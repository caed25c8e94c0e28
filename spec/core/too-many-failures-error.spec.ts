import { SluiceError } from '../../src/core/sluice-error.js';
import { TooManyFailuresError } from '../../src/core/too-many-failures-error.js';

describe('TooManyFailuresError', () => {
  it('should say how many failed, and what is tolerated', () => {
    const error = new TooManyFailuresError(3, 9, { max: 2 }, 'last');

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code, error.message]).toEqual([
      'TooManyFailuresError',
      'ERR_TOO_MANY_FAILURES',
      '3 of 9 items failed, and 2 are tolerated',
    ]);
    expect([error.failed, error.done, error.limit, error.cause]).toEqual([
      3,
      9,
      { max: 2 },
      'last',
    ]);
  });

  it('should tell a ratio in percent, without what doubles cannot hold', () => {
    expect(new TooManyFailuresError(9, 99, { ratio: 0.07 }, 'last').message).toBe(
      '9 of 99 items failed, and 7 % are tolerated',
    );
  });
});
