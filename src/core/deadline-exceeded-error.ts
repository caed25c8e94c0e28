import { SluiceError } from './sluice-error.js';

/** Something took longer than it may. Also the reason of the signal that told it to stop. */
export class DeadlineExceededError extends SluiceError {
  override readonly name = 'DeadlineExceededError';
  readonly code = 'ERR_DEADLINE_EXCEEDED';

  constructor(
    /** What it was: one call of work, all calls for a chunk, the run, or its draining. */
    readonly scope: 'attempt' | 'chunk' | 'run' | 'drain',
    /** How long it may take, in ms. */
    readonly duration: number,
  ) {
    super(`the ${scope} took longer than ${duration} ms`);
  }
}
