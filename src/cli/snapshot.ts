import type { StoredBytes } from './read-bytes.js';

/** What is shown of a run at one moment. Counts are those of the whole run, earlier attempts included. */
export interface Snapshot {
  readonly runId: string;
  readonly phase: 'starting' | 'running' | 'stopping' | 'aborting';
  /** Items that were stored when the run was opened. */
  readonly resumedAt: number;
  readonly ok: number;
  readonly failed: number;
  /** How many of them failed in earlier attempts. */
  readonly failedBefore: number;
  /** Items in the calls of work that are under way. */
  readonly running: number;
  readonly waitingOn: 'start' | 'source' | 'work' | 'store';
  /** Items whose work has ended, a second, over the last ten. */
  readonly rate: number;
  /** Milliseconds of this attempt. */
  readonly elapsed: number;
  /** Undefined where the input tells no place in bytes. */
  readonly bytes: StoredBytes | undefined;
  /** Milliseconds. */
  readonly remaining: { readonly low: number; readonly high: number } | undefined;
}
