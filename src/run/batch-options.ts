import type { MakeStrategy } from '../chunk/strategies/chunk-strategy.js';
import { incompatibleOptions } from '../core/option-error.js';
import {
  abortSignal,
  boolean,
  callback,
  duration,
  either,
  having,
  integer,
  oneOf,
  plainObject,
  readOptions,
  type OptionRule,
} from '../core/options.js';
import { readRate, type Rate } from '../flow/rate/rate.js';
import { retentionRules } from '../store/clean-up.js';
import type { Retention } from '../store/expired-runs.js';
import type { ResultStore } from '../store/result-store.js';
import { runIdRule } from '../store/run-id.js';
import { readWhenFull, whenFullRule, type WhenFull } from '../store/when-full.js';
import { readRetry, retryRule, type RetryOptions } from '../work/retry/retry-options.js';
import { readTimeouts, timeoutRule, type TimeoutOptions } from '../work/timeouts.js';
import { readTolerance, tolerateRule, type TolerateOptions } from '../work/tolerance.js';
import { checkStored } from './check-stored.js';

/**
 * A chunking of one's own: a strategy as a state machine, or a generator that is given all targets and
 * yields arrays of them (an async one, where the targets are read asynchronously).
 */
export type OwnStrategy<T> =
  MakeStrategy<T> | GeneratorStrategy<T>['sync'] | GeneratorStrategy<T>['async'];

/** As methods, so that a strategy for rows will do for a processor that does not know of rows yet. */
interface GeneratorStrategy<T> {
  sync(targets: Iterable<T>): Generator<readonly T[], void>;
  async(targets: AsyncIterable<T>): AsyncGenerator<readonly T[], void>;
}

/** Tells targets apart. */
export type KeyOf<T> = (target: T) => string;

/** `'sequential'`: a chunk when the one before is stored; `'parallel'`; `'streaming'`: targets as they come. */
export type BatchMode = 'sequential' | 'parallel' | 'streaming';

/** What a run goes by; a processor takes the same, for all of its runs, and a run's own options win. */
export interface RunOptions<T = unknown> {
  /** Targets in a chunk; an integer >= 1. @default 1000 */
  readonly chunkSize?: number | undefined;
  /** How chunks are formed: `'fixed'`, or a strategy of one's own. @default 'fixed' */
  readonly strategy?: 'fixed' | OwnStrategy<T> | undefined;
  /** Chunks at once; an integer from 1 to 10,000. Sequential runs have one. @default 4 */
  readonly maxConcurrentChunks?: number | undefined;
  /** Calls of a function of one target at once, over all chunks; an integer from 1 to 10,000. @default 16 */
  readonly maxConcurrentTargets?: number | undefined;
  /** False: no progress is sampled; counts and statistics stay. @default true */
  readonly enableProgressTracking?: boolean | undefined;
  /** False: memory is not measured, and statistics have none. @default true */
  readonly enableMemoryMonitoring?: boolean | undefined;
  /** False: the first target that fails ends the run; its chunk is not stored. @default true */
  readonly enableErrorRecovery?: boolean | undefined;
  /** Where results are kept, for other processes and for resuming; needs `runId`. @default none */
  readonly store?: ResultStore | undefined;
  /** @default 'parallel' */
  readonly mode?: BatchMode | undefined;
  /** Names the run in the store; the same name resumes it. Needs `store`. */
  readonly runId?: string | undefined;
  /** False refuses a run that exists, `'force'` also resumes one that told targets apart otherwise. @default true */
  readonly resume?: boolean | 'force' | undefined;
  /** Works again on targets that failed in earlier starts of the run, and replaces their outcomes. @default false */
  readonly retryFailed?: boolean | undefined;
  /**
   * What is done when the store has no room: `'fail'` ends the run; `{ retryEvery }`, in ms, waits, removes what
   * `retention` does not keep, and tries again. @default 'fail'
   */
  readonly whenFull?: WhenFull | undefined;
  /** What of the other runs in the store is kept, as of `cleanUp`; applied when the run is open. @default all */
  readonly retention?: Retention | undefined;
  /** Applies `retention` again each time so many chunks are stored; an integer >= 1. @default at the start */
  readonly cleanupInterval?: number | undefined;
  /** Tells targets apart by a key of their own; not in streaming runs. @default by arrival */
  readonly key?: KeyOf<T> | undefined;
  /**
   * Results in the order of the targets, and not of completion; or `'key'`: at most one chunk in work that
   * has a target of the same `key`, and these in their order. @default false; sequential runs are ordered
   */
  readonly ordered?: boolean | 'key' | undefined;
  /** Retries of what failed, a target of a function of one, else a chunk: how many, or how. @default 0 */
  readonly retry?: number | RetryOptions | undefined;
  /**
   * How long things may take, in ms: one call of the function; or as named: `attempt`, the same; `chunk`,
   * all calls for a chunk; `run`, the run. @default no limit
   */
  readonly timeout?: number | TimeoutOptions | undefined;
  /** How long one attempt at a chunk may take, in ms; targets that are done by then keep their outcome. @default no limit */
  readonly maxProcessingTime?: number | undefined;
  /** Work on chunks is called again for parts of a chunk that failed, to find the bad targets. @default false */
  readonly isolate?: boolean | undefined;
  /** How many targets may fail before the run does, and where they are copied to. @default all, nowhere */
  readonly tolerate?: number | TolerateOptions<T> | undefined;
  /** How many calls of the function there may be in what time. @default no limit */
  readonly rateLimit?: Rate<never> | undefined;
  /** Gives the run up when it aborts, with its reason. @default none */
  readonly signal?: AbortSignal | undefined;
  /** How many targets there are, for progress. @default the length of an array, else unknown */
  readonly total?: number | undefined;
}

