export { keyvalStore, type KeyvalStoreOptions } from './keyval-store.js';
