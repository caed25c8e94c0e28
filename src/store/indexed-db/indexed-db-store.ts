import { checkValue, oneOf, readOptions } from '../../core/options.js';
import { cborValues } from '../codec/cbor-values.js';
import { packer } from '../codec/packer.js';
import { jsonValues } from '../codec/json-values.js';
import type { Compression } from '../codec/packing.js';
import { recordStore } from '../records/record-store.js';
import type { ResultStore } from '../result-store.js';
import type { OpenDatabase } from './connection.js';
import { databaseName } from './database-name.js';
import { IndexedDbRuns } from './indexed-db-runs.js';

/** How a store in IndexedDB keeps results. */
export interface IndexedDbStoreOptions {
  /**
   * What an acknowledged record survives: `'strict'`, that the machine loses its power; `'relaxed'`,
   * that the page or the browser dies, at a fraction of the time. @default 'relaxed'
   */
  readonly durability?: 'relaxed' | 'strict' | undefined;
  /**
   * `'cbor'` also keeps what JSON cannot: Date, Map, Set, BigInt, NaN, bytes. @default 'json'
   */
  readonly format?: 'json' | 'cbor' | undefined;
  /** Of each record, where that makes it smaller. @default 'none' */
  readonly compression?: Compression | undefined;
}

/** Checks what users have given, and makes a ResultStore of a database that is opened when it is needed. */
export function indexedDbStore(
  where: string,
  name: string,
  options: IndexedDbStoreOptions | undefined,
  open: OpenDatabase,
): ResultStore {
  checkValue(where, 'name', name, databaseName);
  const {
    durability = 'relaxed',
    format = 'json',
    compression = 'none',
  } = readOptions<IndexedDbStoreOptions>(where, options, {
    durability: oneOf('relaxed', 'strict'),
    format: oneOf('json', 'cbor'),
    compression: oneOf('none', 'gzip', 'brotli', 'zstd', 'auto'),
  });
  let runs: IndexedDbRuns | undefined;
  return recordStore({
    where,
    database: () => Promise.resolve((runs ??= new IndexedDbRuns({ name, open, durability }))),
    format: () => Promise.resolve(format === 'json' ? jsonValues : cborValues),
    packer: packer(where, compression),
  });
}
