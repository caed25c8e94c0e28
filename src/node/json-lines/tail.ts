import type { OpenFile } from '../files.js';
import type { Checkpoint } from '../../store/codec/checkpoint.js';
import { checkpointOf, isRecord, isState } from './format.js';
import { unsealed } from './line.js';
import { readExactly } from './disk.js';

/** Where a segment ends. */
export interface Tail {
  /** The last line that is whole. */
  readonly last: Checkpoint;
  readonly completed: boolean;
  /** The end of that line, in bytes. */
  readonly end: number;
  /** What follows it, and whether an end of a line is in that. */
  readonly bytes: Buffer;
  readonly lines: boolean;
}

interface Found {
  readonly line: Checkpoint;
  readonly completed: boolean;
  readonly end: number;
}

const NEWLINE = 10;
const FIRST_SPAN = 64 * 1024;

/**
 * Finds the last line that is whole, from the end backwards.
 *
 * A process that dies leaves a line without its end. A machine that dies may also leave holes, though
 * only in what had not been synced, which is one write: of several records in one write, those after
 * the first hole do not count.
 */
export async function tailOf(
  file: OpenFile,
  header: Checkpoint,
  start: number,
  size: number,
): Promise<Tail> {
  for (let span = FIRST_SPAN; ; span *= 4) {
    const from = Math.max(start, size - span);
    const bytes = await readExactly(file, from, size);
    const whole = from === start;
    const found = lastWhole(bytes, whole);
    if (found === undefined && !whole) continue;
    const end = from + (found?.end ?? 0);
    const rest = bytes.subarray(found?.end ?? 0);
    return {
      last: checkpointOf(found?.line ?? header),
      completed: found?.completed ?? false,
      end,
      bytes: rest,
      lines: rest.includes(NEWLINE),
    };
  }
}

/** Undefined if there is none in these bytes, or too little of them to tell. */
function lastWhole(bytes: Buffer, whole: boolean): Found | undefined {
  const ends = endsOfLines(bytes);
  // The first line is not known to be one, unless the bytes begin with it.
  const first = whole ? 0 : 1;
  for (let i = ends.length - 1; i >= first; i--) {
    const line = lineAt(bytes, ends, i);
    if (line === undefined) continue;
    const begin = i - (isRecord(line) ? (line.nth ?? 0) : 0);
    if (begin < first && !whole) return undefined;
    const hole = firstHole(bytes, ends, Math.max(begin, first), i);
    if (hole === undefined) {
      return { line, completed: isState(line) && line.state === 'completed', end: ends[i] ?? 0 };
    }
    i = hole;
  }
  return undefined;
}

function endsOfLines(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
    ends.push(at + 1);
  }
  return ends;
}

function lineAt(bytes: Buffer, ends: readonly number[], i: number) {
  const line = unsealed(bytes.subarray(i === 0 ? 0 : ends[i - 1], (ends[i] ?? 1) - 1));
  return isRecord(line) || isState(line) ? line : undefined;
}

function firstHole(bytes: Buffer, ends: readonly number[], from: number, to: number) {
  for (let i = from; i < to; i++) {
    if (lineAt(bytes, ends, i) === undefined) return i;
  }
  return undefined;
}
