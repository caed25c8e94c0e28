import { wallClock } from '../core/clock.js';
import { invalidType } from '../core/option-error.js';
import {
  boolean,
  checkValue,
  having,
  integer,
  readOptions,
  type OptionRule,
} from '../core/options.js';
import { expiredRuns, type Retention } from './expired-runs.js';
import type { ResultStore, RunInfo } from './result-store.js';

/** What became of the runs that were not to be kept. */
export interface CleanedUp {
  /** Those that are gone, as they were, the oldest first. */
  readonly removed: readonly RunInfo[];
  /** Those that the store could not remove, and why. */
  readonly failed: readonly { readonly run: RunInfo; readonly reason: unknown }[];
}

const amount = integer(0, Number.MAX_SAFE_INTEGER, true);

/** Also for whoever takes retention as an option. */
export const retentionRules = {
  maxAge: amount,
  maxRuns: amount,
  maxBytes: amount,
  unfinished: boolean,
} satisfies Record<keyof Retention, OptionRule>;

/** Somebody has begun to write it, or has removed it. */
const MEANWHILE: readonly unknown[] = ['ERR_RUN_LOCKED', 'ERR_RUN_NOT_FOUND'];

/**
 * Removes runs from a store by their age, number and size.
 *
 * Only completed runs are removed, unless `unfinished` is set; never one that somebody writes, and never one
 * that is unreadable, since it may be mended. The limits are independent: what is beyond one of them goes,
 * the oldest first, by when it was last written. `maxRuns` counts the runs that may be removed; `maxBytes`
 * is for the whole store, so that runs that are not removed count, too. It does nothing in a store that
 * does not tell the `bytes` of its runs, as `memoryStore`.
 *
 * A run that somebody opens while this is at work is left alone. One that cannot be removed hinders no
 * other.
 *
 * - **Holds at most** what the store tells of its runs.
 *
 * @param store whose runs.
 * @param options `maxAge` (ms since it was last written), `maxRuns`, `maxBytes`; each without limit if
 * left out. `unfinished` (default false).
 * @returns what was removed, and what could not be. Rejects where the runs cannot be listed.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { cleanUp } from 'sluice';
 * import { jsonLinesStore } from 'sluice/node';
 *
 * const month = 30 * 24 * 3600 * 1000;
 * const { removed } = await cleanUp(jsonLinesStore('.sluice'), { maxAge: month, maxBytes: 10e9 });
 * for (const { runId, bytes } of removed) console.log(`${runId}: ${bytes} bytes are free again`);
 * ```
 */
export function cleanUp(store: ResultStore, options: Retention): Promise<CleanedUp> {
  checkValue('cleanUp', 'store', store, having('a ResultStore', 'open', 'results'));
  if ((options as unknown) === undefined) {
    throw invalidType('cleanUp', 'options', 'a plain object', options);
  }
  return removeExpired(store, readOptions<Retention>('cleanUp', options, retentionRules));
}

async function removeExpired(store: ResultStore, retention: Retention): Promise<CleanedUp> {
  const removed: RunInfo[] = [];
  const failed: { run: RunInfo; reason: unknown }[] = [];
  for (const run of expiredRuns(await store.runs(), retention, wallClock())) {
    try {
      await store.delete(run.runId);
      removed.push(run);
    } catch (reason) {
      const { code } = Object(reason) as { readonly code?: unknown };
      if (!MEANWHILE.includes(code)) failed.push({ run, reason });
    }
  }
  return { removed, failed };
}
