import { resolve } from 'node:path';
import { checkValue, oneOf, readOptions, type OptionRule } from '../core/options.js';
import { packer } from '../store/codec/packer.js';
import type { Compression } from '../store/codec/packing.js';
import { nodeFiles } from './files.js';
import { Runs, type JsonLinesStore } from './json-lines/runs.js';

export interface JsonLinesStoreOptions {
  /**
   * What a stored record survives: `'power'`, that the machine loses its power; `'process'`, that the
   * process dies, at a fraction of the time. @default 'power'
   */
  readonly durability?: 'power' | 'process' | undefined;
  /**
   * How the values of a record are compressed: `'none'`; `'gzip'`, `'brotli'`, or `'zstd'` where Node
   * has it; `'auto'`, gzip while it saves an eighth or more. They stand in their line as base64 then.
   * Any store reads what another one compressed. @default 'none'
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

/**
 * Keeps runs in files that a text editor, `grep` and `jq` can read: a folder for each run, in it
 * segments `000001.jsonl`, ..., a line for each chunk.
 *
 * Each line begins with a checksum over all of its other bytes, and ends with how far the run has
 * come. Opening reads the first and the last line of files; what a crash has left of a line that was
 * being written is cut off, and its items run again. Damage anywhere else is a StoreCorruptError, and
 * never a wrong result; `verify` tells what it concerns.
 *
 * - **Stores** what JSON gives back as it was: plain objects, arrays, strings, finite numbers,
 *   booleans, null; `undefined` only as a whole value. An item with another value (a Date, a Map, NaN,
 *   -0, a BigInt, an instance of a class, a cycle) becomes a stored failure with the code
 *   `ERR_UNSTORABLE_VALUE`; none is changed silently. Members that are named by symbols, and named
 *   members of arrays, are no part of a value. Errors read back as `{ name, message, code, cause }`.
 * - **Errors** StoreWriteError when a disk is full, read-only or broken: what was acknowledged stays,
 *   what was not is not there, and the writer can go on when the reason is gone.
 * - **One writer** for a run, in all processes of a host: another gets a RunLockedError, until the
 *   first has closed the run or died. The holder on another host, in a folder that two hosts share, is
 *   never taken for dead; there, `lock.*` is removed by hand.
 * - **Holds at most** the records that are on their way; reading, where each record is that was stored
 *   out of order; in runs that are told apart by keys, all keys.
 *
 * @param dir the folder for the runs (a path); made when a run is first opened, for the user alone.
 * @param options `durability`: `'power'` (default) or `'process'`; `compression`: `'none'` (default),
 * `'gzip'`, `'brotli'`, `'zstd'` or `'auto'`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, storeTo } from 'sluice';
 * import { jsonLinesStore } from 'sluice/node';
 *
 * const store = jsonLinesStore('runs');
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(store, { runId: 'enrich-2026' }))
 *   .subscribe({
 *     complete: () => fromSource(store.results('enrich-2026'), { flow: null }).subscribe(console.log),
 *   });
 * ```
 */
export function jsonLinesStore(dir: string, options?: JsonLinesStoreOptions): JsonLinesStore {
  checkValue('jsonLinesStore', 'dir', dir, folderRule);
  const { durability = 'power', compression = 'none' } = readOptions<JsonLinesStoreOptions>(
    'jsonLinesStore',
    options,
    {
      durability: oneOf('power', 'process'),
      compression: oneOf('none', 'gzip', 'brotli', 'zstd', 'auto'),
    },
  );
  const packs = compression === 'none' ? undefined : packer('jsonLinesStore', compression);
  const settings = { files: nodeFiles, durability, segmentSize: SEGMENT_SIZE, packer: packs };
  return new Runs(resolve(dir), settings);
}
