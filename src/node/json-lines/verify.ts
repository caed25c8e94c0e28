import { join } from 'node:path';
import type { Range } from '../../core/chunk.js';
import { RangeSet } from '../../core/range-set.js';
import { RunNotFoundError } from '../../core/run-not-found-error.js';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import type { Files } from '../files.js';
import { writtenBy, type Checkpoint } from '../../store/codec/checkpoint.js';
import { countOf } from '../../store/codec/stored-record.js';
import {
  isRecord,
  isState,
  rangesIn,
  type Header,
  type RecordLine,
  type Recovered,
} from './format.js';
import { formatOf, numberOf, segmentName } from './layout.js';
import { holderIn } from './lease.js';
import { unsealed } from './line.js';
import { readExactly, withFile } from './disk.js';
import { Reader } from './records.js';
import { checkHeader, headed, segmentsIn, type Head } from './run-files.js';

/** Damage that was found. */
export interface StoreProblem {
  readonly file: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
  readonly reason: string;
  /** The positions whose outcomes were there, as far as that can be known. */
  readonly positions: readonly Range[];
}

/** What came of reading all of a run. */
export interface Verification {
  /** Empty if each byte is as it was written. */
  readonly problems: readonly StoreProblem[];
  /** Ends of records that a crash had left, and that an opening has cut off; their items ran again. */
  readonly recovered: readonly Recovered[];
  /** Outcomes that can be read. */
  readonly items: number;
}

/** A segment; without a header if that cannot be believed. */
interface Part extends Omit<Head, 'header'> {
  readonly header: Header | undefined;
}

/** Bytes that are no line that can be believed. */
interface Span {
  readonly path: string;
  readonly from: number;
  readonly to: number;
}

/** Reads all of a run, and goes on after damage. */
export async function verifyRun(
  files: Files,
  folder: string,
  runId: string,
): Promise<Verification> {
  const names = await segmentsIn(files, folder);
  if (names.length === 0) throw new RunNotFoundError(runId);
  const walk = new Walk(files, (await holderIn(files, folder)) !== undefined);
  const parts: Part[] = [];
  let expected = 1;
  for (const name of names) {
    // Of those that are missing the first stands for all: there may be any number of them.
    const missing = segmentName(expected, formatOf(name));
    if (numberOf(name) > expected) await walk.part(folder, runId, missing, parts.at(-1));
    const part = await walk.part(folder, runId, name, parts.at(-1));
    if (part !== undefined) parts.push(part);
    expected = numberOf(name) + 1;
  }
  try {
    for (const [i, part] of parts.entries()) await walk.read(part, parts[i + 1]);
  } finally {
    await walk.reader.close();
  }
  const cuts = parts.flatMap(({ header }) => header?.recovered ?? []);
  const recovered = cuts.map((cut) => ({ ...cut, file: join(folder, cut.file) }));
  return { problems: walk.problems, items: walk.items, recovered };
}

class Walk {
  readonly problems: StoreProblem[] = [];
  readonly reader: Reader;
  /** Whose outcomes were read, each once, however often it was replaced. */
  readonly #positions = new RangeSet();
  readonly #keys = new Set<string>();
  readonly #files: Files;
  /** Whether somebody is: then the last line may have no end yet. */
  readonly #writing: boolean;
  /** What the last line that can be believed says to be stored. */
  #checkpoint: Checkpoint = { done: [], items: 0, failed: 0, at: 0 };

  constructor(files: Files, writing: boolean) {
    this.#files = files;
    this.#writing = writing;
    this.reader = new Reader(files);
  }

  get items(): number {
    return this.#positions.size + this.#keys.size;
  }

