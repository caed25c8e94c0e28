import {
  indexedDbStore,
  type IndexedDbStoreOptions,
} from '../store/indexed-db/indexed-db-store.js';
import { openDatabase } from '../store/indexed-db/open-database.js';
import type { ResultStore } from '../store/result-store.js';

/** How `keyvalStore` keeps results. */
export type KeyvalStoreOptions = IndexedDbStoreOptions;

/**
 * Keeps runs in an IndexedDB database of its own, in one object store of keys and values: a value for
 * each chunk, written in one transaction together with how far the run has come.
 *
 * The functions of idb-keyval read it, `entries(createStore(name, 'sluice'))`; storing needs no package.
 *
 * - **Acknowledges** a record when its transaction is complete, and not when its request succeeds: a
 *   chunk is there as a whole, or not at all.
 * - **Stores** with `format: 'json'` what JSON gives back as it was; an item with another value becomes
 *   a stored failure with the code `ERR_UNSTORABLE_VALUE`. `'cbor'` keeps more.
 * - **Errors** StoreWriteError (`full`) where there is no room: nothing of the chunk is stored, and it
 *   may be stored again. StoreBlockedError after 10 s (5 s behind another page), StoreVersionError for
 *   a newer database, StoreLostError where the data of a run was removed, StoreUnavailableError where
 *   there is no IndexedDB. What Safari fails to do is tried again on a new connection, three times.
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
 * import { keyvalStore } from 'sluice/keyval';
 *
 * const store = keyvalStore('results');
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(store, { runId: 'enrich-2026' }))
 *   .subscribe({
 *     complete: () => fromSource(store.results('enrich-2026'), { flow: null }).subscribe(console.log),
 *   });
 * ```
 */
export function keyvalStore(name: string, options?: KeyvalStoreOptions): ResultStore {
  return indexedDbStore('keyvalStore', name, options, (blocked) => openDatabase(name, blocked));
}
