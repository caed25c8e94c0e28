import { resolve } from 'node:path';
import { checkValue, oneOf, readOptions } from '../core/options.js';
import { jsonValues } from '../store/codec/json-values.js';
import { packer } from '../store/codec/packer.js';
import type { Compression } from '../store/codec/packing.js';
import { recordStore } from '../store/records/record-store.js';
import type { ResultStore } from '../store/result-store.js';
import { fileRule } from './file-rule.js';
import { runSchema } from './run-schema.js';
import { LONGEST_WAIT, SqliteConnection } from './sqlite-connection.js';
import { SqliteDatabase } from './sqlite-database.js';

export interface SqliteStoreOptions {
  /**
   * What a stored record survives: `'power'`, that the machine loses its power; `'process'`, that the
   * process dies, at a fraction of the time. @default 'power'
   */
  readonly durability?: 'power' | 'process' | undefined;
  /**
   * How the values of a record are compressed. Those of compressed records cannot be queried by SQL.
   * @default 'none'
   */
  readonly compression?: Compression | undefined;
}

/**
 * Keeps runs in a file of SQLite, whose view `results` has a row for each item: run, position, key,
 * status, value and reason as JSON.
 *
 * A chunk and how far the run has come with it are one row, written in one transaction, and checked by
 * a checksum when it is read. The file is `node:sqlite`'s where Node has that (22.13 and later), else
 * better-sqlite3's, which then has to be installed.
 *
 * - **Stores** what JSON gives back as it was, as `jsonLinesStore` does: an item with another value
 *   becomes a stored failure with the code `ERR_UNSTORABLE_VALUE`.
 * - **Errors** StoreWriteError when a disk is full, read-only or broken: what was acknowledged stays.
 *   StoreBlockedError when others kept the file locked for 10 s. StoreCorruptError for damage, and for
 *   a file that another program made; StoreVersionError for one of a newer version: neither is touched.
 * - **One writer** for a run, in all processes of a host, until it has closed the run or died; several
 *   runs at once in one file. A folder that two hosts share is no place for such a file.
 * - **Blocks** the process while it writes: a commit of 1,000 items takes some milliseconds.
 * - **Holds at most** the records that are on their way; reading, a page of records.
 *
 * @param file the path of the file; made when a run is first opened, for the user alone. `-wal` and
 * `-shm` lie beside it while it is open, and belong to it.
 * @param options `durability`: `'power'` (default) or `'process'`; `compression`: `'none'` (default),
 * `'gzip'`, `'brotli'`, `'zstd'`, `'auto'`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, storeTo } from 'sluice';
 * import { sqliteStore } from 'sluice/sqlite';
 *
 * const store = sqliteStore('run.db');
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(store, { runId: 'enrich-2026' }))
 *   .subscribe();
 * // sqlite3 run.db "SELECT position, value FROM results WHERE run = 'enrich-2026'"
 * ```
 */
export function sqliteStore(file: string, options?: SqliteStoreOptions): ResultStore {
  const where = 'sqliteStore';
  checkValue(where, 'file', file, fileRule);
  const { durability = 'power', compression = 'none' } = readOptions<SqliteStoreOptions>(
    where,
    options,
    {
      durability: oneOf('power', 'process'),
      compression: oneOf('none', 'gzip', 'brotli', 'zstd', 'auto'),
    },
  );
  const path = resolve(file);
  const settings = { where, file: path, schema: runSchema, durability, longestWait: LONGEST_WAIT };
  const database = new SqliteDatabase(path, new SqliteConnection(settings));
  return recordStore({
    where,
    database: () => Promise.resolve(database),
    format: () => Promise.resolve(jsonValues),
    packer: packer(where, compression),
  });
}
