import type { Range } from '../core/chunk.js';
import type { ItemFailure } from '../core/outcome.js';
import type { PullSource } from '../flow/pull-source.js';

/** What is stored of one chunk, in one atomic write. */
export interface ChunkRecord {
  /** Positions of the items, in the order of the values. */
  readonly ranges: readonly Range[];
  /** By place; `undefined` where the item failed. */
  readonly values: readonly unknown[];
  /** By place. */
  readonly failures: ReadonlyMap<number, ItemFailure>;
}

/** What became of one item, read back. */
export type StoredOutcome =
  | { readonly position: number; readonly status: 'fulfilled'; readonly value: unknown }
  | {
      readonly position: number;
      readonly status: ItemFailure['kind'];
      readonly reason: unknown;
    };

/** An open run, written by one pipeline. */
export interface RunWriter {
  /** Stores a chunk; what it returns or resolves to means "durable, at the level the store declares". */
  append(record: ChunkRecord): void | PromiseLike<void>;
  /** Gives the run back; called once, however the pipeline ended. */
  close(): void | PromiseLike<void>;
}

/** Where the results of runs live, readable again. */
export interface ResultStore {
  /** Opens a run for writing; fails with RunExistsError if there is one of that name. */
  open(run: { readonly runId: string }): RunWriter | PromiseLike<RunWriter>;
  /** The outcomes of a run, in the order of their positions, page by page. */
  results(runId: string): PullSource<StoredOutcome>;
}
