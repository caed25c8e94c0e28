import { SluiceError } from '../core/sluice-error.js';
import type { StopSignal } from './process-signals.js';

/** A second signal told the process to end at once. The reason that the run was aborted with. */
export class SignalReceivedError extends SluiceError {
  override readonly name = 'SignalReceivedError';
  readonly code = 'ERR_SIGNAL_RECEIVED';

  constructor(readonly signal: StopSignal) {
    super(`received ${signal} a second time`);
  }
}
