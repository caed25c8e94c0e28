import { SluiceError } from '../../src/core/sluice-error.js';
import { StrategyError } from '../../src/core/strategy-error.js';

describe('StrategyError', () => {
  it('should say the rule and what was done', () => {
    const error = new StrategyError('this one kept 2 at the end');

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['StrategyError', 'ERR_STRATEGY']);
    expect(error.message).toBe(
      'chunkBy: a strategy must hand over each item once, in chunks that are not empty; ' +
        'this one kept 2 at the end',
    );
  });
});
