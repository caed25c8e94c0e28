import { SluiceError } from './sluice-error.js';

/** A source gave something that its contract does not allow, such as a page that is no array. */
export class SourceTypeError extends SluiceError {
  override readonly name = 'SourceTypeError';
  readonly code = 'ERR_SOURCE_TYPE';

  constructor(
    message: string,
    /** What it gave. */
    readonly received: unknown,
  ) {
    super(message);
  }
}
