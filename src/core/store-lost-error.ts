import { SluiceError } from './sluice-error.js';

/** What was stored of a run is not there any more: the user or the browser has removed the data. */
export class StoreLostError extends SluiceError {
  override readonly name = 'StoreLostError';
  readonly code = 'ERR_STORE_LOST';

  constructor(
    readonly database: string,
    readonly runId: string,
    /** Outcomes that were stored and are gone. */
    readonly items: number,
    cause?: unknown,
  ) {
    super(`the database "${database}" has lost the run "${runId}": ${items} results are gone`, {
      cause,
    });
  }
}
