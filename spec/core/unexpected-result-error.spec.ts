import { SluiceError } from '../../src/core/sluice-error.js';
import { UnexpectedResultError } from '../../src/core/unexpected-result-error.js';

describe('UnexpectedResultError', () => {
  it('should name the run and the item, and tell where operators belong', () => {
    const error = new UnexpectedResultError('run-1', 17);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['UnexpectedResultError', 'ERR_UNEXPECTED_RESULT']);
    expect([error.runId, error.item]).toEqual(['run-1', 17]);
    expect(error.message).toMatch(
      /^storeTo: no result was expected for position 17 of the run "run-1"/,
    );
    expect(error.message).toMatch(/merge sources above it, and put retry, repeat and share below/);
  });

  it('should name a key', () => {
    expect(new UnexpectedResultError('run', 'a b').message).toContain('the key "a b" of the run');
  });
});
