import { access, constants, stat } from 'node:fs/promises';
import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import { isRunId } from '../node/json-lines/layout.js';
import { readCsv } from '../sources/read-csv.js';
import { readJsonLines } from '../sources/read-json-lines.js';
import { readLines } from '../sources/read-lines.js';
import { plainText } from './plain-text.js';
import type { Shell } from './shell.js';
import { UsageError } from './usage-error.js';

export const STDIN = '-';

export type Format = 'lines' | 'ndjson' | 'csv';

const READERS: Readonly<Record<Format, (input: string | Readable) => Source>> = {
  lines: readLines,
  ndjson: readJsonLines,
  csv: readCsv,
};
export const FORMATS = Object.keys(READERS) as Format[];

/** Makes what is read, anew for each subscription. */
type Source = (context: SourceContext) => PullSource<unknown>;

/** How a file is read, told by its name; `.gz` stands behind that. */
export function formatOf(input: string): Format {
  const name = input.toLowerCase().replace(/\.gz$/, '');
  if (/\.(?:ndjson|jsonl)$/.test(name)) return 'ndjson';
  return name.endsWith('.csv') ? 'csv' : 'lines';
}

/** The name of the run, where none is given: that of the file. Undefined if that makes none. */
export function runIdOf(input: string): string | undefined {
  if (input === STDIN) return undefined;
  const name = basename(input)
    .replace(/\.gz$/i, '')
    .replace(/(?!^)\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 128);
  return isRunId(name) ? name : undefined;
}

/** Refuses what cannot be read, before the run is opened. */
export async function checkInput(shell: Shell, input: string): Promise<void> {
  if (input === STDIN) return;
  const path = resolve(shell.cwd, input);
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    await access(path, constants.R_OK);
  } catch (error) {
    const { code = 'EIO' } = error as { code?: string };
    const why = REASONS[code] ?? `it cannot be read (${code})`;
    throw new UsageError([`--input ${plainText(input)}: ${why}.`]);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** Makes the source of a run. */
export function sourceOf(shell: Shell, input: string, format: Format): Source {
  if (input === STDIN) return READERS[format](shell.stdin);
  // As it was given, since that is how errors call it, which are stored.
  const path = relative(process.cwd(), resolve(shell.cwd, input));
  return READERS[format](isAbsolute(input) ? input : path);
}
