import { SluiceError } from './sluice-error.js';

/** The run was written by a newer version of this library; nothing of it was touched. */
export class StoreVersionError extends SluiceError {
  override readonly name = 'StoreVersionError';
  readonly code = 'ERR_STORE_VERSION';

  constructor(
    readonly file: string,
    /** The version of its format, and the newest that can be read. */
    readonly version: unknown,
    readonly newest: number,
  ) {
    super(
      `${file} has format version ${String(version)}; this version of sluice reads up to ${newest}`,
    );
  }
}
