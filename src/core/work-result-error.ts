import { SluiceError } from './sluice-error.js';

/** Work answered with something that cannot be matched to the items of its chunk. */
export class WorkResultError extends SluiceError {
  override readonly name = 'WorkResultError';
  readonly code = 'ERR_WORK_RESULT';

  constructor(
    message: string,
    /** How many items the chunk has. */
    readonly expected: number,
    /** What work gave. */
    readonly received: unknown,
  ) {
    super(message);
  }
}
