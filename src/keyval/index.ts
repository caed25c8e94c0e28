export type { IndexedDbStoreOptions } from '../store/indexed-db/indexed-db-store.js';
export { keyvalCache } from './keyval-cache.js';
export { keyvalStore, type KeyvalStoreOptions } from './keyval-store.js';
