import { expectTypeOf } from 'expect-type';
import type { ResultStore } from '../../src/index.js';
import {
  binaryStore,
  jsonLinesStore,
  openStore,
  type FileStore,
  type FileStoreOptions,
  type OpenStoreOptions,
} from '../../src/node/index.js';

expectTypeOf(jsonLinesStore).toEqualTypeOf<
  (dir: string, options?: FileStoreOptions) => FileStore
>();
expectTypeOf(binaryStore).toEqualTypeOf<typeof jsonLinesStore>();
expectTypeOf(openStore).toEqualTypeOf<(dir: string, options?: OpenStoreOptions) => FileStore>();
expectTypeOf<FileStore>().toExtend<ResultStore>();
expectTypeOf<OpenStoreOptions['format']>().toEqualTypeOf<'json' | 'binary' | undefined>();

// @ts-expect-error: the format is that of the store
binaryStore('runs', { format: 'json' });
// @ts-expect-error: no such compression
openStore('runs', { compression: 'lzma' });
