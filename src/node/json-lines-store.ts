import { jsonValues } from '../store/codec/json-values.js';
import { fileStore, type FileStoreOptions } from './file-store.js';
import type { FileStore } from './json-lines/runs.js';

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
 * - **Compressed** values stand in their line as base64.
 * - **Errors** StoreFormatError for a run of a `binaryStore`, which it reads, and does not go on with;
 *   StoreWriteError when a disk is full, read-only or broken: what was acknowledged stays,
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
export function jsonLinesStore(dir: string, options?: FileStoreOptions): FileStore {
  return fileStore('jsonLinesStore', jsonValues, dir, options);
}
