import type { Range } from '../../core/chunk.js';
import { StoreWriteError } from '../../core/store-write-error.js';
import type { SourceMark } from '../../flow/resume.js';
import { encodedChunk, type EncodedChunk } from '../codec/encoded-chunk.js';
import type { Packer } from '../codec/packing.js';
import type { ValueFormat } from '../codec/value-format.js';
import type { ChunkRecord, EndState, RunInfo, RunWriter, Unstorable } from '../result-store.js';
import type { LastRecord } from './in-order.js';
import { readyBody, type ReadyBody } from './ready-body.js';
import { recordSum } from './record-sum.js';
import type { RetriedItems, TakenItems } from './retried-items.js';
import type { RecordRow, RunDatabase, RunRow } from './run-database.js';
import { closedRow } from './run-rows.js';
import { advanced, copyOf, standOf, type Stand, type TakenRecord } from './stand.js';

/** Half of what a string of V8 can hold. */
const LONGEST_RECORD = 2 ** 28;

/** What a writer is made of. */
export interface OpenedRun {
  /** The function that users call, for messages. */
  readonly where: string;
  readonly database: RunDatabase;
  readonly format: ValueFormat;
  readonly packer: Packer | undefined;
  readonly row: RunRow;
  readonly info: RunInfo;
  readonly last: LastRecord | undefined;
  readonly retried: RetriedItems;
  /** Gives the lock of the platform back. */
  readonly release: () => void;
}

/** A record on its way. */
interface Pending {
  readonly record: TakenRecord;
  readonly chunk: EncodedChunk;
  /** A promise until it is compressed. */
  body: ReadyBody | Promise<ReadyBody>;
  resolve(answer: Unstorable | undefined): void;
  reject(error: unknown): void;
}

/**
 * Writes the records of a run. Those that arrive while others are being written go out together in
 * the next transaction. Values are encoded at the call, since whoever gave them may change them later;
 * how far the run has come is known only when a record is written, and stands in its head.
 */
export class DatabaseRunWriter implements RunWriter {
  readonly info: RunInfo;
  readonly done: readonly Range[];
  readonly failed: readonly Range[];
  readonly mark: SourceMark | undefined;
  readonly concurrency: number;

  readonly #opened: OpenedRun;
  #waiting: Pending[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;
  /** As of the last record that is stored. */
  #stored: Stand;

  constructor(opened: OpenedRun) {
    this.#opened = opened;
    this.#stored = standOf(opened.last);
    this.info = opened.info;
    this.done = this.#stored.done.ranges;
    this.failed = opened.retried.ranges;
    this.mark = this.#stored.mark;
    this.concurrency = opened.database.concurrency;
  }

  async isDone(keys: readonly string[]): Promise<readonly boolean[]> {
    const { database, row, retried } = this.#opened;
    const stored = await database.hasKeys(row.runId, keys);
    return keys.map((key, i) => stored[i] === true && !retried.has(key));
  }

  append(record: ChunkRecord): Promise<Unstorable | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StoreWriteError(this.#opened.database.name, 'ECLOSED', undefined);
      const { format, packer } = this.#opened;
      const chunk = this.#encoded(record);
      const body = readyBody(format.id, chunk.body, packer);
      // Found again when it is its turn.
      if (body instanceof Promise) body.catch(() => undefined);
      const { ranges, keys, mark } = record;
      // Without its values: they are in the body.
      const kept = { ranges: [...ranges], keys: keys && [...keys], mark };
      this.#waiting.push({ record: kept, chunk, body, resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async close(state: EndState): Promise<void> {
    this.#closed = true;
    const { database, row, release } = this.#opened;
    try {
      await this.#draining;
      const { items } = this.#stored;
      await database.change(row.runId, (found) => closedRow(database, found, row, items, state));
    } finally {
      release();
    }
  }

  #encoded(record: ChunkRecord): EncodedChunk {
    const { where, format, database } = this.#opened;
    try {
      const chunk = encodedChunk(where, record, format);
      const length = chunk.body?.length ?? 0;
      if (length > LONGEST_RECORD) throw new RangeError(`its values have a length of ${length}`);
      return chunk;
    } catch (error) {
      // Of what is too long for the engine, too.
      if (!(error instanceof RangeError)) throw error;
      throw new StoreWriteError(database.name, 'ERR_RECORD_TOO_LARGE', error);
    }
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch);
      } catch (error) {
        // What waits counts on what comes before it, in its mark: it fails with it.
        const all = [...batch, ...this.#waiting];
        this.#waiting = [];
        for (const { reject } of all) reject(error);
      }
    }
    this.#draining = undefined;
  }

  async #write(batch: readonly Pending[]): Promise<void> {
    const { database, row, retried } = this.#opened;
    const bodies: ReadyBody[] = [];
    for (const { body } of batch) bodies.push(body instanceof Promise ? await body : body);
    const stand = copyOf(this.#stored);
    const taken: TakenItems = new Map();
    try {
      const rows = batch.map(({ record, chunk }, i): RecordRow => {
        const { body, sum, ...coding } = bodies[i] as ReadyBody;
        const replaced = retried.take(record, taken);
        const { seq, head } = advanced(stand, record, chunk, coding, body, replaced);
        const written = { runId: row.runId, seq, head, keys: record.keys };
        return { ...written, body, sum: recordSum(written, sum) };
      });
      await database.append(row.runId, row.epoch, rows);
    } catch (error) {
      retried.giveBack(taken);
      throw error;
    }
    this.#stored = stand;
    for (const { chunk, resolve } of batch) resolve(chunk.unstorable);
  }
}
