import {
  indexedDbStore,
  type IndexedDbStoreOptions,
} from '../store/indexed-db/indexed-db-store.js';
import type { ResultStore } from '../store/result-store.js';
import { openByDexie } from './open-by-dexie.js';

/** How `dexieStore` keeps results. */
export type DexieStoreOptions = IndexedDbStoreOptions;

/**
 * Keeps runs in a table, `sluice`, of a Dexie database: a row for each chunk, written in one
 * transaction together with how far the run has come.
 *
 * Dexie opens the database, makes the table where there is none, and leaves other tables alone; records
 * are written below it, since one row for each item would take many times as long. In a database whose
 * tables you declare, declare this one as well: `sluice: ',*keys'`. Dexie removes a table that is
 * missing in your next version, and its runs with it.
 *
 * - **Acknowledges** a record when its transaction is complete, and not when its request succeeds: a
 *   chunk is there as a whole, or not at all.
 * - **Stores** with `format: 'json'` what JSON gives back as it was; an item with another value becomes
 *   a stored failure with the code `ERR_UNSTORABLE_VALUE`. `'cbor'` keeps more.
 * - **Errors** StoreWriteError (`full`) where there is no room: nothing of the chunk is stored, and it
 *   may be stored again. StoreBlockedError after 10 s (5 s behind another page), StoreLostError where
 *   the data of a run was removed, StoreUnavailableError where there is no IndexedDB, MissingPeerError
 *   without dexie. What Safari fails to do is tried again on a new connection, three times.
 * - **One writer** for a run, in all tabs and workers: by Web Locks, or where there are none by a sign
 *   of life every 10 s; there, a tab that died is replaced after two minutes.
 * - **Holds at most** the records that are on their way.
 *
 * @param name of the database.
 * @param options `durability`: `'relaxed'` (default) or `'strict'`; `format`: `'json'` (default) or
 * `'cbor'`; `compression`: `'none'` (default), `'gzip'`, `'brotli'`, `'zstd'`, `'auto'`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, processChunks, storeTo } from 'sluice';
 * import { dexieStore } from 'sluice/dexie';
 *
 * const store = dexieStore('results');
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(store, { runId: 'enrich-2026' }))
 *   .subscribe({
 *     complete: () => fromSource(store.results('enrich-2026'), { flow: null }).subscribe(console.log),
 *   });
 * ```
 */
export function dexieStore(name: string, options?: DexieStoreOptions): ResultStore {
  return indexedDbStore('dexieStore', name, options, (blocked) => openByDexie(name, blocked));
}
