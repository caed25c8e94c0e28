import { SluiceError } from './sluice-error.js';

/**
 * A store could not write: the disk is full or read-only, the file too large, the device at fault.
 * What was acknowledged before is stored; the run can be resumed when the reason is gone.
 */
export class StoreWriteError extends SluiceError {
  override readonly name = 'StoreWriteError';
  readonly code = 'ERR_STORE_WRITE';

  constructor(
    readonly file: string,
    /** The system's word for it: ENOSPC, EROFS, EFBIG, EIO, EACCES; QuotaExceededError of a browser. */
    readonly reason: string,
    cause: unknown,
  ) {
    super(`${file} could not be written: ${reason}`, { cause });
  }

  /** Whether space has to be freed before the run can go on. */
  get full(): boolean {
    return ['ENOSPC', 'EFBIG', 'EDQUOT', 'QuotaExceededError'].includes(this.reason);
  }
}
