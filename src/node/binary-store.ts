import { cborValues } from '../store/codec/cbor-values.js';
import { fileStore, type FileStoreOptions } from './file-store.js';
import type { FileStore } from './json-lines/runs.js';

/**
 * Keeps runs in files as `jsonLinesStore` does, with values as CBOR (RFC 8949): for values that JSON
 * would change, and for bytes. A folder for each run, in it segments `000001.bin`, ..., in them a frame
 * for each chunk: a line of JSON with its positions and failures, then its values.
 *
 * Each frame begins with a checksum over all of its other bytes, and ends with how far the run has
 * come. What a crash has left of a frame that was being written is cut off, and its items run again.
 * Damage anywhere else is a StoreCorruptError, and never a wrong result; `verify` tells what it concerns.
 *
 * - **Stores** what JSON does, and Date, Map, Set, BigInt, NaN, -0, infinite numbers, `undefined`
 *   anywhere, Uint8Array, ArrayBuffer and the other typed arrays. An item with another value (an instance
 *   of a class, a function, a symbol, a cycle, more than 256 levels) becomes a stored failure with the
 *   code `ERR_UNSTORABLE_VALUE`; none is changed silently. Reading makes no instance of anybody's class.
 *   Keys, cursors and what failures have besides errors are JSON, as in `jsonLinesStore`.
 * - **Errors** StoreFormatError for a run of a `jsonLinesStore`, which it reads, and does not go on with;
 *   StoreWriteError when a disk is full, read-only or broken: what was acknowledged stays, what was not
 *   is not there, and the writer can go on when the reason is gone.
 * - **One writer** for a run, in all processes of a host: another gets a RunLockedError, until the
 *   first has closed the run or died.
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
 * import { binaryStore } from 'sluice/node';
 *
 * const store = binaryStore('runs', { compression: 'gzip' });
 * fromSource(images)
 *   .pipe(chunkBy(10), processChunks(thumbnails), storeTo(store, { runId: 'thumbnails' }))
 *   .subscribe({
 *     complete: () => fromSource(store.results('thumbnails'), { flow: null }).subscribe(console.log),
 *   });
 * ```
 */
export function binaryStore(dir: string, options?: FileStoreOptions): FileStore {
  return fileStore('binaryStore', cborValues, dir, options);
}
