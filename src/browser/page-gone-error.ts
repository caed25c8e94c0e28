import { SluiceError } from '../core/sluice-error.js';

/** The page goes away, and nobody waits for it. The reason that the run was aborted with. */
export class PageGoneError extends SluiceError {
  override readonly name = 'PageGoneError';
  readonly code = 'ERR_PAGE_GONE';

  constructor() {
    super('the page goes away');
  }
}
