import { SluiceError } from './sluice-error.js';

/** A source that can be read once was subscribed again; a second reading would lose items silently. */
export class SourceConsumedError extends SluiceError {
  override readonly name = 'SourceConsumedError';
  readonly code = 'ERR_SOURCE_CONSUMED';

  constructor() {
    super(
      'fromSource: this iterator, stream or pull source has been read before and cannot start again; ' +
        'pass a function that makes a new one: fromSource(() => makeSource())',
    );
  }
}
