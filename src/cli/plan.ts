import { resolve } from 'node:path';
import { isRunId } from '../node/json-lines/layout.js';
import { STORE, storeOption, type OptionDocs } from './command.js';
import type { Given } from './given.js';
import { formatOf, FORMATS, runIdOf, STDIN, type Format } from './input.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

export const runOptions: OptionDocs = {
  input: { value: 'FILE', about: 'what to read: a file, or - for stdin (needed)' },
  work: { value: 'MODULE', about: 'its default export runs on each item (needed)' },
  format: { value: 'FORMAT', about: `${FORMATS.join(', ')} (by the name of the file)` },
  ...storeOption,
  'run-id': { value: 'ID', about: 'names the run in the store (the name of the file)' },
  chunk: { value: 'N', about: 'items that are stored together (100)' },
  concurrency: { value: 'N', about: 'items at the same time (16)' },
  durability: { value: 'LEVEL', about: 'what results survive: power (default), or process' },
  resume: { about: 'goes on with the run if it exists' },
};

/** What a run is to do. */
export interface Plan {
  readonly input: string;
  readonly format: Format;
  readonly work: string;
  /** As it was given, and the path of it. */
  readonly store: string;
  readonly folder: string;
  readonly runId: string;
  readonly chunk: number;
  readonly concurrency: number;
  readonly durability: 'power' | 'process';
  readonly resume: boolean;
}

/** Reads and checks what can be checked without touching anything. */
export function planOf(cwd: string, given: Given): Plan {
  const input = given.required('input', 'the file to read, or - for stdin');
  const store = given.text('store') ?? STORE;
  if (store === '') throw new UsageError(['--store takes the path of a folder.']);
  return {
    input,
    format: given.oneOf('format', FORMATS) ?? formatOf(input),
    work: given.required('work', 'the module whose default export runs on each item'),
    store,
    folder: resolve(cwd, store),
    runId: runIdIn(given, input),
    chunk: given.integer('chunk', 100, 1, 1_000_000),
    concurrency: given.integer('concurrency', 16, 1, 10_000),
    durability: given.oneOf('durability', ['power', 'process']) ?? 'power',
    resume: given.has('resume'),
  };
}

function runIdIn(given: Given, input: string): string {
  const named = given.text('run-id');
  if (named !== undefined) return checkRunId(named, '--run-id');
  const runId = runIdOf(input);
  if (runId !== undefined) return runId;
  const why = input === STDIN ? 'stdin has no name' : 'no run can be named after this file';
  throw new UsageError([`--run-id is needed, since ${why}.`]);
}

/** Throws unless it can name a run. */
export function checkRunId(runId: string, what: string): string {
  if (isRunId(runId)) return runId;
  throw new UsageError([
    `${what} "${plainText(runId, 80)}" can name no run.`,
    'A name has letters, digits, ".", "_" and "-", at most 128, and begins with no sign.',
  ]);
}
