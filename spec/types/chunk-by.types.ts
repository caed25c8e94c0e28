import { expectTypeOf } from 'expect-type';
import { NEVER, of, type Observable, type OperatorFunction } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';

expectTypeOf(of('a').pipe(chunkBy(2))).toEqualTypeOf<Observable<Chunk<string>>>();
expectTypeOf(of('a').pipe(chunkBy({ maxWait: 5 }))).toEqualTypeOf<Observable<Chunk<string>>>();

// The item type comes from the pipe, into the callbacks too.
of({ bytes: 1 }).pipe(
  chunkBy({
    maxWeight: 10,
    weight: (item) => {
      expectTypeOf(item).toEqualTypeOf<{ bytes: number }>();
      return item.bytes;
    },
    closeWhen: (item, chunk) => {
      expectTypeOf(chunk).toEqualTypeOf<readonly (typeof item)[]>();
      return chunk.length > 1;
    },
    flush: NEVER,
  }),
);

expectTypeOf(chunkBy<number>(2)).toEqualTypeOf<OperatorFunction<number, Chunk<number>>>();

// Bounds may change.
chunkBy({ maxSize: of(2), maxWeight: of(10), weight: () => 1, maxWait: of(5) });

// @ts-expect-error an unknown option
chunkBy({ maxItems: 2 });
// @ts-expect-error a size is a number
chunkBy('2');
// @ts-expect-error an Observable of sizes is of numbers
chunkBy({ maxSize: of('2') });
// @ts-expect-error limits have no default as a whole
chunkBy();
