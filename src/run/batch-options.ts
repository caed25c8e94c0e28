import type { MakeStrategy } from '../chunk/strategies/chunk-strategy.js';
import { incompatibleOptions } from '../core/option-error.js';
import {
  abortSignal,
  boolean,
  callback,
  either,
  having,
  integer,
  oneOf,
  readOptions,
  type OptionRule,
} from '../core/options.js';
import type { ResultStore } from '../store/result-store.js';
import { runIdRule } from '../store/run-id.js';

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
  /** Tells targets apart by a key of their own; not in streaming runs. @default by arrival */
  readonly key?: KeyOf<T> | undefined;
  /** Results in the order of the targets, and not of completion. @default false; sequential runs are ordered */
  readonly ordered?: boolean | undefined;
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
  enableErrorRecovery: boolean,
  store: having('a ResultStore', 'open', 'results'),
  mode: oneOf('sequential', 'parallel', 'streaming'),
  runId: runIdRule,
  resume: either('a boolean or "force"', boolean, oneOf('force')),
  retryFailed: boolean,
  key: callback,
  ordered: boolean,
  signal: abortSignal,
  total: integer(0, Number.MAX_SAFE_INTEGER),
} satisfies Record<string, OptionRule>;

/** The options of a run, or those that a processor has for all of its runs. */
export function readRunOptions<T>(
  where: string,
  options: RunOptions<T> | undefined,
): RunOptions<T> {
  return readOptions<RunOptions<T>>(where, options, runRules);
}

/** What a run goes by: every choice made. */
export interface RunPlan<T> {
  readonly chunkSize: number;
  readonly strategy: 'fixed' | OwnStrategy<T>;
  readonly maxConcurrentChunks: number;
  readonly maxConcurrentTargets: number;
  readonly enableProgressTracking: boolean;
  readonly enableErrorRecovery: boolean;
  readonly store: ResultStore | undefined;
  readonly mode: BatchMode;
  readonly runId: string | undefined;
  readonly resume: boolean | 'force';
  readonly retryFailed: boolean;
  readonly key: KeyOf<T> | undefined;
  readonly ordered: boolean;
  readonly signal: AbortSignal | undefined;
  readonly total: number | undefined;
}

const DEFAULTS = {
  chunkSize: 1000,
  strategy: 'fixed',
  maxConcurrentChunks: 4,
  maxConcurrentTargets: 16,
  enableProgressTracking: true,
  enableErrorRecovery: true,
  store: undefined,
  mode: 'parallel',
  runId: undefined,
  resume: true,
  retryFailed: false,
  key: undefined,
  ordered: false,
  signal: undefined,
  total: undefined,
} as const satisfies RunPlan<never>;

/** Puts options together, the later winning over the earlier, and checks what must stand together. */
export function planOf<T>(where: string, ...options: readonly RunOptions<T>[]): RunPlan<T> {
  const given = Object.assign({}, ...options) as RunOptions<T>;
  if (given.store === undefined) {
    for (const name of ['runId', 'key', 'resume', 'retryFailed'] as const) {
      if (given[name] === undefined) continue;
      throw incompatibleOptions(where, `"${name}" needs "store", to find the run in`);
    }
  } else if (given.runId === undefined) {
    throw incompatibleOptions(where, '"store" needs "runId", to find the results by');
  }
  if (given.retryFailed === true && given.resume === false) {
    const rule = '"retryFailed" goes on with a run, which "resume: false" refuses';
    throw incompatibleOptions(where, rule);
  }
  return { ...DEFAULTS, ...given } as RunPlan<T>;
}
