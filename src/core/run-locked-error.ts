import { SluiceError } from './sluice-error.js';

/** Somebody else is writing the run. */
export class RunLockedError extends SluiceError {
  override readonly name = 'RunLockedError';
  readonly code = 'ERR_RUN_LOCKED';

  constructor(
    readonly runId: string,
    /** Who: process, host, since when (milliseconds since 1970). */
    readonly holder: { readonly pid: number; readonly host: string; readonly since: number },
  ) {
    super(
      `the run "${runId}" is being written by process ${holder.pid} on ${holder.host}, ` +
        `since ${new Date(holder.since).toISOString()}`,
    );
  }
}
