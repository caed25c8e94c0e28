import type { EndState, Fingerprint, RunHolder } from '../result-store.js';

/** What a database keeps of a run besides its records. Plain data, all of it. */
export interface RunRow {
  readonly runId: string;
  /** Of the format; a newer one is refused, and nothing of it touched. */
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly fingerprint: Fingerprint;
  readonly state: EndState;
  /** Counts the openings of the run: a writer of an earlier one has lost it. */
  readonly epoch: number;
  /** Who writes it; besides what all stores tell, what this database tells the living by. */
  readonly holder?: (RunHolder & Readonly<Record<string, unknown>>) | undefined;
}

/** A chunk as it lies in a database, together with how far the run has come with it. */
export interface RecordRow {
  readonly runId: string;
  /** From 1, without gaps, in the order of the writes. */
  readonly seq: number;
  /** JSON of `RecordHead`: all but the values. */
  readonly head: string;
  /** The values; undefined where all are. Text only where it is not compressed. */
  readonly body: string | Uint8Array | undefined;
  /** By place; only in runs that are told apart by keys. The database finds them again. */
  readonly keys?: readonly string[] | undefined;
  /** CRC-32 over all else of it. */
  readonly sum: number;
}

/** A run, and the last of its records: together they tell all that opening needs. */
export interface FoundRun {
  readonly row: RunRow;
  readonly last: RecordRow | undefined;
}

/**
 * What a database has to bring to hold runs: rows, records, and transactions over both. All that a
 * store does besides (formats, checkpoints, order, replacing, leases) is in `recordStore`.
 */
export interface RunDatabase {
  /** For errors: the name of the database, or the path of its file. */
  readonly name: string;
  /** How many records may be on their way: those that wait for a transaction go out in the next one. */
  readonly concurrency: number;
  /** What tells this writer from others, without the epoch. */
  readonly self: () => Omit<RunHolder, 'epoch'> & Readonly<Record<string, unknown>>;
  /** Whether that holder may still write; asked inside a transaction. */
  isAlive(holder: NonNullable<RunRow['holder']>): boolean;
  /**
   * A lock of the platform, held until the answer is called or its holder has died; undefined where
   * somebody else has it. Left out where there is none.
   */
  lock?(runId: string): Promise<(() => void) | undefined>;

  runs(): Promise<readonly FoundRun[]>;
  run(runId: string): Promise<FoundRun | undefined>;
  /**
   * In one transaction: reads the row of a run, and writes what `change` makes of it. What that throws
   * undoes all. It is called once, or again from the start where the transaction could not end.
   */
  change(runId: string, change: (found: FoundRun | undefined) => RunRow): Promise<RunRow>;
  /**
   * One atomic write, durable at the level of the store when it resolves. Fails with RunTakenOverError
   * where the run has another epoch meanwhile, and with StoreWriteError where there is no room.
   */
  append(runId: string, epoch: number, records: readonly RecordRow[]): Promise<void>;
  /** Records after that one, in order; fewer than `most` only at the end. */
  records(runId: string, after: number, most: number): Promise<readonly RecordRow[]>;
  /** One of them. */
  record(runId: string, seq: number): Promise<RecordRow | undefined>;
  /** Whether there are records with these keys. */
  hasKeys(runId: string, keys: readonly string[]): Promise<readonly boolean[]>;
  /** Removes the run and all of its records, in one transaction; `check` may throw to keep it. */
  remove(runId: string, check: (row: RunRow) => void): Promise<void>;
}
