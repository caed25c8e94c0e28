import { SluiceError } from '../../core/sluice-error.js';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { cborValues } from '../../store/codec/cbor-values.js';
import { jsonValues } from '../../store/codec/json-values.js';
import { unpack } from '../../store/codec/packer.js';
import type { Files, OpenFile } from '../files.js';
import { writtenBy } from '../../store/codec/checkpoint.js';
import { countOf } from '../../store/codec/stored-record.js';
import { isRecord, isState, type RecordLine } from './format.js';
import { bodyIn, unsealed } from './line.js';
import { openToRead, readExactly } from './disk.js';
import type { RunFiles, SegmentFile } from './run-files.js';

/** Where a line is. */
export interface Place {
  readonly path: string;
  readonly offset: number;
  /** Bytes without the newline. */
  readonly length: number;
}

export interface Line extends Place {
  readonly bytes: Buffer;
}

const NEWLINE = 10;
const PAGE = 256 * 1024;

/** Segments that are kept open. */
const OPEN = 8;

/** Reads the files of a run, for one reader: one call at a time. */
export class Reader {
  readonly #files: Files;
  readonly #open = new Map<string, OpenFile>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** The lines of a segment after its header, each with its end; what has none is left out. */
  async *lines({
    path,
    start,
    end: last,
  }: Pick<SegmentFile, 'path' | 'start' | 'end'>): AsyncGenerator<Line, void> {
    let rest: Buffer = Buffer.alloc(0);
    let offset = start;
    for (let at = start; at < last;) {
      const size = Math.max(PAGE, rest.length);
      const page = await readExactly(await this.#file(path), at, Math.min(at + size, last));
      if (page.length === 0) break;
      at += page.length;
      // What is kept has no newline: a long line is not searched again with each page.
      let end = page.indexOf(NEWLINE);
      const bytes = rest.length === 0 ? page : Buffer.concat([rest, page]);
      end = end < 0 ? end : end + rest.length;
      let begin = 0;
      for (; end >= 0; end = bytes.indexOf(NEWLINE, begin)) {
        yield { path, offset, length: end - begin, bytes: bytes.subarray(begin, end) };
        offset += end + 1 - begin;
        begin = end + 1;
      }
      rest = bytes.subarray(begin);
    }
  }

  /** All records of a run, in the order in which they were stored. Damage is an error. */
  async *records(run: RunFiles): AsyncGenerator<[RecordLine, Place], void> {
    for (const segment of run.segments) yield* this.recordsIn(run, segment);
  }

  /** Those of one segment. */
  async *recordsIn(
    { segments, torn }: RunFiles,
    segment: SegmentFile,
  ): AsyncGenerator<[RecordLine, Place], void> {
    let written = writtenBy(segment.header);
    for await (const line of this.lines(segment)) {
      const record = unsealed(line.bytes);
      if (isState(record)) continue;
      if (!isRecord(record)) throw damaged(line, 'a record does not fit its checksum');
      written += countOf(record.ranges);
      if (written !== writtenBy(record))
        throw damaged(line, 'a record is missing before it, or repeated');
      const { path, offset, length } = line;
      // Not the line itself: whoever remembers where it is would keep its bytes.
      yield [await expanded(record, line), { path, offset, length }];
    }
    const next = segments[segment.number];
    if (next !== undefined && writtenBy(next.header) !== written) {
      const reason = 'records are missing at its end';
      throw new StoreCorruptError(segment.path, segment.end, reason);
    }
    // The end of a line that is being written may be missing; one that is there belongs to damage.
    if (next === undefined && torn.lines) {
      throw new StoreCorruptError(segment.path, segment.end, 'a record does not fit its checksum');
    }
  }

  /** Reads a record again. */
  async record({ path, offset, length }: Place): Promise<RecordLine> {
    const bytes = await readExactly(await this.#file(path), offset, offset + length);
    const record = unsealed(bytes);
    if (isRecord(record)) return expanded(record, { path, offset, bytes });
    throw new StoreCorruptError(path, offset, 'a record does not fit its checksum');
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const file of open) await file.close();
  }

  async #file(path: string): Promise<OpenFile> {
    const file = this.#open.get(path) ?? (await openToRead(this.#files, path));
    this.#open.delete(path);
    this.#open.set(path, file);
    for (const [oldest, unused] of this.#open) {
      if (this.#open.size <= OPEN) break;
      this.#open.delete(oldest);
      await unused.close();
    }
    return file;
  }
}

/** The keys of all stored items: the one thing for which all of a run is read on opening. */
export async function keysIn(
  files: Files,
  run: RunFiles | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  if (run === undefined) return keys;
  const reader = new Reader(files);
  try {
    for await (const [record] of reader.records(run)) {
      for (const key of record.keys ?? []) keys.add(key);
    }
  } finally {
    await reader.close();
  }
  return keys;
}

/** The record with its values, where those are not among its members. */
async function expanded(
  record: RecordLine,
  { path, offset, bytes: line }: Pick<Line, 'path' | 'offset' | 'bytes'>,
): Promise<RecordLine> {
  try {
    const { packing, length = 0 } = record;
    const body = bodyIn(line);
    if (body !== undefined) {
      const plain = { bytes: body, packing, length: packing === undefined ? body.length : length };
      return { ...record, values: cborValues.decode(await unpack(plain)) };
    }
    if (packing === undefined) return record;
    const bytes = Buffer.from(record.body ?? '', 'base64');
    return { ...record, values: jsonValues.decode(await unpack({ bytes, packing, length })) };
  } catch (error) {
    if (error instanceof SluiceError) throw error;
    throw new StoreCorruptError(path, offset, `its values do not expand: ${messageOf(error)}`);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function damaged({ path, offset }: Place, reason: string): StoreCorruptError {
  return new StoreCorruptError(path, offset, reason);
}
