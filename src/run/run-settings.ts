import { BehaviorSubject, distinctUntilChanged, filter, map, type Observable } from 'rxjs';
import { incompatibleOptions } from '../core/option-error.js';
import { checkValue, plainObject, readOptions } from '../core/options.js';
import { readTimeouts, type TimeoutOptions } from '../work/timeouts.js';
import type { BatchJob } from './batch-job.js';
import { checkWithin, runRules, type RunOptions, type RunPlan } from './batch-options.js';

/** What may change while a run goes on. */
export type RunPatch = Pick<
  RunOptions,
  | 'maxConcurrentChunks'
  | 'maxConcurrentTargets'
  | 'chunkSize'
  | 'rateLimit'
  | 'timeout'
  | 'maxProcessingTime'
>;

const CHANGEABLE = {
  maxConcurrentChunks: runRules.maxConcurrentChunks,
  maxConcurrentTargets: runRules.maxConcurrentTargets,
  chunkSize: runRules.chunkSize,
  rateLimit: runRules.rateLimit,
  timeout: runRules.timeout,
  maxProcessingTime: runRules.maxProcessingTime,
};

/** The part of a plan that may change, as it is now and from now on. */
export class RunSettings<T> {
  /** Always the limits of one call for a chunk, and of all of them. */
  readonly chunkTimeout$: Observable<TimeoutOptions>;
  /** Of one call for a target; nothing until there is a limit. */
  readonly targetTimeout$: Observable<number>;
  readonly #plan: RunPlan<T>;
  readonly #onChunks: boolean;
  readonly #latest$: BehaviorSubject<RunPlan<T>>;

  constructor({ work }: BatchJob<T, unknown>, plan: RunPlan<T>) {
    this.#plan = plan;
    this.#onChunks = 'chunks' in work;
    this.#latest$ = new BehaviorSubject(plan);
    this.chunkTimeout$ = this.#latest$.pipe(
      map((latest) => this.#chunkTimeouts(latest)),
      distinctUntilChanged((a, b) => a.attempt === b.attempt && a.chunk === b.chunk),
    );
    this.targetTimeout$ = this.#latest$.pipe(
      map(({ timeout }) => readTimeouts('configure', timeout).attempt),
      filter((attempt) => attempt !== undefined),
      distinctUntilChanged(),
    );
  }

  /** How long the run may take; undefined is without limit. */
  get runTimeout(): number | undefined {
    return readTimeouts('configure', this.#latest$.value.timeout).run;
  }

  /** One of them, now and whenever it changes. */
  of<K extends keyof RunPatch>(name: K): Observable<NonNullable<RunPlan<T>[K]>> {
    return this.#latest$.pipe(
      map((latest) => latest[name]),
      filter((value): value is NonNullable<RunPlan<T>[K]> => value !== undefined),
      distinctUntilChanged(),
    );
  }

  /** Checks a patch as a whole; throws before anything is changed. */
  read(patch: RunPatch): RunPatch {
    checkValue('configure', 'patch', patch, plainObject);
    const read = readOptions<RunPatch>('configure', patch, CHANGEABLE);
    checkWithin('configure', read);
    for (const [name, why] of this.#fixed()) {
      if (read[name] === undefined) continue;
      throw incompatibleOptions('configure', `"${name}" cannot be changed: ${why}`);
    }
    checkTimeouts('configure', { ...this.#plan, ...read } as RunPlan<T>);
    return read;
  }

  change(patch: RunPatch): void {
    this.#latest$.next({ ...this.#latest$.value, ...patch } as RunPlan<T>);
  }

  /** What of it makes no difference to a run like this one. */
  *#fixed(): Generator<[keyof RunPatch, string], void, undefined> {
    const { mode, strategy, rateLimit } = this.#plan;
    if (mode === 'sequential') yield ['maxConcurrentChunks', 'a sequential run has one'];
    if (mode === 'streaming') yield ['maxConcurrentChunks', 'a streaming run starts targets'];
    if (this.#onChunks) yield ['maxConcurrentTargets', 'work gets a whole chunk'];
    if (strategy !== 'fixed') yield ['chunkSize', 'the strategy decides'];
    if (rateLimit === undefined) yield ['rateLimit', 'the run was started without one'];
  }

  #chunkTimeouts({ timeout, maxProcessingTime }: RunPlan<T>): TimeoutOptions {
    const { attempt, chunk } = readTimeouts('configure', timeout);
    const shortest = Math.min(maxProcessingTime ?? Infinity, attempt ?? Infinity);
    const ofChunk = shortest === Infinity ? undefined : shortest;
    return { attempt: this.#onChunks ? ofChunk : maxProcessingTime, chunk };
  }
}

/** A streaming run makes its chunks when the work is done: no time limit concerns them. */
export function checkTimeouts<T>(
  where: string,
  { mode, timeout, maxProcessingTime }: RunPlan<T>,
): void {
  if (mode !== 'streaming') return;
  const { chunk } = readTimeouts(where, timeout);
  const name = maxProcessingTime === undefined ? 'timeout.chunk' : 'maxProcessingTime';
  if (maxProcessingTime === undefined && chunk === undefined) return;
  throw incompatibleOptions(where, `mode "streaming" works on no chunks: it takes no "${name}"`);
}
