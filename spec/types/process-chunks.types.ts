import { expectTypeOf } from 'expect-type';
import { bufferCount, EMPTY, of, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { FailedOutcome, Outcome } from '../../src/core/outcome.js';
import { eachItem } from '../../src/work/each-item.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';

declare const either: boolean;
type Lengths = Observable<ChunkResult<string, number>>;
const chunk$ = of('a', 'b').pipe(chunkBy(2));

// Answers now, later, and by an Observable.
const now$ = chunk$.pipe(processChunks((items) => items.map(({ length }) => length)));
expectTypeOf(now$).toEqualTypeOf<Lengths>();
const later$ = chunk$.pipe(processChunks(async (items) => items.map(({ length }) => length)));
expectTypeOf(later$).toEqualTypeOf<Lengths>();
const last$ = chunk$.pipe(processChunks((items) => of(items.map(({ length }) => length))));
expectTypeOf(last$).toEqualTypeOf<Lengths>();
const maybe$ = chunk$.pipe(processChunks(() => (either ? EMPTY : of([1]))));
expectTypeOf(maybe$).toEqualTypeOf<Lengths>();

// Outcomes per item, and nothing at all.
const outcomes$ = chunk$.pipe(
  processChunks(async (items) => settled(await Promise.allSettled(items.map(async () => 1)))),
);
expectTypeOf(outcomes$).toEqualTypeOf<Lengths>();
chunk$.pipe(processChunks(() => {}));
chunk$.pipe(processChunks(async () => {}));

// Arrays of any chunker.
const arrays$ = of('a').pipe(
  bufferCount(2),
  processChunks((items) => items.map(() => 1)),
);
expectTypeOf(arrays$).toEqualTypeOf<Lengths>();

// A function of one item.
const each$ = chunk$.pipe(processChunks(eachItem(async (item: string) => item.length)));
expectTypeOf(each$).toEqualTypeOf<Lengths>();

now$.subscribe((result) => {
  expectTypeOf(result.values).toEqualTypeOf<readonly (number | undefined)[]>();
  expectTypeOf(outcomesOf(result)).toEqualTypeOf<Iterable<Outcome<string, number>>>();
  for (const outcome of outcomesOf(result)) {
    if (outcome.status === 'fulfilled') expectTypeOf(outcome.value).toEqualTypeOf<number>();
    else expectTypeOf(outcome.reason).toEqualTypeOf<unknown>();
  }
});

chunk$.pipe(
  processChunks((items, { signal, attempt, idempotencyKey }) => {
    expectTypeOf(idempotencyKey).toEqualTypeOf<string>();
    expectTypeOf(items).toEqualTypeOf<readonly string[]>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(attempt).toEqualTypeOf<number>();
  }),
);

// What becomes of failures: numbers, options, and where it may change, Observables.
chunk$.pipe(
  processChunks(() => {}, {
    retry: { count: 3, delay: (_error, retryCount) => of(retryCount), classify: () => 'fatal' },
    timeout: { attempt: 1, chunk: undefined, run: 9 },
    isolate: true,
    tolerate: {
      max: 5,
      deadLetter: (failed: readonly FailedOutcome<string>[], { signal }) => {
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        return Promise.resolve(failed.length);
      },
    },
  }),
);
processChunks(() => {}, { retry: 3, timeout: of(5, { attempt: 6 }), tolerate: 0 });
// @ts-expect-error a class that there is none of
processChunks(() => {}, { retry: { classify: () => 'passing' } });
// @ts-expect-error milliseconds are a number
processChunks(() => {}, { timeout: '1s' });
// @ts-expect-error an unknown time limit
processChunks(() => {}, { timeout: { call: 5 } });
// @ts-expect-error the retry of a run does not change
processChunks(() => {}, { retry: of(3) });
const ofDates = (failed: readonly FailedOutcome<Date>[]) => failed.length;
// @ts-expect-error items of another kind are not copied
chunk$.pipe(processChunks(() => {}, { tolerate: { deadLetter: ofDates } }));

// @ts-expect-error items are not chunks
of(1).pipe(processChunks(() => {}));
// @ts-expect-error one value is no answer for a chunk
chunk$.pipe(processChunks(() => 5));
// @ts-expect-error an unknown option
processChunks(() => {}, { lanes: 4 });
// @ts-expect-error settled takes a list
settled({ status: 'fulfilled', value: 1 });
// @ts-expect-error an outcome has a status
settled([{ value: 1 }]);
// @ts-expect-error a function is needed
eachItem();
