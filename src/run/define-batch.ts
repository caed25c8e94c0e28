import { incompatibleOptions } from '../core/option-error.js';
import { callback, checkValue, plainObject } from '../core/options.js';
import { checkSource } from '../flow/feed/open-feed.js';
import type { ItemWork } from '../work/each-item.js';
import type { Work } from '../work/work.js';
import type { Targets } from './batch-job.js';
import { BatchProcessor } from './batch-processor.js';
import { readRunOptions, type RunOptions } from './batch-options.js';
import type { BatchRun } from './batch-run.js';

/** What `defineBatch` takes: targets, one of the two kinds of work, and the options of a run. */
export type BatchDefinition<T, R> = RunOptions<T> & {
  /** What to read; a function makes it anew for each run. */
  readonly targets: Targets<T>;
} & (
    | {
        /** What to do with a target. */ readonly process: ItemWork<T, R>;
        readonly processChunks?: undefined;
      }
    | {
        /** What to do with a chunk of targets. */ readonly processChunks: Work<T, R>;
        readonly process?: undefined;
      }
  );

/** Any part of a definition. */
export type BatchOverrides<T, R> = RunOptions<T> & {
  readonly targets?: Targets<T> | undefined;
  readonly process?: ItemWork<T, R> | undefined;
  readonly processChunks?: Work<T, R> | undefined;
};

/** A batch that can be run, here or by whoever imports it. */
export interface Batch<T, R> {
  /** What it was defined with. */
  readonly definition: BatchDefinition<T, R>;
  /** Runs it; what is given here wins over the definition: options, other targets, other work. */
  run(overrides?: BatchOverrides<T, R>): BatchRun<T, R>;
}

/**
 * A batch as a value: targets, work and options, to be run here, or by the command
 * (`sluice run job.mjs`) that imports the module whose default export it is.
 *
 * @param definition `targets`; `process` or `processChunks`; and all options of a run.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import { defineBatch } from 'sluice';
 * import { readJsonLines } from 'sluice/sources';
 *
 * export default defineBatch({
 *   targets: readJsonLines('targets.ndjson'),
 *   process: async ({ url }, { signal }) => (await fetch(url, { signal })).status,
 *   chunkSize: 100,
 * });
 * ```
 */
export function defineBatch<T, R>(definition: BatchDefinition<T, R>): Batch<T, R> {
  checkValue('defineBatch', 'definition', definition, plainObject);
  const { targets, process, processChunks, ...options } = definition;
  checkSource(targets, 'defineBatch', 'targets');
  const read = readRunOptions<T>('defineBatch', options);
  if ((process === undefined) === (processChunks === undefined)) {
    throw incompatibleOptions('defineBatch', 'one of "process" and "processChunks" is needed');
  }
  checkValue('defineBatch', 'work', process ?? processChunks, callback);
  return {
    definition: Object.freeze({ ...definition }),
    run: (overrides = {}) => {
      checkValue('run', 'overrides', overrides, plainObject);
      const { targets: others, process: each, processChunks: chunks, ...own } = overrides;
      const processor = new BatchProcessor();
      const all = { ...read, ...readRunOptions<T>('run', own) };
      const from = others ?? targets;
      const onChunks = each === undefined ? (chunks ?? processChunks) : undefined;
      return onChunks === undefined
        ? processor.process(from, each ?? (process as ItemWork<T, R>), all)
        : processor.processChunks(from, onChunks, all);
    },
  };
}
