import { SluiceError } from './sluice-error.js';

/** A chunk strategy did not hand over each of its items once. */
export class StrategyError extends SluiceError {
  override readonly name = 'StrategyError';
  readonly code = 'ERR_STRATEGY';

  /** @param fault what it did, for the message. */
  constructor(fault: string) {
    super(
      `chunkBy: a strategy must hand over each item once, in chunks that are not empty; ${fault}`,
    );
  }
}