/** Also for whoever reads options out of a file. */
export const runRules = {
  chunkSize: integer(1),
  strategy: either('"fixed" or a function', oneOf('fixed'), callback),
  maxConcurrentChunks: integer(1, 10_000),
  maxConcurrentTargets: integer(1, 10_000),
  enableProgressTracking: boolean,
  enableMemoryMonitoring: boolean,
  enableErrorRecovery: boolean,
  store: having('a ResultStore', 'open', 'results'),
  mode: oneOf('sequential', 'parallel', 'streaming'),
  runId: runIdRule,
  resume: either('a boolean or "force"', boolean, oneOf('force')),
  retryFailed: boolean,
  whenFull: whenFullRule,
  retention: plainObject,
  cleanupInterval: integer(1),
  key: callback,
  ordered: either('a boolean or "key"', boolean, oneOf('key')),
  retry: retryRule,
  timeout: timeoutRule,
  maxProcessingTime: duration(1),
  isolate: boolean,
  tolerate: tolerateRule,
  rateLimit: plainObject,
  signal: abortSignal,
  total: integer(0, Number.MAX_SAFE_INTEGER),
} satisfies Record<string, OptionRule>;

/** The options of a run, or those that a processor has for all of its runs. */
export function readRunOptions<T>(
  where: string,
  options: RunOptions<T> | undefined,
): RunOptions<T> {
  const read = readOptions<RunOptions<T>>(where, options, runRules);
  checkWithin(where, read);
  return read;
}

/** Options that have options of their own. */
export function checkWithin<T>(where: string, options: RunOptions<T>): void {
  const { retry, timeout, tolerate, rateLimit, retention, whenFull } = options;
  readRetry(where, retry);
  readTimeouts(where, timeout);
  readTolerance<T>(where, tolerate);
  readOptions<Retention>(where, retention, retentionRules, 'retention');
  readWhenFull(where, whenFull);
  if (rateLimit !== undefined) readRate(where, rateLimit);
}

/** What a run goes by: every choice made. */
export interface RunPlan<T> {
  readonly chunkSize: number;
  readonly strategy: 'fixed' | OwnStrategy<T>;
  readonly maxConcurrentChunks: number;
  readonly maxConcurrentTargets: number;
  readonly enableProgressTracking: boolean;
  readonly enableMemoryMonitoring: boolean;
  readonly enableErrorRecovery: boolean;
  readonly store: ResultStore | undefined;
  readonly mode: BatchMode;
  readonly runId: string | undefined;
  readonly resume: boolean | 'force';
  readonly retryFailed: boolean;
  readonly whenFull: WhenFull;
  readonly retention: Retention | undefined;
  readonly cleanupInterval: number | undefined;
  readonly key: KeyOf<T> | undefined;
  readonly ordered: boolean | 'key';
  readonly retry: number | RetryOptions | undefined;
  readonly timeout: number | TimeoutOptions | undefined;
  readonly maxProcessingTime: number | undefined;
  readonly isolate: boolean;
  readonly tolerate: number | TolerateOptions<T> | undefined;
  readonly rateLimit: Rate<never> | undefined;
  readonly signal: AbortSignal | undefined;
  readonly total: number | undefined;
}

const DEFAULTS = {
  chunkSize: 1000,
  strategy: 'fixed',
  maxConcurrentChunks: 4,
  maxConcurrentTargets: 16,
  enableProgressTracking: true,
  enableMemoryMonitoring: true,
  enableErrorRecovery: true,
  store: undefined,
  mode: 'parallel',
  runId: undefined,
  resume: true,
  retryFailed: false,
  whenFull: 'fail',
  retention: undefined,
  cleanupInterval: undefined,
  key: undefined,
  ordered: false,
  retry: undefined,
  timeout: undefined,
  maxProcessingTime: undefined,
  isolate: false,
  tolerate: undefined,
  rateLimit: undefined,
  signal: undefined,
  total: undefined,
} as const satisfies RunPlan<never>;

/** Puts options together, the later winning over the earlier, and checks what must stand together. */
export function planOf<T>(where: string, ...options: readonly RunOptions<T>[]): RunPlan<T> {
  const given = Object.assign({}, ...options) as RunOptions<T>;
  checkStored(where, given);
  if (given.ordered === 'key' && given.key === undefined) {
    throw incompatibleOptions(where, '"ordered" by key needs "key"');
  }
  if (given.enableErrorRecovery === false) checkNoRecovery(where, given);
  return { ...DEFAULTS, ...given } as RunPlan<T>;
}

/** Without it the first failure ends the run: nothing of what deals with failures has anything to do. */
function checkNoRecovery<T>(where: string, given: RunOptions<T>): void {
  for (const name of ['retry', 'isolate', 'tolerate'] as const) {
    const value = given[name];
    if (value === undefined || value === false || (name === 'retry' && value === 0)) continue;
    const rule = `"enableErrorRecovery: false" ends the run at the first failure: it takes no "${name}"`;
    throw incompatibleOptions(where, rule);
  }
}
