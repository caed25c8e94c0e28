import { Subject } from 'rxjs';
import { checkValue, callback } from '../core/options.js';
import { incompatibleOptions } from '../core/option-error.js';
import { checkSource } from '../flow/feed/open-feed.js';
import { MemoryMonitor } from '../memory/memory-monitor.js';
import type { Progress } from '../progress/progress.js';
import type { ItemWork } from '../work/each-item.js';
import type { Work } from '../work/work.js';
import type { BatchJob, Targets } from './batch-job.js';
import { planOf, readRunOptions, type RunOptions, type RunPlan } from './batch-options.js';
import type { BatchRun } from './batch-run.js';
import { generated, isGenerator } from './generated.js';
import type { PostProcessor, ResultProcessor } from './processors.js';
import { RunningBatch } from './running-batch.js';
import { checkTimeouts } from './run-settings.js';

/** Told of the progress of every run of a processor. */
export type ProgressCallback = (progress: Progress, run: BatchRun<unknown, unknown>) => void;

/** The progress of all runs of a processor. */
export interface ProcessorProgress {
  /**
   * Adds a function that is told from the next value on, also of runs under way; gives the one that
   * takes it away. What it throws is reported as RxJS reports a throwing consumer, and the run goes on.
   */
  addCallback(callback: ProgressCallback): () => void;
}

/**
 * Runs batches: the operators of this library, put together by a configuration.
 *
 * `process` takes a function of one target, `processChunks` one of a chunk. Each call gives a run,
 * which starts by itself; a processor can have any number of them at once, and they share nothing but
 * its configuration, callbacks and processors. What a run does is decided at the call: a processor that is
 * added later is for later runs.
 *
 * | mode | the next chunk is formed | first result | order |
 * |---|---|---|---|
 * | `'sequential'` | when the one before is stored | with chunk 1 | of the targets |
 * | `'parallel'` | when a lane, or the place before it, is free | with the fastest of the first chunks | of completion, or `ordered` |
 * | `'streaming'` | targets start as they come; the chunk is what is stored at once | with the first target | of completion, or `ordered` |
 *
 * @param config `chunkSize` (targets, default 1000), `strategy` (default `'fixed'`),
 * `maxConcurrentChunks` (default 4), `maxConcurrentTargets` (default 16), `enableProgressTracking`,
 * `enableMemoryMonitoring`, `enableErrorRecovery` (default true), `store`; and all other options of a run, for every run that does
 * not choose otherwise.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { BatchProcessor, memoryStore } from 'sluice';
 *
 * const processor = new BatchProcessor({ chunkSize: 100, maxConcurrentChunks: 2, store: memoryStore() });
 * const run = processor.process(targets, async ({ id }) => `Processed ${id}`, { runId: 'ids' });
 * run.progress$.subscribe(({ done, total }) => console.log(`${done} of ${total}`));
 * const { state, stats } = await run.done;
 * console.log(state, stats.failed, await run.results());
 * ```
 */
export class BatchProcessor {
  readonly progressTracker: ProcessorProgress = {
    addCallback: (progressCallback) => {
      checkValue('addCallback', 'callback', progressCallback, callback);
      const subscription = this.#progress$.subscribe(([progress, run]) => {
        progressCallback(progress, run);
      });
      return () => {
        subscription.unsubscribe();
      };
    },
  };
  /** Tells the memory in use, in this process or page. */
  readonly memoryMonitor = new MemoryMonitor();
  readonly #config: RunOptions;
  readonly #progress$ = new Subject<[Progress, BatchRun<unknown, unknown>]>();
  #resultProcessors: readonly ResultProcessor<unknown, unknown>[] = [];
  #postProcessors: readonly PostProcessor<unknown>[] = [];

  constructor(config?: RunOptions) {
    this.#config = readRunOptions('BatchProcessor', config);
  }

  /** Runs a function on each target. */
  process<T, R>(targets: Targets<T>, fn: ItemWork<T, R>, options?: RunOptions<T>): BatchRun<T, R> {
    checkValue('process', 'fn', fn, callback);
    return this.#run('process', { targets, work: { each: fn } }, options);
  }

  /** Runs work on each chunk of targets; work answers as that of `processChunks`. */
  processChunks<T, R>(
    targets: Targets<T>,
    work: Work<T, R>,
    options?: RunOptions<T>,
  ): BatchRun<T, R> {
    checkValue('processChunks', 'work', work, callback);
    return this.#run('processChunks', { targets, work: { chunks: work } }, options);
  }

  /** Adds a function that is given outcomes before they are stored, and is waited for. */
  addResultProcessor<T, R>(processor: ResultProcessor<T, R>): this {
    checkValue('addResultProcessor', 'processor', processor, callback);
    this.#resultProcessors = [
      ...this.#resultProcessors,
      processor as ResultProcessor<unknown, unknown>,
    ];
    return this;
  }

  /**
   * Adds a function that runs after the last outcome, before the run counts as completed. For it, a run
   * without store keeps all outcomes in memory.
   */
  addPostProcessor<R>(processor: PostProcessor<R>): this {
    checkValue('addPostProcessor', 'processor', processor, callback);
    this.#postProcessors = [...this.#postProcessors, processor as PostProcessor<unknown>];
    return this;
  }

  #run<T, R>(
    where: string,
    job: BatchJob<T, R>,
    options: RunOptions<T> | undefined,
  ): BatchRun<T, R> {
    const own = readRunOptions<T>(where, options);
    const plan = planOf<T>(where, this.#config as RunOptions<T>, lengthOf(job.targets), own);
    checkJob(where, job, plan);
    return new RunningBatch<T, R>(job, plan, {
      resultProcessors: this.#resultProcessors,
      postProcessors: this.#postProcessors,
      tell: (progress, run) => {
        this.#progress$.next([progress, run]);
      },
    });
  }
}

function lengthOf<T>(targets: Targets<T>): { readonly total?: number } {
  return Array.isArray(targets) ? { total: targets.length } : {};
}

function checkJob<T, R>(where: string, { targets, work }: BatchJob<T, R>, plan: RunPlan<T>): void {
  checkSource(targets, where, 'targets');
  const { mode, strategy, key, isolate, ordered, store } = plan;
  if ('each' in work && isolate) {
    throw incompatibleOptions(where, '"isolate" finds bad targets of a chunk: use processChunks()');
  }
  if (mode === 'streaming') {
    const refuse = (why: string) => incompatibleOptions(where, `mode "streaming" ${why}`);
    if ('chunks' in work) throw refuse('starts targets as they come: use process()');
    if (strategy !== 'fixed') {
      throw refuse('forms no chunks before the work: it takes no "strategy"');
    }
    // A store is asked for keys by the chunk, and here chunks are formed when the work is done.
    if (key !== undefined && (ordered !== 'key' || store !== undefined)) {
      throw refuse('tells targets apart by their arrival: it takes no "key"');
    }
    checkTimeouts(where, plan);
  }
  if (isGenerator(strategy)) generated(where, strategy, targets);
}
