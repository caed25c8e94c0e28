import { SluiceError } from './sluice-error.js';

/**
 * No further call of work would end well, so the run ends: thrown by work that knows it, and in place of
 * what `classify` called fatal, which is its `cause`.
 */
export class FatalError extends SluiceError {
  override readonly name = 'FatalError';
  readonly code = 'ERR_FATAL';

  /** The reason itself, where it is one, or what it is the cause of. */
  static of(reason: unknown): FatalError {
    if (reason instanceof FatalError) return reason;
    return new FatalError('no further call of work would end well', { cause: reason });
  }
}
