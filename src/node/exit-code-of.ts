import { constants } from 'node:os';
import { EXIT } from './exit-code.js';
import { SignalReceivedError } from './signal-received-error.js';

/** What is read of the summary of a run. */
export interface Ended {
  readonly state: 'completed' | 'failed' | 'drained' | 'aborted';
  readonly error?: unknown;
  readonly stats?: { readonly failed: number };
}

/**
 * The code that a process exits with after a run, as the command `sluice` has them.
 *
 * | code | the run |
 * |---|---|
 * | 0 | is done |
 * | 1 | failed |
 * | 3 | is done, and some of its items have no value |
 * | 75 | stopped before its end, drained or given up; the same again goes on (EX_TEMPFAIL) |
 * | 130, 143, 128 + n | was aborted by a second signal, SIGINT, SIGTERM, or no. n |
 *
 * @param summary what `run.done` resolves to.
 *
 * @example
 * ```ts
 * process.exitCode = exitCodeOf(await run.done);
 * ```
 */
export function exitCodeOf({ state, error, stats }: Ended): number {
  if (state === 'completed') return (stats?.failed ?? 0) > 0 ? EXIT.itemsFailed : EXIT.done;
  if (state === 'failed') return EXIT.failed;
  if (!(error instanceof SignalReceivedError)) return EXIT.stopped;
  return 128 + (constants.signals[error.signal] ?? 0);
}
