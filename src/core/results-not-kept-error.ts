import { SluiceError } from './sluice-error.js';

/** The results of a run without store are asked for after it has started. */
export class ResultsNotKeptError extends SluiceError {
  override readonly name = 'ResultsNotKeptError';
  readonly code = 'ERR_RESULTS_NOT_KEPT';

  constructor() {
    super('the results are not kept: call results() before the run starts, or give it a store');
  }
}
