import { SluiceError } from './sluice-error.js';

/** A run of this name has been stored before; writing it again would mix two runs. */
export class RunExistsError extends SluiceError {
  override readonly name = 'RunExistsError';
  readonly code = 'ERR_RUN_EXISTS';

  constructor(readonly runId: string) {
    super(
      `the run "${runId}" is in the store already; choose another "runId", or leave out "resume: false" to go on with it`,
    );
  }
}
