import { resolve } from 'node:path';
import { checkValue, oneOf, readOptions, type OptionRule } from '../core/options.js';
import { packer } from '../store/codec/packer.js';
import type { Compression } from '../store/codec/packing.js';
import type { ValueFormat } from '../store/codec/value-format.js';
import { nodeFiles } from './files.js';
import { Runs, type FileStore } from './json-lines/runs.js';

export interface FileStoreOptions {
  /**
   * What a stored record survives: `'power'`, that the machine loses its power; `'process'`, that the
   * process dies, at a fraction of the time. @default 'power'
   */
  readonly durability?: 'power' | 'process' | undefined;
  /**
   * How the values of a record are compressed: `'none'`; `'gzip'`, `'brotli'`, or `'zstd'` where Node
   * has it; `'auto'`, gzip while it saves an eighth or more. Any store reads what another one
   * compressed. @default 'none'
   */
  readonly compression?: Compression | undefined;
}

const SEGMENT_SIZE = 64 * 1024 * 1024;

const folderRule: OptionRule = {
  expected: 'the path of a folder',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return value === '' || value.includes('\0') ? 'range' : 'ok';
  },
};

export const fileStoreRules = {
  durability: oneOf('power', 'process'),
  compression: oneOf('none', 'gzip', 'brotli', 'zstd', 'auto'),
};

/** A store of one format in the files of this machine. */
export function fileStore(
  where: string,
  format: ValueFormat,
  dir: string,
  options: FileStoreOptions | undefined,
): FileStore {
  checkValue(where, 'dir', dir, folderRule);
  const { durability = 'power', compression = 'none' } = readOptions<FileStoreOptions>(
    where,
    options,
    fileStoreRules,
  );
  return new Runs(resolve(dir), {
    where,
    format,
    files: nodeFiles,
    durability,
    segmentSize: SEGMENT_SIZE,
    packer: compression === 'none' ? undefined : packer(where, compression),
  });
}
