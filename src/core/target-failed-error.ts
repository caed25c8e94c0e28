import { SluiceError } from './sluice-error.js';

/** A target failed in a run that is to end with the first failure. Its reason is the `cause`. */
export class TargetFailedError extends SluiceError {
  override readonly name = 'TargetFailedError';
  readonly code = 'ERR_TARGET_FAILED';

  constructor(
    readonly target: unknown,
    readonly position: number,
    reason: unknown,
  ) {
    super(`target ${position} failed, and "enableErrorRecovery" is false`, { cause: reason });
  }
}
