import type { Range } from '../core/chunk.js';
import type { ItemFailure } from '../core/outcome.js';
import type { UnstorableValueError } from '../core/unstorable-value-error.js';
import type { PullSource } from '../flow/pull-source.js';
import type { SourceMark } from '../flow/resume.js';

/** What must not change between two attempts at a run, or their results would not fit together. */
export interface Fingerprint {
  /** How items are told apart: by their arrival number, or by a key of their own. */
  readonly identity: 'position' | 'key';
}

/** Who is writing a run. */
export interface RunHolder {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Counts the holders of the run: one that has lost it to a later one may not write any more. */
  readonly epoch: number;
}

/**
 * What is known of a run without reading its results. Of one that is unreadable, as much as could be
 * read: what could not is 0, or told apart by position.
 */
export interface RunInfo {
  readonly runId: string;
  /**
   * Completed: its source came to its end, and all of it is stored. Unreadable: it is damaged, of a
   * newer version, or may not be read; `error` says which, and nothing else fails for it.
   */
  readonly state: 'open' | 'completed' | 'unreadable';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Stored outcomes, and how many of them are no values. */
  readonly items: number;
  readonly failed: number;
  /** What it takes up in the store, as far as that can tell. */
  readonly bytes?: number | undefined;
  readonly fingerprint: Fingerprint;
  /** Who is writing it at the moment. */
  readonly holder: RunHolder | undefined;
  /** Why it cannot be read: StoreCorruptError, StoreVersionError, or an error of the system. */
  readonly error?: unknown;
}

/** How a run is given back. Completed: its source came to its end, and all of it is stored. */
export type EndState = 'open' | 'completed';

/** By place, why a value could not be stored as it is: its item is stored as rejected, for this reason. */
export type Unstorable = ReadonlyMap<number, UnstorableValueError>;

/** What is stored of one chunk, in one atomic write together with the checkpoint. */
export interface ChunkRecord {
  /** Positions of the items, in the order of the values. */
  readonly ranges: readonly Range[];
  /** By place; only in runs that are told apart by keys. */
  readonly keys?: readonly string[];
  /** By place; `undefined` where the item failed. */
  readonly values: readonly unknown[];
  /** By place. */
  readonly failures: ReadonlyMap<number, ItemFailure>;
  /** From where the source may go on reading when all before it is stored. */
  readonly mark?: SourceMark | undefined;
}

/** What became of one item, read back. */
export type StoredOutcome = {
  readonly position: number;
  readonly key?: string;
} & (
  | { readonly status: 'fulfilled'; readonly value: unknown }
  | { readonly status: ItemFailure['kind']; readonly reason: unknown }
);

/** How a run is opened. */
export interface OpenRun {
  readonly runId: string;
  readonly fingerprint: Fingerprint;
  /** True goes on with a run that exists, `'force'` also if its fingerprint differs, false refuses it. */
  readonly resume: boolean | 'force';
  /**
   * Outcomes that are rejected or cancelled may be replaced, each once, by the next record that has
   * their position; in runs that are told apart by keys, their key. @default false
   */
  readonly retryFailed?: boolean;
}

/** An open run: its one writer, until it is closed. */
export interface RunWriter {
  /** The run as it was found. */
  readonly info: RunInfo;
  /** The positions whose outcomes are stored. */
  readonly done: readonly Range[];
  /**
   * Those of them whose outcomes may be replaced; empty unless it was opened with `retryFailed`.
   * Undefined tells that the store knows of no such thing.
   */
  readonly failed?: readonly Range[] | undefined;
  /** From where the source may go on reading. */
  readonly mark: SourceMark | undefined;
  /** How many records may be on their way at once, where writes share their cost. @default 1 */
  readonly concurrency?: number;
  /**
   * Whether the items of these keys are stored, and their outcomes not to be replaced; only in runs
   * that are told apart by keys.
   */
  isDone(keys: readonly string[]): readonly boolean[] | PromiseLike<readonly boolean[]>;
  /**
   * Stores a chunk and the checkpoint in one atomic write. What it returns or resolves to means
   * "durable, at the level the store declares". Records are stored in the order of the calls.
   *
   * Of an outcome that is replaced, the old one is there until then, and the new one from then on.
   *
   * A value that the store cannot keep exactly is never changed: it answers with the places of such
   * values, and `storeTo` hands their items on as rejected, too. Anything but a Map tells of none.
   */
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- most writers have nothing to tell
  append(record: ChunkRecord): void | Unstorable | PromiseLike<void | Unstorable>;
  /** Gives the run back; called once. */
  close(state: EndState): void | PromiseLike<void>;
}

/**
 * Where the results of runs live, readable again.
 *
 * A run that nobody has opened before is made by `open`. Reading a run that is being written gives
 * what is stored at the time. A run that does not exist gives nothing, or RunNotFoundError where it is
 * named to be read.
 */
export interface ResultStore {
  /**
   * Opens a run for writing. Fails with RunExistsError (`resume: false`), RunLockedError (somebody else
   * writes it), RunChangedError (another fingerprint), StoreCorruptError, StoreVersionError.
   */
  open(run: OpenRun): RunWriter | PromiseLike<RunWriter>;
  /** All runs, by name; also those that are unreadable, so that one of them hides no other. */
  runs(): Promise<readonly RunInfo[]>;
  /** The outcomes of a run in the order of their positions, page by page. */
  results(runId: string): PullSource<StoredOutcome>;
  /** Only those that are no values. */
  failures(runId: string): PullSource<StoredOutcome>;
  /** Folds all outcomes of a run, in the order of their positions, without holding them. */
  aggregate<A>(runId: string, fold: (sum: A, outcome: StoredOutcome) => A, seed: A): Promise<A>;
  /** Removes a run; fails with RunLockedError while somebody writes it. */
  delete(runId: string): Promise<void>;
}
