import { asyncScheduler } from 'rxjs';
import { checkValue } from '../core/options.js';
import { entryOf, storedEntry, type StoredEntry } from '../store/codec/stored-entry.js';
import { Connection } from '../store/indexed-db/connection.js';
import { databaseName } from '../store/indexed-db/database-name.js';
import { openDatabase } from '../store/indexed-db/open-database.js';
import type { CacheEntry, CacheStore } from '../work/cache/cache-store.js';

/** Milliseconds within which opening, and each transaction, has to end. */
const LIMIT = 10_000;

/**
 * A cache in IndexedDB, for `cached`: what work made of equal targets outlives the page.
 *
 * A database may hold a cache and the runs of a `keyvalStore`. Values are kept as CBOR: besides what JSON
 * keeps also Date, Map, Set, BigInt, NaN and bytes; of any other value (instances of classes, functions)
 * nothing is kept, and an earlier entry is forgotten.
 *
 * - **Acknowledges** entries when their transaction is complete: all of one call, or none.
 * - **Errors** StoreWriteError (`full`) where there is no room, StoreBlockedError after 10 s,
 *   StoreVersionError for a newer database, StoreUnavailableError where there is no IndexedDB. `cached`
 *   calls work then, as if nothing was kept.
 * - **Holds at most** the entries that are on their way. The database grows with each new key, until
 *   entries are deleted.
 *
 * @param name of the database.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) at the call.
 *
 * @example
 * ```ts
 * import { cached, eachItem, processChunks } from 'sluice';
 * import { keyvalCache } from 'sluice/keyval';
 *
 * const store = keyvalCache('places');
 * const key = (city: string) => city.toLowerCase();
 * const locate = processChunks(cached(eachItem(geocode), { key, store, maxAge: 86_400_000 }));
 * ```
 */
export function keyvalCache(name: string): CacheStore {
  checkValue('keyvalCache', 'name', name, databaseName);
  return new KeyvalCache(name);
}

class KeyvalCache implements CacheStore {
  readonly #connection: Connection;

  constructor(name: string) {
    this.#connection = new Connection({
      ...{ name, durability: 'relaxed', limit: LIMIT, scheduler: asyncScheduler },
      open: (blocked) => openDatabase(name, blocked),
    });
  }

  async get(keys: readonly string[]): Promise<(CacheEntry | undefined)[]> {
    const found = await this.#connection.run<(StoredEntry | undefined)[]>(
      'readonly',
      (store, { on, answer }) => {
        const entries: (StoredEntry | undefined)[] = [];
        for (const [place, key] of keys.entries()) {
          on(store.get(key) as IDBRequest<StoredEntry | undefined>, (entry) => {
            entries[place] = entry;
          });
        }
        answer(entries);
      },
    );
    return keys.map((_, place) => found[place] && entryOf(found[place]));
  }

  async set(entries: readonly (readonly [key: string, entry: CacheEntry])[]): Promise<void> {
    const stored = entries.map(([key, entry]) => [key, storedEntry(entry)] as const);
    await this.#connection.run('readwrite', (store) => {
      for (const [key, entry] of stored) {
        if (entry === undefined) store.delete(key);
        else store.put(entry, key);
      }
    });
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#connection.run('readwrite', (store) => {
      for (const key of keys) store.delete(key);
    });
  }
}
