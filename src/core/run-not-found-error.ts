import { SluiceError } from './sluice-error.js';

/** There is no run of this name in the store. */
export class RunNotFoundError extends SluiceError {
  override readonly name = 'RunNotFoundError';
  readonly code = 'ERR_RUN_NOT_FOUND';

  constructor(readonly runId: string) {
    super(`there is no run "${runId}" in the store`);
  }
}
