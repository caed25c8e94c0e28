import { SluiceError } from './sluice-error.js';

/** A database did not open or answer in time: another tab or program holds it, or the platform hangs. */
export class StoreBlockedError extends SluiceError {
  override readonly name = 'StoreBlockedError';
  readonly code = 'ERR_STORE_BLOCKED';

  constructor(
    readonly database: string,
    /** What was waited for, such as `open`. */
    readonly action: string,
    /** Milliseconds. */
    readonly waited: number,
    cause?: unknown,
  ) {
    super(`the database "${database}" did not ${action} within ${waited} ms`, { cause });
  }
}
