import { expectTypeOf } from 'expect-type';
import { EMPTY, NEVER, of, timer, type Observable, type OperatorFunction } from 'rxjs';
import type { FailedOutcome, Outcome } from '../../src/core/outcome.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';

declare const either: boolean;
declare const pages: PullSource<Date>;
const numbers$ = of(1);

// The values of the inner, whatever it is.
const viaPromise$ = numbers$.pipe(mapConcurrent(async (item) => `${item}`));
expectTypeOf(viaPromise$).toEqualTypeOf<Observable<string>>();
const viaObservable$ = numbers$.pipe(mapConcurrent(() => timer(1)));
expectTypeOf(viaObservable$).toEqualTypeOf<Observable<0>>();
const viaArray$ = numbers$.pipe(mapConcurrent((item) => [item, 'a']));
expectTypeOf(viaArray$).toEqualTypeOf<Observable<string | number>>();
const viaIterable$ = numbers$.pipe(mapConcurrent((item) => new Set([item])));
expectTypeOf(viaIterable$).toEqualTypeOf<Observable<number>>();
const viaGenerator$ = numbers$.pipe(
  mapConcurrent(async function* (item) {
    yield item;
  }),
);
expectTypeOf(viaGenerator$).toEqualTypeOf<Observable<number>>();
expectTypeOf(numbers$.pipe(mapConcurrent(() => pages))).toEqualTypeOf<Observable<Date>>();

// Inners of several kinds.
const emptyOrOne$ = numbers$.pipe(mapConcurrent((item) => (either ? EMPTY : of(item))));
expectTypeOf(emptyOrOne$).toEqualTypeOf<Observable<number>>();
const ofTwoKinds$ = numbers$.pipe(mapConcurrent((item) => (either ? [item] : of('a'))));
expectTypeOf(ofTwoKinds$).toEqualTypeOf<Observable<string | number>>();
const withOptions$ = numbers$.pipe(
  mapConcurrent(() => of(true), { concurrency: 2, ordered: true }),
);
expectTypeOf(withOptions$).toEqualTypeOf<Observable<boolean>>();

// Outcomes.
const outcome$ = numbers$.pipe(mapConcurrent(async (item) => `${item}`, { outcomes: true }));
expectTypeOf(outcome$).toEqualTypeOf<Observable<Outcome<number, string>>>();
const answeredNow$ = numbers$.pipe(mapConcurrent((item) => item > 1, { outcomes: true }));
expectTypeOf(answeredNow$).toEqualTypeOf<Observable<Outcome<number, boolean>>>();

const copied$ = numbers$.pipe(
  mapConcurrent(async (item) => `${item}`, {
    outcomes: true,
    retry: { count: 3 },
    timeout: of(5),
    tolerate: { deadLetter: (failed: readonly FailedOutcome<number>[]) => failed.length },
  }),
);
expectTypeOf(copied$).toEqualTypeOf<Observable<Outcome<number, string>>>();

// By name.
expectTypeOf(mapConcurrent<string, number>(() => of(1))).toEqualTypeOf<
  OperatorFunction<string, number>
>();

numbers$.pipe(
  mapConcurrent((item, { signal, attempt }) => {
    expectTypeOf(item).toEqualTypeOf<number>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    expectTypeOf(attempt).toEqualTypeOf<number>();
    return NEVER;
  }),
);

// @ts-expect-error a plain value is no inner
numbers$.pipe(mapConcurrent((item) => item));
// @ts-expect-error an unknown option
mapConcurrent(() => NEVER, { lanes: 2 });
// @ts-expect-error a function is needed
mapConcurrent();
