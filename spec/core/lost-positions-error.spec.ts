import { LostPositionsError } from '../../src/core/lost-positions-error.js';
import { SluiceError } from '../../src/core/sluice-error.js';

describe('LostPositionsError', () => {
  it('should say which part of the pipe is wrong, and what to do', () => {
    const error = new LostPositionsError();

    expect(error).toBeInstanceOf(SluiceError);
    expect(error.name).toBe('LostPositionsError');
    expect(error.code).toBe('ERR_LOST_POSITIONS');
    expect(error.message).toMatch(
      /^chunkBy: between mapConcurrent.* and storeTo .* must be chunked.* store first\.$/,
    );
  });
});
