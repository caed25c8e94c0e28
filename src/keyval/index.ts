export { keyvalCache } from './keyval-cache.js';
export { keyvalStore, type KeyvalStoreOptions } from './keyval-store.js';
