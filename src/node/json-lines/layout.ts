import { join, resolve, sep } from 'node:path';
import { outOfRange, invalidType } from '../../core/option-error.js';
import type { ValueFormat } from '../../store/codec/value-format.js';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
/** What Windows takes for a device, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const SEGMENT = /^(\d{6,15})\.(?:jsonl|bin)$/;
const LOCK = /^lock\.(\d{1,15})$/;
const TEMPORARY = /^(?:\d{6,15}\.(?:jsonl|bin)|lock)\.[0-9a-f-]{36}\.tmp$/;

const EXTENSIONS = { json: '.jsonl', cbor: '.bin' } as const;

/** Lies in the folder of a run while it is being deleted: what else is there is no run any more. */
export const DELETING = 'deleting';

export function isRunId(runId: string): boolean {
  return NAME.test(runId) && !runId.includes('..') && !runId.endsWith('.') && !DEVICE.test(runId);
}

/**
 * The folder of a run; throws unless the name is one, and stays inside.
 *
 * @param where the function that users call, for messages.
 */
export function folderOf(where: string, dir: string, runId: unknown): string {
  const expected =
    'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign, ' +
    'without "..", a dot at its end, or the name of a device';
  if (typeof runId !== 'string') throw invalidType(where, 'runId', expected, runId);
  const folder = resolve(dir, runId);
  // The second is true of every name that passes the first: it stands for the day that one changes.
  if (!isRunId(runId) || !folder.startsWith(dir.endsWith(sep) ? dir : dir + sep)) {
    throw outOfRange(where, 'runId', expected, runId);
  }
  return folder;
}

/** The name tells what is in it, so that nobody opens bytes as text. */
export function segmentName(segment: number, format: ValueFormat['id']): string {
  return `${String(segment).padStart(6, '0')}${EXTENSIONS[format]}`;
}

export function numberOf(name: string): number {
  return Number(SEGMENT.exec(name)?.[1] ?? NaN);
}

export function formatOf(name: string): ValueFormat['id'] {
  return name.endsWith(EXTENSIONS.cbor) ? 'cbor' : 'json';
}

/** The segments among the names, of either format, ascending. */
export function segmentsAmong(names: readonly string[]): readonly string[] {
  const isName = (name: string) =>
    numberOf(name) > 0 && name === segmentName(numberOf(name), formatOf(name));
  return names.filter(isName).sort((a, b) => numberOf(a) - numberOf(b));
}

/** The epochs of the locks among the names, ascending. */
export function locksAmong(names: readonly string[]): readonly number[] {
  return names
    .map((name) => Number(LOCK.exec(name)?.[1] ?? NaN))
    .filter((epoch) => epoch > 0)
    .sort((a, b) => a - b);
}

export function lockPath(folder: string, epoch: number): string {
  return join(folder, `lock.${epoch}`);
}

/** What is left where a process died while it made a file. */
export const isTemporary = (name: string) => TEMPORARY.test(name);
