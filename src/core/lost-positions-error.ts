import { SluiceError } from './sluice-error.js';

/**
 * The outcomes of `mapConcurrent({ outcomes: true })` did not reach the chunker above a store: their
 * positions are what a resumed run leaves out by.
 */
export class LostPositionsError extends SluiceError {
  override readonly name = 'LostPositionsError';
  readonly code = 'ERR_LOST_POSITIONS';

  constructor() {
    super(
      'chunkBy: between mapConcurrent({ outcomes: true }) and storeTo the outcomes themselves must be ' +
        'chunked, by chunkBy; what came was something else. Map before, in its function, or store first.',
    );
  }
}
