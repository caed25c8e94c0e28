import { expectTypeOf } from 'expect-type';
import { dexieStore, type DexieStoreOptions } from '../../src/dexie/index.js';
import type { CacheStore, ResultStore } from '../../src/index.js';
import { keyvalCache, keyvalStore, type KeyvalStoreOptions } from '../../src/keyval/index.js';

expectTypeOf(dexieStore).toEqualTypeOf<
  (name: string, options?: DexieStoreOptions) => ResultStore
>();
expectTypeOf(keyvalStore).toEqualTypeOf<
  (name: string, options?: KeyvalStoreOptions) => ResultStore
>();
expectTypeOf(keyvalCache).toEqualTypeOf<(name: string) => CacheStore>();
expectTypeOf<DexieStoreOptions>().toEqualTypeOf<KeyvalStoreOptions>();
expectTypeOf<DexieStoreOptions['durability']>().toEqualTypeOf<'relaxed' | 'strict' | undefined>();
expectTypeOf<DexieStoreOptions['format']>().toEqualTypeOf<'json' | 'cbor' | undefined>();

// @ts-expect-error: a database has a name
dexieStore();
// @ts-expect-error: that is what files know
keyvalStore('a', { durability: 'power' });
// @ts-expect-error: a cache has no options
keyvalCache('a', {});
