import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { writtenBy } from '../codec/checkpoint.js';
import { jsonValues } from '../codec/json-values.js';
import type { Packer } from '../codec/packing.js';
import { countOf, type StoredRecord } from '../codec/stored-record.js';
import type { ValueFormat } from '../codec/value-format.js';
import { parsedHead, type RecordHead } from './record-head.js';
import { bodySum, recordSum } from './record-sum.js';
import type { RecordRow, RunDatabase } from './run-database.js';

/** Records that are read at once: Chromium takes three times as long for each of 32. */
const PAGE = 8;

/** A record, and which it is. */
export interface ReadRecord extends StoredRecord {
  readonly seq: number;
  readonly head: RecordHead;
}

/** The head of a record that is whole; the error names what is damaged. */
export function headOf(name: string, row: RecordRow, runId: string): RecordHead {
  const isWhole = row.runId === runId && recordSum(row, bodySum(row.body)) === row.sum;
  const head = isWhole ? parsedHead(row.head) : undefined;
  if (head === undefined) throw damaged(name, row, 'it does not fit its checksum');
  return head;
}

/** Reads the records of a run, each checked. */
export class RecordReader {
  readonly #database: RunDatabase;
  readonly #packer: Packer;
  readonly #runId: string;

  constructor(database: RunDatabase, packer: Packer, runId: string) {
    this.#database = database;
    this.#packer = packer;
    this.#runId = runId;
  }

  /** Those up to `last`, in the order in which they were stored. */
  async *records(last: number): AsyncGenerator<ReadRecord, void> {
    let written = 0;
    for (let seq = 0; seq < last;) {
      const most = Math.min(PAGE, last - seq);
      const page = await this.#database.records(this.#runId, seq, most);
      if (page.length === 0) throw this.#missing(seq + 1);
      for (const row of page) {
        if (row.seq !== ++seq) throw this.#missing(seq);
        const record = await this.#read(row);
        written += countOf(record.ranges);
        if (written !== writtenBy(record.head)) {
          throw damaged(this.#database.name, row, 'it counts others before it');
        }
        yield record;
      }
    }
  }

  async record(seq: number): Promise<ReadRecord> {
    const row = await this.#database.record(this.#runId, seq);
    if (row === undefined) throw this.#missing(seq);
    return this.#read(row);
  }

  /** For what the records of a run say of each other. */
  corrupt(reason: string): StoreCorruptError {
    return new StoreCorruptError(`${this.#database.name}: the run "${this.#runId}"`, 0, reason);
  }

  #missing(seq: number): StoreCorruptError {
    return this.corrupt(`record ${seq} is missing`);
  }

  async #read(row: RecordRow): Promise<ReadRecord> {
    const head = headOf(this.#database.name, row, this.#runId);
    const values = row.body === undefined ? undefined : await this.#values(row, head, row.body);
    const { seq, keys } = row;
    return {
      ...{ seq, head, keys, values, ranges: head.ranges },
      ...(head.failures === undefined ? {} : { failures: head.failures }),
      ...(head.undefined === undefined ? {} : { undefined: head.undefined }),
    };
  }

  async #values(
    row: RecordRow,
    { format: id, packing, length, ranges }: RecordHead,
    body: string | Uint8Array,
  ): Promise<readonly unknown[]> {
    const format = await formatOf(id);
    const bytes =
      typeof body === 'string' || packing === undefined
        ? body
        : await this.#packer.unpack({ bytes: body, packing, length: length ?? 0 });
    let values: readonly unknown[];
    try {
      values = format.decode(bytes);
    } catch (error) {
      throw damaged(this.#database.name, row, String(error));
    }
    if (values.length === countOf(ranges)) return values;
    throw damaged(this.#database.name, row, 'it has not as many values as positions');
  }
}

function damaged(name: string, { runId, seq }: RecordRow, reason: string): StoreCorruptError {
  return new StoreCorruptError(`${name}: record ${seq} of the run "${runId}"`, 0, reason);
}

/** That of a record, whatever the store writes by now. */
async function formatOf(id: ValueFormat['id']): Promise<ValueFormat> {
  return id === 'json' ? jsonValues : (await import('../codec/cbor-values.js')).cborValues;
}
