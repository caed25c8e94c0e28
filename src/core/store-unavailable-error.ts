import { SluiceError } from './sluice-error.js';

/** The platform has no such database, or does not let this page or process use it. */
export class StoreUnavailableError extends SluiceError {
  override readonly name = 'StoreUnavailableError';
  readonly code = 'ERR_STORE_UNAVAILABLE';

  constructor(
    /** What is missing: IndexedDB, SQLite. */
    readonly what: string,
    cause?: unknown,
  ) {
    super(`${what} is not available here`, { cause });
  }
}
