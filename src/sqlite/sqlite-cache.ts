import { resolve } from 'node:path';
import { checkValue } from '../core/options.js';
import { entryOf, storedEntry } from '../store/codec/stored-entry.js';
import type { CacheEntry, CacheStore } from '../work/cache/cache-store.js';
import { fileRule } from './file-rule.js';
import { schemaOf } from './schema.js';
import { LONGEST_WAIT, SqliteConnection } from './sqlite-connection.js';

/** Keys are JSON, since SQLite would make the same of two halves of characters. */
const cacheSchema = schemaOf(
  0x736c6361,
  1,
  `
CREATE TABLE entries (
  key TEXT NOT NULL PRIMARY KEY,
  at REAL NOT NULL,
  body BLOB
) STRICT, WITHOUT ROWID;
`,
);

const GET = 'SELECT at, body FROM entries WHERE key = ?';
const SET = `INSERT INTO entries (key, at, body) VALUES (?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET at = excluded.at, body = excluded.body`;
const DELETE = 'DELETE FROM entries WHERE key = ?';

/**
 * A cache in a file of SQLite, for `cached`: what work made of equal targets outlives the process, and is
 * shared by all processes of this machine.
 *
 * The file is its own: one with runs of a `sqliteStore` is refused. It is read and written by `node:sqlite`
 * where Node has it, else by the optional peer `better-sqlite3`. Values are kept as CBOR: besides what JSON
 * keeps also Date, Map, Set, BigInt, NaN and bytes; of any other value (instances of classes, functions)
 * nothing is kept, and an earlier entry is forgotten.
 *
 * - **Acknowledges** entries when they survive the death of the process: all of one call, or none. A loss
 *   of power may take the last ones.
 * - **Errors** StoreWriteError (`full` where there is no room), StoreBlockedError when others have it locked
 *   for 10 s, StoreCorruptError for a file that is no cache, StoreVersionError for a newer one,
 *   MissingPeerError. `cached` calls work then, as if nothing was kept.
 * - **Blocks** the process while it reads and writes.
 * - **Holds at most** the entries that are on their way. The file grows with each new key, until entries
 *   are deleted.
 *
 * @param file the path of the file; made when something is first kept, for the user alone. `-wal` and
 * `-shm` lie beside it while it is open, and belong to it.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) at the call.
 *
 * @example
 * ```ts
 * import { cached, eachItem, processChunks } from 'sluice';
 * import { sqliteCache } from 'sluice/sqlite';
 *
 * const store = sqliteCache('places.db');
 * const key = (city: string) => city.toLowerCase();
 * const locate = processChunks(cached(eachItem(geocode), { key, store, maxAge: 86_400_000 }));
 * ```
 */
export function sqliteCache(file: string): CacheStore {
  const where = 'sqliteCache';
  checkValue(where, 'file', file, fileRule);
  const settings = { where, schema: cacheSchema, durability: 'process' } as const;
  return new SqliteCache(
    new SqliteConnection({ ...settings, file: resolve(file), longestWait: LONGEST_WAIT }),
  );
}

class SqliteCache implements CacheStore {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async get(keys: readonly string[]): Promise<(CacheEntry | undefined)[]> {
    const found = await this.#connection.read('read a cache', (database) => {
      const statement = database.sql(GET);
      return keys.map((key) => statement.get(JSON.stringify(key)));
    });
    return keys.map((_, place) => {
      const row = found?.[place];
      if (row === undefined) return undefined;
      const { at, body } = row;
      return entryOf({ at: Number(at), body: body instanceof Uint8Array ? body : undefined });
    });
  }

  async set(entries: readonly (readonly [key: string, entry: CacheEntry])[]): Promise<void> {
    const stored = entries.map(
      ([key, entry]) => [JSON.stringify(key), storedEntry(entry)] as const,
    );
    await this.#connection.write('write to a cache', (database) =>
      database.transaction(() => {
        for (const [key, entry] of stored) {
          if (entry === undefined) database.sql(DELETE).run(key);
          else database.sql(SET).run(key, entry.at, entry.body ?? null);
        }
      }),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#connection.read('delete from a cache', (database) =>
      database.transaction(() => {
        for (const key of keys) database.sql(DELETE).run(JSON.stringify(key));
      }),
    );
  }
}
