import { oneOf, readOptions } from '../core/options.js';
import { cborValues } from '../store/codec/cbor-values.js';
import { jsonValues } from '../store/codec/json-values.js';
import { fileStore, fileStoreRules, type FileStoreOptions } from './file-store.js';
import type { FileStore } from './json-lines/runs.js';

export interface OpenStoreOptions extends FileStoreOptions {
  /**
   * What runs are written as: `'json'` by `jsonLinesStore`, `'binary'` by `binaryStore`. Runs of both
   * can lie in one folder, and are read whatever it is. @default 'json'
   */
  readonly format?: 'json' | 'binary' | undefined;
}

/**
 * The store of a folder, in a format that comes from elsewhere, such as a configuration.
 *
 * - **Errors** Of the store that it opens. A run of the other format can be read, listed, checked and
 *   deleted; going on with it is a StoreFormatError, and nothing of it is touched.
 *
 * @param dir the folder for the runs (a path); made when a run is first opened, for the user alone.
 * @param options `format`: `'json'` (default) or `'binary'`; `durability`: `'power'` (default) or
 * `'process'`; `compression`: `'none'` (default), `'gzip'`, `'brotli'`, `'zstd'` or `'auto'`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { openStore } from 'sluice/node';
 *
 * const store = openStore('runs', { format: 'binary', durability: 'process' });
 * for (const { runId, items } of await store.runs()) console.log(runId, items);
 * ```
 */
export function openStore(dir: string, options?: OpenStoreOptions): FileStore {
  const { format = 'json', ...rest } = readOptions<OpenStoreOptions>('openStore', options, {
    format: oneOf('json', 'binary'),
    ...fileStoreRules,
  });
  return fileStore('openStore', format === 'binary' ? cborValues : jsonValues, dir, rest);
}
