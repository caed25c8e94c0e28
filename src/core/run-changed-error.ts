import { SluiceError } from './sluice-error.js';

/** A run is to be resumed with something changed that its stored results depend on. */
export class RunChangedError extends SluiceError {
  override readonly name = 'RunChangedError';
  readonly code = 'ERR_RUN_CHANGED';

  constructor(
    readonly runId: string,
    /** What the stored results were made with. */
    readonly stored: unknown,
    /** What they were to be continued with. */
    readonly given: unknown,
  ) {
    super(
      `the run "${runId}" was made with ${JSON.stringify(stored)}, not with ${JSON.stringify(given)}; ` +
        "resume it unchanged, choose another runId, or pass resume: 'force'",
    );
  }
}
