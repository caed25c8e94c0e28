import { resolve } from 'node:path';
import { openStore } from '../node/open-store.js';
import type { FileStore } from '../node/json-lines/runs.js';
import { STORE, type OptionDocs } from './command.js';
import type { Given } from './given.js';
import { UsageError } from './usage-error.js';

const COMPRESSIONS = ['none', 'gzip', 'brotli', 'zstd', 'auto'] as const;

/** How what is stored is written. */
export const writingOptions: OptionDocs = {
  'result-format': {
    value: 'FORMAT',
    about: 'json (default), or binary for what JSON would change',
  },
  compression: { value: 'KIND', about: 'none (default), gzip, brotli, zstd (by Node), or auto' },
  durability: { value: 'LEVEL', about: 'what results survive: power (default), or process' },
};

/** A folder of runs. */
export interface Folder {
  /** Its path, as it was given. */
  readonly where: string;
  readonly store: FileStore;
}

/** The folder of runs that was given; every one of them can be read, whatever it was written as. */
export function folderIn(cwd: string, given: Given): Folder {
  const where = given.text('store') ?? STORE;
  if (where === '') throw new UsageError(['--store takes the path of a folder.']);
  return { where, store: openStore(resolve(cwd, where), writingIn(given)) };
}

function writingIn(given: Given) {
  return {
    format: given.oneOf('result-format', ['json', 'binary']),
    compression: given.oneOf('compression', COMPRESSIONS),
    durability: given.oneOf('durability', ['power', 'process']),
  };
}
