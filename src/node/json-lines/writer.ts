import type { Range } from '../../core/chunk.js';
import { RangeSet } from '../../core/range-set.js';
import { StoreWriteError } from '../../core/store-write-error.js';
import type { SourceMark } from '../../flow/resume.js';
import type { Packer } from '../../store/codec/packing.js';
import type { ChunkRecord, EndState, RunWriter, Unstorable } from '../../store/result-store.js';
import type { Files } from '../files.js';
import { tidily } from './disk.js';
import { encoded, packed, type Encoding, type LineParts } from './encode.js';
import type { Failures } from './failures.js';
import { checkpointMembers, markOf, type Checkpoint } from '../../store/codec/checkpoint.js';
import { stateLine, type Header } from './format.js';
import type { FileRunInfo } from './info.js';
import type { Lease } from './lease.js';
import { Lines } from './line.js';
import { Segment } from './segment.js';

/** Half of what a string of V8 can hold. */
const LONGEST_RECORD = 2 ** 28;

/** What a writer is made of. */
export interface Opened extends Encoding {
  readonly files: Files;
  readonly folder: string;
  readonly lease: Lease;
  readonly info: FileRunInfo;
  readonly last: Checkpoint;
  /** What stays the same in the headers of this opening. */
  readonly header: Pick<Header, 'version' | 'runId' | 'epoch' | 'createdAt' | 'fingerprint'>;
  readonly segment: Segment;
  readonly durability: 'power' | 'process';
  /** A segment that has so many bytes is followed by another. */
  readonly segmentSize: number;
  /** Reads the keys that were stored when it was opened. */
  readonly keys: () => Promise<ReadonlySet<string>>;
  readonly packer?: Packer | undefined;
  /** What of that may be replaced. */
  readonly failures: Failures;
}

/** A record on its way, and how far the run has come with it. */
interface Pending {
  readonly checkpoint: Checkpoint;
  readonly keys: readonly string[] | undefined;
  readonly unstorable: Unstorable | undefined;
  /** Undefined where its line is there already. */
  readonly line: Promise<LineParts> | undefined;
  resolve(answer: Unstorable | undefined): void;
  reject(error: unknown): void;
}

/**
 * Writes the records of a run. Those that arrive while others are being written go out together in
 * the next write, and share its sync.
 *
 * That nobody has taken over the run is not asked before each write: only the lease of a dead holder
 * is given away, and a dead one does not write. It would have to be asked if leases ran out.
 */
export class Writer implements RunWriter {
  readonly info: FileRunInfo;
  readonly done: readonly Range[];
  readonly failed: readonly Range[];
  readonly mark: SourceMark | undefined;
  readonly concurrency = 16;

