import { join } from 'node:path';
import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import { StoreVersionError } from '../../core/store-version-error.js';
import type { Files, OpenFile } from '../files.js';
import { writtenBy, type Checkpoint } from '../../store/codec/checkpoint.js';
import { isHeader, VERSIONS, type Header } from './format.js';
import { DELETING, formatOf, numberOf, segmentName, segmentsAmong } from './layout.js';
import { unsealed } from './line.js';
import { readExactly, withFile } from './disk.js';
import { tailOf, type Tail } from './tail.js';

/** A segment as it lies on the disk. */
export interface SegmentFile {
  readonly number: number;
  readonly path: string;
  readonly header: Header;
  /** Where the records begin, and where they end: what is after that does not belong to the run. */
  readonly start: number;
  readonly end: number;
  /** Bytes of the file. */
  readonly size: number;
}

/** A run as it lies on the disk, from the heads of its segments and the tail of the last. */
export interface RunFiles {
  readonly segments: readonly SegmentFile[];
  /** The last line. */
  readonly last: Checkpoint;
  readonly completed: boolean;
  /** How much of the last segment was not written to its end; and whether it has an end of a line. */
  readonly torn: Pick<Tail, 'bytes' | 'lines'>;
}

const LONGEST_HEADER = 64 * 1024 * 1024;

/** The names of the segments of a run; none of one that is not there, or is being deleted. */
export async function segmentsIn(files: Files, folder: string): Promise<readonly string[]> {
  const kind = await files.kind(folder);
  if (kind === undefined) return [];
  // A link may lead out of the store.
  if (kind !== 'folder') throw new StoreCorruptError(folder, 0, 'it is no folder');
  const names = await files.list(folder);
  return names.includes(DELETING) ? [] : segmentsAmong(names);
}

/** The last segment's header alone: whether this version may touch the run, and who wrote it last. */
export async function lastHeader(files: Files, folder: string): Promise<Header | undefined> {
  const last = (await segmentsIn(files, folder)).at(-1);
  return last === undefined ? undefined : (await headed(files, folder, last)).header;
}

/** Undefined if there is no such run. */
export async function readRun(
  files: Files,
  folder: string,
  runId: string,
): Promise<RunFiles | undefined> {
  const heads: Head[] = [];
  for (const name of await segmentsIn(files, folder)) {
    if (numberOf(name) !== heads.length + 1) {
      const missing = join(folder, segmentName(heads.length + 1, formatOf(name)));
      throw new StoreCorruptError(missing, 0, 'it is missing');
    }
    const head = await headed(files, folder, name);
    checkHeader(head, runId, heads.at(-1));
    heads.push(head);
  }
  const last = heads.at(-1);
  if (last === undefined) return undefined;
  const tail = await withFile(files, last.path, (file) =>
    tailOf(file, last.header, last.start, last.size),
  );
  const segments = heads.map((head, i) => ({
    ...head,
    end: heads[i + 1]?.header.previous ?? tail.end,
  }));
  return { segments, last: tail.last, completed: tail.completed, torn: tail };
}

export type Head = Omit<SegmentFile, 'end'>;

/** Reads the head of a segment. Damage, and a newer version, are errors. */
export async function headed(files: Files, folder: string, name: string): Promise<Head> {
  const path = join(folder, name);
  return withFile(files, path, async (file) => {
    const size = await file.size();
    const line = await firstLine(file, size);
    const header = line === undefined ? undefined : unsealed(line);
    if (line === undefined || !isHeader(header)) {
      throw new StoreCorruptError(path, 0, 'its first line is no header of a segment');
    }
    const { version } = header;
    if (!Object.values<unknown>(VERSIONS).includes(version)) {
      throw new StoreVersionError(path, version, VERSIONS.binary);
    }
    const start = line.length + 1;
    return { number: numberOf(name), path, header: header as unknown as Header, start, size };
  });
}

/** Throws unless the segment is the one that follows the one before. */
export function checkHeader(
  { path, number, header }: Head,
  runId: string,
  before: Head | undefined,
): void {
  const { segment, createdAt, previous } = header;
  const wrong =
    header.runId !== runId
      ? `it belongs to the run "${header.runId}"`
      : segment !== number
        ? `it is segment ${segment}`
        : before !== undefined && createdAt !== before.header.createdAt
          ? 'it belongs to another run of the same name'
          : before !== undefined && writtenBy(header) < writtenBy(before.header)
            ? 'it is older than the segment before'
            : undefined;
  if (wrong !== undefined) throw new StoreCorruptError(path, 0, wrong);
  if (before !== undefined && before.size < previous) {
    const missing = `its end is missing: it had ${previous} bytes`;
    throw new StoreCorruptError(before.path, before.size, missing);
  }
}

async function firstLine(file: OpenFile, size: number): Promise<Buffer | undefined> {
  for (let length = 4096; ; length *= 8) {
    const bytes = await readExactly(file, 0, Math.min(length, size));
    const end = bytes.indexOf(10);
    if (end >= 0) return bytes.subarray(0, end);
    if (length >= size || length >= LONGEST_HEADER) return undefined;
  }
}
