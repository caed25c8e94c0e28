import { join, resolve, sep } from 'node:path';
import { outOfRange, invalidType } from '../../core/option-error.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** What Windows takes for a device, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const SEGMENT = /^(\d{6,15})\.jsonl$/;
const LOCK = /^lock\.(\d{1,15})$/;
const TEMPORARY = /^(?:\d{6,15}\.jsonl|lock)\.[0-9a-f-]{36}\.tmp$/;

/** Lies in the folder of a run while it is being deleted: what else is there is no run any more. */
export const DELETING = 'deleting';

export function isRunId(runId: string): boolean {
  return NAME.test(runId) && !runId.includes('..') && !runId.endsWith('.') && !DEVICE.test(runId);
}

/** The folder of a run; throws unless the name is one, and stays inside. */
export function folderOf(dir: string, runId: unknown): string {
  const expected =
    'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign, ' +
    'without "..", a dot at its end, or the name of a device';
  if (typeof runId !== 'string') throw invalidType('jsonLinesStore', 'runId', expected, runId);
  const folder = resolve(dir, runId);
  // The second is true of every name that passes the first: it stands for the day that one changes.
  if (!isRunId(runId) || !folder.startsWith(dir.endsWith(sep) ? dir : dir + sep)) {
    throw outOfRange('jsonLinesStore', 'runId', expected, runId);
  }
  return folder;
}

export function segmentName(segment: number): string {
  return `${String(segment).padStart(6, '0')}.jsonl`;
}

/** The numbers of the segments among the names, ascending. */
export function segmentsAmong(names: readonly string[]): readonly number[] {
  return numbersAmong(names, SEGMENT).filter((segment) => names.includes(segmentName(segment)));
}

/** The epochs of the locks among the names, ascending. */
export function locksAmong(names: readonly string[]): readonly number[] {
  return numbersAmong(names, LOCK);
}

export function lockPath(folder: string, epoch: number): string {
  return join(folder, `lock.${epoch}`);
}

/** What is left where a process died while it made a file. */
export const isTemporary = (name: string) => TEMPORARY.test(name);

function numbersAmong(names: readonly string[], pattern: RegExp): number[] {
  return names
    .map((name) => Number(pattern.exec(name)?.[1] ?? NaN))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}
