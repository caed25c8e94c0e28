import { SluiceError } from '../../src/core/sluice-error.js';
import { SourceChangedError } from '../../src/core/source-changed-error.js';

describe('SourceChangedError', () => {
  it('should tell both numbers, and what to do', () => {
    const error = new SourceChangedError(3, 10);

    expect(error).toBeInstanceOf(SluiceError);
    expect([error.name, error.code]).toEqual(['SourceChangedError', 'ERR_SOURCE_CHANGED']);
    expect([error.arrived, error.expected]).toEqual([3, 10]);
    expect(error.message).toBe(
      'chunkBy: the source has ended after 3 items, and the store has results of 10; a run is ' +
        'resumed with the same source, or another runId. To end it early, use drainWhen',
    );
  });
});
