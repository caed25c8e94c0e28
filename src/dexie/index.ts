export { dexieStore, type DexieStoreOptions } from './dexie-store.js';
