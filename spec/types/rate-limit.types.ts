import { expectTypeOf } from 'expect-type';
import { of, type Observable } from 'rxjs';
import {
  chunkBy,
  createFlow,
  eachItem,
  mapConcurrent,
  processChunks,
  rateLimit,
  type Chunk,
  type Rate,
} from '../../src/index.js';

// What passes keeps its type.
expectTypeOf(of('a').pipe(rateLimit({ limit: 2, per: 1000 }))).toEqualTypeOf<Observable<string>>();
expectTypeOf(
  of('a').pipe(chunkBy(2), rateLimit({ limit: 2, per: 1000 }, { flow: createFlow() })),
).toEqualTypeOf<Observable<Chunk<string>>>();

// Cost and key get what passes.
of('a').pipe(
  rateLimit({
    limit: 2,
    per: 1000,
    cost: (text) => {
      expectTypeOf(text).toEqualTypeOf<string>();
      return text.length;
    },
    key: (text) => text[0],
  }),
);
of('a').pipe(chunkBy(2), rateLimit({ limit: 2, per: 1, cost: ({ weight }) => weight }));

// A rate may change.
declare const rate$: Observable<Rate<string>>;
of('a').pipe(rateLimit(rate$));
expectTypeOf(of('a').pipe(rateLimit(of({ limit: 1, per: 1 })))).toEqualTypeOf<Observable<string>>();

// As an option of eachItem it gets items.
eachItem((text: string) => text, { rateLimit: { limit: 1, per: 1, cost: (text) => text.length } });
eachItem((text: string) => text, { rateLimit: rate$, key: (text) => text[0] });

// Order by key: of items, also where chunks are worked on.
of('a').pipe(mapConcurrent((text) => of(text), { ordered: { key: (text) => text.length } }));
expectTypeOf(
  of('a').pipe(
    chunkBy(2),
    processChunks((texts: readonly string[]) => texts, { ordered: { key: (text) => text.length } }),
  ),
).toHaveProperty('subscribe');

// @ts-expect-error so much, and in what time
rateLimit({ limit: 1 });
// @ts-expect-error the limit is a number
rateLimit({ limit: '1', per: 1 });
// @ts-expect-error a cost is a number
of('a').pipe(rateLimit({ limit: 1, per: 1, cost: (text) => text }));
// @ts-expect-error an unknown option
rateLimit({ limit: 1, per: 1 }, { concurrency: 1 });
// @ts-expect-error a key is a function
of('a').pipe(mapConcurrent((text) => of(text), { ordered: { key: 'id' } }));
