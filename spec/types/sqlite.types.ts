import { expectTypeOf } from 'expect-type';
import type { CacheStore, ResultStore } from '../../src/index.js';
import { sqliteCache, sqliteStore, type SqliteStoreOptions } from '../../src/sqlite/index.js';

expectTypeOf(sqliteStore).toEqualTypeOf<
  (file: string, options?: SqliteStoreOptions) => ResultStore
>();
expectTypeOf<SqliteStoreOptions['durability']>().toEqualTypeOf<'power' | 'process' | undefined>();
expectTypeOf(sqliteCache).toEqualTypeOf<(file: string) => CacheStore>();

// @ts-expect-error: a file has a path
sqliteStore();
// @ts-expect-error: JSON is what SQL can query
sqliteStore('a.db', { format: 'cbor' });
