import { SluiceError } from './sluice-error.js';

/**
 * The run was written by a store of another format, which can go on with it; nothing of it was touched.
 * It is read by either store.
 */
export class StoreFormatError extends SluiceError {
  override readonly name = 'StoreFormatError';
  readonly code = 'ERR_STORE_FORMAT';

  constructor(
    readonly file: string,
    /** The format of the file, and that of the store. */
    readonly format: 'json' | 'cbor',
    readonly expected: 'json' | 'cbor',
  ) {
    super(`${file} is written by ${STORES[format]}; ${STORES[expected]} does not go on with it`);
  }
}

const STORES = { json: 'jsonLinesStore', cbor: 'binaryStore' };
