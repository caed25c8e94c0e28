import { expectTypeOf } from 'expect-type';
import { of, type Observable } from 'rxjs';
import {
  cached,
  chunkBy,
  eachItem,
  memoryCache,
  processChunks,
  type CacheStore,
  type ChunkResult,
  type Work,
} from '../../src/index.js';
import {
  csvFile,
  dexieTable,
  jsonLinesFile,
  sqlTable,
  writeTo,
  type Sink,
} from '../../src/sinks/index.js';

// Cached work is work of the same types.
const lengths = cached(
  eachItem((text: string) => text.length),
  { key: (text) => text },
);
expectTypeOf(lengths).toEqualTypeOf<Work<string, number>>();
expectTypeOf(memoryCache()).toEqualTypeOf<CacheStore>();
// @ts-expect-error a key is needed
cached(lengths, {});
// @ts-expect-error a key is a string
cached(lengths, { key: (text: string) => text.length });

// It hands on what it was given, in its own type.
const results$ = of('a').pipe(chunkBy(2), processChunks(lengths));
expectTypeOf(results$.pipe(writeTo(jsonLinesFile('a')))).toEqualTypeOf<
  Observable<ChunkResult<string, number>>
>();
const numbers: Sink<number> = { write: () => undefined };
results$.pipe(writeTo(numbers, { row: ({ position }) => position }));
// @ts-expect-error a row is a number
writeTo(numbers, { row: ({ position }) => `${position}` });

expectTypeOf(jsonLinesFile<number>('a')).toEqualTypeOf<Sink<number>>();
expectTypeOf(csvFile<object>(new WritableStream(), { columns: ['a'] })).toEqualTypeOf<
  Sink<object>
>();
// @ts-expect-error columns are needed
csvFile('a', {});
// @ts-expect-error a key is needed
sqlTable(() => undefined, 'table', {});
// @ts-expect-error it is no table
dexieTable({});
