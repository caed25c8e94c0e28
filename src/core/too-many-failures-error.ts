import { SluiceError } from './sluice-error.js';

/** More items failed than are tolerated. The `cause` is the reason of the last of them. */
export class TooManyFailuresError extends SluiceError {
  override readonly name = 'TooManyFailuresError';
  readonly code = 'ERR_TOO_MANY_FAILURES';

  constructor(
    /** Items that failed in this start of the run. */
    readonly failed: number,
    /** Items whose outcome was known, these among them. */
    readonly done: number,
    /** What is tolerated: so many items, or such a part of all. */
    readonly limit: { readonly max: number } | { readonly ratio: number },
    reason: unknown,
  ) {
    const most =
      'max' in limit ? `${limit.max} are` : `${Number((limit.ratio * 100).toPrecision(12))} % are`;
    super(`${failed} of ${done} items failed, and ${most} tolerated`, { cause: reason });
  }
}
