export type { IndexedDbStoreOptions } from '../store/indexed-db/indexed-db-store.js';
export { dexieStore, type DexieStoreOptions } from './dexie-store.js';
