import type { IndexedDbStoreOptions } from '../../src/store/indexed-db/indexed-db-store.js';

/** Options with which the stores of IndexedDB keep their contract: each choice occurs. */
export const STORE_CHOICES: readonly IndexedDbStoreOptions[] = [
  {},
  { durability: 'strict', format: 'cbor' },
  { format: 'json', compression: 'gzip' },
  { durability: 'strict', format: 'cbor', compression: 'gzip' },
];
