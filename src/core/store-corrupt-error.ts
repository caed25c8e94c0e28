import { SluiceError } from './sluice-error.js';

/** A store holds bytes that it did not write. */
export class StoreCorruptError extends SluiceError {
  override readonly name = 'StoreCorruptError';
  readonly code = 'ERR_STORE_CORRUPT';

  constructor(
    /** The file, or what else the store keeps its data in. */
    readonly file: string,
    /** Where the damage begins, in bytes. */
    readonly offset: number,
    /** What is wrong there. */
    readonly reason: string,
  ) {
    super(`${file} is damaged at byte ${offset}: ${reason}`);
  }
}
