import { SluiceError } from './sluice-error.js';

/** A store cannot keep the value as it is; its item is stored as rejected, for this reason. */
export class UnstorableValueError extends SluiceError {
  override readonly name = 'UnstorableValueError';
  readonly code = 'ERR_UNSTORABLE_VALUE';

  constructor(
    /** What in it cannot be kept: `.prices[3] is NaN (number)`. */
    readonly detail: string,
  ) {
    super(`the value cannot be stored without a change: ${detail}`);
  }
}
