import { SluiceError } from './sluice-error.js';

/**
 * Somebody else has taken over the run since this writer opened it, as its process or page had seemed
 * to be dead. Nothing is written any more; what was acknowledged before is stored.
 */
export class RunTakenOverError extends SluiceError {
  override readonly name = 'RunTakenOverError';
  readonly code = 'ERR_RUN_TAKEN_OVER';

  constructor(
    readonly runId: string,
    /** The opening that this writer had, and the one that holds the run now. */
    readonly epoch: number,
    readonly current: number,
  ) {
    super(
      `the run "${runId}" was taken over: this is its opening ${epoch}, and ${current} has begun`,
    );
  }
}
