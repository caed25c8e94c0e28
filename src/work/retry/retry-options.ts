import { asyncScheduler, timer, type ObservableInput, type SchedulerLike } from 'rxjs';
import type { ErrorClass } from '../../core/error-class.js';
import {
  boolean,
  callback,
  duration,
  either,
  integer,
  plainObject,
  readOptions,
  type OptionRule,
} from '../../core/options.js';
import { backoff } from './backoff.js';
import { classifyError } from './classify-error.js';

/** How calls that failed are made again; what the `RetryConfig` of RxJS has, and more. */
export interface RetryOptions {
  /** Retries of one chunk or item: an integer >= 0, or Infinity. @default 3 */
  readonly count?: number | undefined;
  /**
   * The wait before a retry: in ms, or a notifier. One that emits retries, one that completes without a
   * value gives up, one that errors fails with that error. @default backoff()
   */
  readonly delay?: number | RetryDelay | undefined;
  /** Accepted for the sake of `RetryConfig`: each chunk and item counts by itself. */
  readonly resetOnSuccess?: boolean | undefined;
  /** Retries in the whole run: this times its first calls, plus 10; a number >= 0. @default no bound */
  readonly budget?: number | undefined;
  /** What an error says of the next call. @default classifyError */
  readonly classify?: ((error: unknown) => ErrorClass) | undefined;
}

/** Told the error and which retry it would be, from 1. */
export type RetryDelay = (error: unknown, retryCount: number) => ObservableInput<unknown>;

/** RetryOptions with every choice made. */
export interface RetryPolicy {
  readonly count: number;
  readonly delay: RetryDelay;
  readonly budget: number | undefined;
  readonly classify: (error: unknown) => ErrorClass;
}

const count = integer(0, undefined, true);

/** The rule of the `retry` option itself; `readRetry` looks within. */
export const retryRule: OptionRule = either(`${count.expected}, or options`, count, plainObject);

const ratio: OptionRule = {
  expected: 'a number >= 0',
  check: (value) => {
    if (typeof value !== 'number') return 'type';
    return value >= 0 && value < Infinity ? 'ok' : 'range';
  },
};

/** Reads the `retry` option of an operator, whose value kept `retryRule`. */
export function readRetry(
  where: string,
  value: number | RetryOptions | undefined,
  scheduler: SchedulerLike = asyncScheduler,
): RetryPolicy | undefined {
  if (value === undefined) return undefined;
  const options = typeof value === 'number' ? { count: value } : value;
  const rules = {
    count,
    delay: either('a number of milliseconds, or a function', duration(0), callback),
    resetOnSuccess: boolean,
    budget: ratio,
    classify: callback,
  };
  const read = readOptions<RetryOptions>(where, options, rules, 'retry');
  const { delay = backoff({ scheduler }) } = read;
  return {
    count: read.count ?? 3,
    delay: typeof delay === 'number' ? () => timer(delay, scheduler) : delay,
    budget: read.budget,
    classify: read.classify ?? classifyError,
  };
}
