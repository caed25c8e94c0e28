import type { Range } from '../../core/chunk.js';
import type { SourceMark } from '../../flow/resume.js';
import type { EndState, Fingerprint } from '../../store/result-store.js';
import { exactJson } from './exact-json.js';
import { sealed } from './line.js';
import type { StoredError } from './reason.js';

const FORMAT = 'sluice-results';
/** Of runs in which each outcome was written once, and of those in which some were replaced. */
export const VERSIONS = { once: 1, replaced: 2 } as const;

/** How far the run has come with a line, so that the last line tells all that opening needs. */
export interface Checkpoint {
  /** The positions that are stored, as few ranges as there can be. */
  readonly done: readonly Range[];
  /** Stored outcomes, and how many of them are no values. */
  readonly items: number;
  readonly failed: number;
  /** Outcomes that were written before, and that others have replaced; 0 is left out. */
  readonly replaced?: number | undefined;
  readonly mark?: SourceMark | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What an opening cut off, because it had never been written to its end. */
export interface Recovered {
  readonly file: string;
  /** Where it began, and how much it was, in bytes. */
  readonly offset: number;
  readonly bytes: number;
  /** The positions that it was about to store, where they can still be read. */
  readonly positions: readonly Range[];
}

/** The first line of a segment. */
export interface Header extends Checkpoint {
  readonly format: string;
  readonly version: number;
  readonly runId: string;
  /** From 1; also the name of the file. */
  readonly segment: number;
  readonly epoch: number;
  readonly createdAt: number;
  readonly fingerprint: Fingerprint;
  /** How many bytes of the segment before belong to the run. */
  readonly previous: number;
  readonly recovered: readonly Recovered[];
}

/** A line of one chunk. */
export interface RecordLine extends Checkpoint {
  readonly ranges: readonly Range[];
  /** How many records came before it in the same write; 0 is left out. */
  readonly nth?: number;
  readonly failures?: readonly FailureEntry[];
  /** Places whose value is undefined, where not all are. */
  readonly undefined?: readonly number[];
  readonly keys?: readonly string[];
  /** Left out where all are undefined. */
  readonly values?: readonly unknown[];
}

export interface FailureEntry {
  readonly place: number;
  readonly kind: 'rejected' | 'skipped' | 'cancelled';
  readonly error?: StoredError;
  readonly reason?: unknown;
}

/** The last line of a run that came to its end. */
export interface StateLine extends Checkpoint {
  readonly state: EndState;
}

const LONGEST_LOOK = 2 ** 24;
const RANGES = /^\{"sum":".{8}","ranges":(\[\[\d+,\d+\](?:,\[\d+,\d+\])*\]),/gm;

type Line = Readonly<Record<string, unknown>>;

const isCheckpoint = (line: Line) =>
  Array.isArray(line['done']) &&
  Number.isInteger(line['items']) &&
  Number.isInteger(line['failed']);

/** Whether the line names this format, of whatever version. */
export function isHeader(line: Line | undefined): line is Line & { readonly version: unknown } {
  return line?.['format'] === FORMAT;
}

export function isRecord(line: Line | undefined): line is Line & RecordLine {
  return line !== undefined && Array.isArray(line['ranges']) && isCheckpoint(line);
}

export function isState(line: Line | undefined): line is Line & StateLine {
  return line !== undefined && typeof line['state'] === 'string' && isCheckpoint(line);
}

export function headerLine(header: Omit<Header, 'format'>): Buffer {
  const { version, done, items, failed, replaced, mark, at, ...rest } = header;
  const members = JSON.stringify({ format: FORMAT, version, ...rest });
  const checkpoint = { done, items, failed, replaced, mark, at };
  return sealed(members.slice(1, -1) + checkpointMembers(checkpoint));
}

export function stateLine(state: EndState, checkpoint: Checkpoint): Buffer {
  return sealed(`"state":${JSON.stringify(state)}${checkpointMembers(checkpoint)}`);
}

/** The end of a line: `,"done":[[0,100]],"items":100,"failed":0,"at":1790000000000}`. */
export function checkpointMembers(checkpoint: Checkpoint): string {
  const { done, items, failed, replaced = 0, mark, at } = checkpoint;
  const again = replaced === 0 ? '' : `,"replaced":${replaced}`;
  return `${markMember(mark)},"done":${JSON.stringify(done)},"items":${items},"failed":${failed}${again},"at":${at}}`;
}

/** Outcomes that were ever written: it grows with each record by as many as that has. */
export function writtenBy({ items, replaced = 0 }: Checkpoint): number {
  return items + replaced;
}

/** A cursor that does not come back as it was is none: the source is then read from its beginning. */
function markMember(mark: SourceMark | undefined): string {
  if (mark === undefined) return '';
  const { position, cursor } = mark;
  if (cursor === undefined) return `,"mark":{"position":${position}}`;
  const json = exactJson(cursor);
  return json === undefined ? '' : `,"mark":{"position":${position},"cursor":${json}}`;
}

/** Only that of a line. */
export function checkpointOf(line: Checkpoint): Checkpoint {
  const { done, items, failed, replaced, mark, at } = line;
  return {
    ...{ done, items, failed, at },
    ...(replaced === undefined ? {} : { replaced }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** A mark as it was given: JSON leaves out a cursor of undefined. */
export function markOf({ mark }: Checkpoint): SourceMark | undefined {
  return mark === undefined ? undefined : { position: mark.position, cursor: mark.cursor };
}

/** How many positions the ranges hold. */
export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** The ranges at the beginnings of damaged lines, as far as they can be believed. */
export function rangesIn(bytes: Buffer): readonly Range[] {
  const found = [...bytes.toString('latin1', 0, LONGEST_LOOK).matchAll(RANGES)];
  return found.flatMap((match) => JSON.parse(match[1] ?? '[]') as readonly Range[]);
}
