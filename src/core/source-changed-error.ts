import { SluiceError } from './sluice-error.js';

/** A resumed run's source has ended before all that is stored of it had come. */
export class SourceChangedError extends SluiceError {
  override readonly name = 'SourceChangedError';
  readonly code = 'ERR_SOURCE_CHANGED';

  constructor(
    /** Items that came. */
    readonly arrived: number,
    /** Items that came at least when it was read before. */
    readonly expected: number,
  ) {
    super(
      `chunkBy: the source has ended after ${arrived} items, and the store has results of ${expected}; ` +
        'a run is resumed with the same source, or another runId. To end it early, use drainWhen',
    );
  }
}
