export { sqliteStore, type SqliteStoreOptions } from './sqlite-store.js';
export { sqliteCache } from './sqlite-cache.js';
