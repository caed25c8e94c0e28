import type { RunOptions } from '../run/batch-options.js';
import type { OptionDocs } from './command.js';
import type { Given } from './given.js';
import { UsageError } from './usage-error.js';

/** What is done about calls that fail, and how many there may be. */
export const limitOptions: OptionDocs = {
  retry: { value: 'N', about: 'retries of an item whose call failed (0, or as JOB says)' },
  timeout: { value: 'MS', about: 'how long a call may take (no limit, or as JOB says)' },
  rate: { value: 'N/UNIT', about: 'calls in each s, min or h, such as 100/s (no limit, or ...)' },
  tolerate: { value: 'N', about: 'items that may fail; one more ends the run (all, or ...)' },
};

const LONGEST = 2 ** 31 - 1;
const UNITS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000 };

/** Only what was given, so that what a job says stands. */
export function limitsIn(given: Given): RunOptions {
  const retry = given.integer('retry', 0, 1000);
  const timeout = given.integer('timeout', 1, LONGEST);
  const tolerate = given.integer('tolerate', 0, Number.MAX_SAFE_INTEGER);
  const rateLimit = rateIn(given);
  return {
    ...(retry === undefined ? {} : { retry }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(tolerate === undefined ? {} : { tolerate }),
    ...(rateLimit === undefined ? {} : { rateLimit }),
  };
}

function rateIn(given: Given): RunOptions['rateLimit'] {
  const text = given.text('rate');
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^(\d{1,9})\/(s|min|h)$/.exec(text) ?? [];
  const limit = Number(number);
  const per = UNITS[unit];
  if (limit > 0 && per !== undefined) return { limit, per };
  throw new UsageError([
    `--rate takes calls in a time, such as 100/s, 600/min or 5000/h; it got "${text}".`,
  ]);
}
