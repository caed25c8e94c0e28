import { quote } from './inspect.js';
import { SluiceError } from './sluice-error.js';

/** A result came for an item that has one, or that was numbered by somebody whom the store does not know. */
export class UnexpectedResultError extends SluiceError {
  override readonly name = 'UnexpectedResultError';
  readonly code = 'ERR_UNEXPECTED_RESULT';

  constructor(
    readonly runId: string,
    /** The position, or the key where items are told apart by keys. */
    readonly item: number | string,
  ) {
    const who = typeof item === 'number' ? `position ${item}` : `the key ${quote(item)}`;
    super(
      `storeTo: no result was expected for ${who} of the run "${runId}": it has one, or its item was ` +
        'numbered elsewhere. One chunkBy has to stand above the store, in one chain with it and ' +
        'subscribed once: merge sources above it, and put retry, repeat and share below storeTo',
    );
  }
}