  readonly #opened: Opened;
  /** Undefined when the one before is full, or was given up. */
  #segment: Segment | undefined;
  /** Number and bytes of the last segment. */
  #number: number;
  #length: number;
  #waiting: Pending[] = [];
  /** The lines of those that wait, and of those that are being written. */
  #lines = new Lines();
  #written = new Lines();
  #draining: Promise<void> | undefined;
  #closed = false;
  /** Those of earlier openings, read when keys are first asked for, and those of this one. */
  #oldKeys: Promise<ReadonlySet<string>> | undefined;
  readonly #newKeys = new Set<string>();
  /** As of the last record that is stored, */
  #stored: Checkpoint;
  /** and of the last one that was given. */
  #given: Checkpoint;
  #positions: RangeSet;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.info = opened.info;
    this.done = opened.last.done;
    this.failed = opened.failures.ranges;
    this.mark = markOf(opened.last);
    this.#segment = opened.segment;
    this.#number = opened.segment.number;
    this.#length = opened.segment.length;
    this.#stored = opened.last;
    this.#given = opened.last;
    this.#positions = new RangeSet(this.done);
  }

  async isDone(keys: readonly string[]): Promise<readonly boolean[]> {
    this.#oldKeys ??= this.#opened.keys();
    const old = await this.#oldKeys;
    const { failures } = this.#opened;
    return keys.map((key) => (old.has(key) && !failures.has(key)) || this.#newKeys.has(key));
  }

  append(record: ChunkRecord): Promise<Unstorable | undefined> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StoreWriteError(this.#opened.folder, 'ECLOSED', undefined);
      // Now, since whoever gave the values may change them later.
      this.#waiting.push({ ...this.#taken(record), resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  async close(state: EndState): Promise<void> {
    this.#closed = true;
    try {
      await this.#draining;
      if (state === 'completed') {
        await this.#write(stateLine(state, { ...this.#stored, at: Date.now() }));
      }
      await this.#expectThere();
    } finally {
      const segment = this.#segment;
      this.#segment = undefined;
      try {
        await segment?.close();
      } finally {
        await this.#opened.lease.release();
      }
    }
  }

  /** Nothing of it counts if it fails. */
  #taken(record: ChunkRecord): Omit<Pending, 'resolve' | 'reject'> {
    try {
      return this.#add(record);
    } catch (error) {
      this.#positions = new RangeSet(this.#given.done);
      // Of what is too long for the engine, too.
      if (!(error instanceof RangeError)) throw error;
      throw new StoreWriteError(this.#opened.folder, 'ERR_RECORD_TOO_LARGE', error);
    }
  }

  #add(record: ChunkRecord): Omit<Pending, 'resolve' | 'reject'> {
    const { packer } = this.#opened;
    const { members, body, ...counts } = encoded(record, this.#waiting.length, this.#opened);
    const { count, failed, unstorable } = counts;
    const length = members.reduce((sum, part) => sum + part.length, body?.length ?? 0);
    if (length > LONGEST_RECORD) throw new RangeError(`it has ${length} characters or bytes`);
    for (const range of record.ranges) this.#positions.add(range);
    const again = this.#opened.failures.countAmong(record);
    const { items, failed: before, replaced = 0, mark } = this.#given;
    const checkpoint: Checkpoint = {
      done: this.#positions.ranges,
      items: items + count - again,
      failed: before + failed - again,
      replaced: replaced + again || undefined,
      mark: record.mark ?? mark,
      at: Date.now(),
    };
    // Now, and before anything counts: the mark is somebody else's, and reading it may throw.
    const line = { members: [...members, checkpointMembers(checkpoint)], body };
    const later = packer && packed(line, packer);
    if (later === undefined) this.#lines.add(line.members, body);
    this.#given = checkpoint;
    return { checkpoint, keys: record.keys, unstorable, line: later };
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      const lines = this.#lines;
      this.#waiting = [];
      this.#lines = this.#written;
      this.#written = lines;
      try {
        for (const { line } of batch) {
          const parts = await line;
          if (parts !== undefined) lines.add(parts.members, parts.body);
        }
        await this.#write(lines.bytes);
        this.#succeeded(batch);
      } catch (error) {
        this.#failed(batch, error);
      } finally {
        lines.clear();
      }
    }
    this.#draining = undefined;
  }

  #succeeded(batch: readonly Pending[]): void {
    this.#stored = batch.at(-1)?.checkpoint ?? this.#stored;
    for (const { keys, unstorable, resolve } of batch) {
      if (keys !== undefined) for (const key of keys) this.#newKeys.add(key);
      resolve(unstorable);
    }
  }

  /** What waited counts the failed ones as stored, in its checkpoint: it fails with them. */
  #failed(batch: readonly Pending[], error: unknown): void {
    const all = [...batch, ...this.#waiting];
    this.#waiting = [];
    this.#lines.clear();
    this.#given = this.#stored;
    this.#positions = new RangeSet(this.#stored.done);
    for (const { reject } of all) reject(error);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const before = this.#segment;
    if (before !== undefined && before.length >= this.#opened.segmentSize) {
      this.#segment = undefined;
      await before.close();
    }
    const segment = (this.#segment ??= await this.#next());
    try {
      await segment.write(bytes, this.#opened.durability === 'power');
    } finally {
      this.#length = segment.length;
      if (!segment.usable) {
        // What was stored in it stays; what comes goes into another one.
        this.#segment = undefined;
        await tidily(() => segment.close());
      }
    }
  }

  /** What is written to a file that somebody has removed is gone, and no write tells. */
  async #expectThere(): Promise<void> {
    const { files } = this.#opened;
    const path = this.#segment?.path;
    if (path === undefined || (await files.kind(path)) === 'file') return;
    throw new StoreWriteError(path, 'ENOENT', undefined);
  }

  async #next(): Promise<Segment> {
    const { files, folder, header, format } = this.#opened;
    const place = { segment: this.#number + 1, previous: this.#length, recovered: [] };
    const next = { ...header, ...this.#stored, ...place };
    const segment = await Segment.create(files, folder, next, format.id);
    this.#number = segment.number;
    this.#length = segment.length;
    return segment;
  }
}
