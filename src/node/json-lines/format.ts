import type { Range } from '../../core/chunk.js';
import { checkpointMembers, isCheckpoint, type Checkpoint } from '../../store/codec/checkpoint.js';
import type { Packing } from '../../store/codec/packing.js';
import type { StoredRecord } from '../../store/codec/stored-record.js';
import type { EndState, Fingerprint } from '../../store/result-store.js';
import { sealed } from './line.js';

const FORMAT = 'sluice-results';
/**
 * Of runs in which each outcome was written once, of those in which some were replaced, of those in
 * which values may be compressed, and of those whose values are bytes. A run keeps the highest that it
 * has had.
 */
export const VERSIONS = { once: 1, replaced: 2, packed: 3, binary: 4 } as const;

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
export interface RecordLine extends Checkpoint, StoredRecord {
  /** How many records came before it in the same write; 0 is left out. */
  readonly nth?: number;
  /** How the values are compressed, and their bytes without that. */
  readonly packing?: Packing;
  readonly length?: number;
  /** Compressed JSON, as base64. */
  readonly body?: string;
}

/** The last line of a run that came to its end. */
export interface StateLine extends Checkpoint {
  readonly state: EndState;
}

const LONGEST_LOOK = 2 ** 24;
/** After a newline, and nothing else that is the end of a line in text: values may have the rest. */
const RANGES = /(?<![^\n])\{"sum":".{8}","ranges":(\[\[\d+,\d+\](?:,\[\d+,\d+\])*\]),/g;

type Line = Readonly<Record<string, unknown>>;

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

/** Only that of a line. */
export function checkpointOf(line: Checkpoint): Checkpoint {
  const { done, items, failed, replaced, mark, at } = line;
  return {
    ...{ done, items, failed, at },
    ...(replaced === undefined ? {} : { replaced }),
    ...(mark === undefined ? {} : { mark }),
  };
}

/** The ranges at the beginnings of damaged lines, as far as they can be believed. */
export function rangesIn(bytes: Buffer): readonly Range[] {
  const found = [...bytes.toString('latin1', 0, LONGEST_LOOK).matchAll(RANGES)];
  return found.flatMap((match) => JSON.parse(match[1] ?? '[]') as readonly Range[]);
}
