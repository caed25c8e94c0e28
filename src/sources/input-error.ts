import { SluiceError } from '../core/sluice-error.js';

/**
 * An input that cannot be read on: compressed data that is damaged or cut off, a file that has changed
 * since the run that is resumed, a CSV file without a usable header. Unlike a malformed line it ends
 * the run.
 */
export class InputError extends SluiceError {
  override readonly name = 'InputError';
  readonly code = 'ERR_INPUT';

  constructor(
    /** The name of the file, as far as the input has one. */
    readonly file: string | undefined,
    problem: string,
    cause?: unknown,
  ) {
    super(`${file ?? 'input'}: ${problem}`, cause === undefined ? undefined : { cause });
  }
}
