import { SluiceError } from './sluice-error.js';

/** The results of a run are asked for, and it was aborted. */
export class RunAbortedError extends SluiceError {
  override readonly name = 'RunAbortedError';
  readonly code = 'ERR_RUN_ABORTED';

  /** @param reason what `abort` was given; the `cause`. */
  constructor(reason: unknown) {
    super('the run was aborted', reason === undefined ? undefined : { cause: reason });
  }
}
