import { isRunId } from '../node/json-lines/layout.js';
import type { RunOptions } from '../run/batch-options.js';
import type { ResultStore } from '../store/result-store.js';
import { storeOption, type OptionDocs } from './command.js';
import { writingOptions } from './folder.js';
import type { Given } from './given.js';
import { FORMATS } from './input.js';
import type { Job } from './job-module.js';
import { limitOptions } from './limits.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

export const runOptions: OptionDocs = {
  input: { value: 'FILE', about: 'what to read: a file, or - for stdin' },
  work: { value: 'MODULE', about: 'its default export runs on each item' },
  format: { value: 'FORMAT', about: `${FORMATS.join(', ')} (by the name of the file)` },
  ...storeOption,
  'run-id': {
    value: 'ID',
    about: 'names the run in the store (as JOB says, or as the file)',
  },
  chunk: { value: 'N', about: 'items that are stored together (100, or as JOB says)' },
  concurrency: { value: 'N', about: 'calls at the same time (16, or as JOB says)' },
  ...limitOptions,
  ...writingOptions,
  resume: { about: 'goes on with the run if it exists' },
  'retry-failed': { about: 'the same, and works again on items that failed' },
};

/** What a run is to do. */
export interface Plan {
  readonly runId: string;
  readonly resume: boolean | 'force';
  readonly retryFailed: boolean;
  readonly store: ResultStore;
  /** The folder of the store, as it was given; undefined where a job has a store of its own. */
  readonly where: string | undefined;
  /** Calls of work at the same time, at most. */
  readonly concurrency: number;
  readonly readsStdin: boolean;
  /** Refuses what cannot be read, before the run is opened. */
  check(): Promise<void>;
  load(): Promise<Job>;
  /** What wins over the definition of the batch. */
  readonly options: RunOptions;
}

/** As many chunks as keep all calls busy, and one more, so that none waits for the last of a chunk. */
export function lanesFor(concurrency: number, chunk: number): number {
  return Math.min(Math.ceil(concurrency / chunk) + 1, MOST_CALLS);
}

const MOST_CALLS = 10_000;

/** The numbers that were given, within their bounds. */
export function sizesIn(given: Given) {
  return {
    chunk: given.integer('chunk', 1, 1_000_000),
    concurrency: given.integer('concurrency', 1, MOST_CALLS),
  };
}

/** The name that was given, or else another; if there is none, `why` says so. */
export function runIdIn(given: Given, otherwise: string | undefined, why: string): string {
  const named = given.text('run-id');
  if (named !== undefined) return checkRunId(named, '--run-id');
  if (otherwise !== undefined) return otherwise;
  throw new UsageError([`--run-id is needed, since ${why}.`]);
}

/** Throws unless it can name a run. */
export function checkRunId(runId: string, what: string): string {
  if (isRunId(runId)) return runId;
  throw new UsageError([
    `${what} "${plainText(runId, 80)}" can name no run.`,
    'A name has letters, digits, ".", "_" and "-", at most 128, and begins with no sign.',
  ]);
}