  /** The head of a segment, or what can be said without it. */
  async part(
    folder: string,
    runId: string,
    name: string,
    before: Part | undefined,
  ): Promise<Part | undefined> {
    let head: Head | undefined;
    try {
      head = await headed(this.#files, folder, name);
      checkHeader(head, runId, before?.header === undefined ? undefined : (before as Head));
      return head;
    } catch (error) {
      if (!(error instanceof StoreCorruptError)) throw error;
      this.#found(error.file, error.offset, error.message, []);
      return head ?? headless(this.#files, join(folder, name), numberOf(name));
    }
  }

  async read({ path, start, size, header }: Part, next: Part | undefined): Promise<void> {
    const end = Math.min(size, next?.header?.previous ?? size);
    if (header !== undefined) await this.#passTo(header, [], { path, from: start, to: start });
    // Where damage begins whose extent is not known yet.
    let damage: number | undefined;
    let at = start;
    for await (const line of this.reader.lines({ path, start, end })) {
      at = line.offset + line.length + 1;
      const content = unsealed(line.bytes);
      if (isRecord(content)) {
        const before = { path, from: damage ?? line.offset, to: line.offset };
        await this.#passTo(content, content.ranges, before);
        this.#add(content);
        damage = undefined;
      } else if (!isState(content)) damage ??= line.offset;
    }
    await this.#end(path, damage, at, end, next);
  }

  async #end(
    path: string,
    damage: number | undefined,
    at: number,
    end: number,
    next: Part | undefined,
  ): Promise<void> {
    const from = damage ?? at;
    const damaged = damage !== undefined || at < end;
    if (next?.header !== undefined) await this.#passTo(next.header, [], { path, from, to: end });
    else if (damage !== undefined || (damaged && !this.#writing)) {
      const positions = await this.#positionsFrom(path, from, end);
      this.#found(path, from, damage === undefined ? UNFINISHED : DAMAGED, positions);
    }
  }

  #add({ ranges, keys }: RecordLine): void {
    if (keys === undefined) for (const range of ranges) this.#positions.add(range);
    else for (const key of keys) this.#keys.add(key);
  }

  /** Goes on to a line that can be believed: what it counts and was not read has been lost. */
  async #passTo(line: Checkpoint, ranges: readonly Range[], before: Span): Promise<void> {
    const { done } = this.#checkpoint;
    const missing = writtenBy(line) - writtenBy(this.#checkpoint) - countOf(ranges);
    this.#checkpoint = line;
    const { path, from, to } = before;
    const damaged = from < to;
    if (!damaged && missing === 0) return;
    const read = new RangeSet([...done, ...ranges]);
    const lost = line.done.flatMap((range) => read.missingIn(range));
    // What has replaced others does not show in what is done.
    const told = countOf(lost) < missing ? await this.#positionsFrom(path, from, to) : [];
    const positions = new RangeSet([...lost, ...told]).ranges;
    const reason = damaged ? DAMAGED : missing > 0 ? MISSING : REPEATED;
    this.#found(path, from, reason, positions);
  }

  async #positionsFrom(path: string, from: number, to: number): Promise<readonly Range[]> {
    return withFile(this.#files, path, async (file) =>
      rangesIn(await readExactly(file, from, Math.min(to, from + LONGEST_LOOK))),
    );
  }

  #found(file: string, offset: number, reason: string, positions: readonly Range[]): void {
    this.problems.push({ file, offset, reason, positions });
  }
}

const DAMAGED = 'a line does not fit its checksum';
const UNFINISHED = 'the last line was not written to its end, and will be cut off';
const MISSING = 'records are missing before this';
const REPEATED = 'a record is there twice';
const LONGEST_LOOK = 2 ** 24;

/** A segment whose header cannot be believed may still have records. */
async function headless(files: Files, path: string, number: number): Promise<Part | undefined> {
  if ((await files.kind(path)) !== 'file') return undefined;
  return withFile(files, path, async (file) => {
    const size = await file.size();
    const first = (await readExactly(file, 0, Math.min(size, LONGEST_LOOK))).indexOf(10) + 1;
    return { number, path, size, start: first === 0 ? size : first, header: undefined };
  });
}
