import { SluiceError } from './sluice-error.js';

/** What was to be imported is no run, or not as it was exported; nothing of it is in the store. */
export class ImportError extends SluiceError {
  override readonly name = 'ImportError';
  readonly code = 'ERR_IMPORT';

  constructor(
    /** From 1; where it ends too early, the one that is missing. */
    readonly line: number,
    /** What is wrong there. */
    readonly problem: string,
    options?: ErrorOptions,
  ) {
    super(`line ${line}: ${problem}`, options);
  }
}
