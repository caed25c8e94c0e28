/* eslint-disable @typescript-eslint/no-deprecated -- they stand in pipelines all the same */
import * as rx from 'rxjs';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { toAsyncIterable } from '../../src/flow/to-async-iterable.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { bySubscriber, byPlainObserver, governed, type Shape } from './canary-shape.js';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const never = () => rx.NEVER;
const LONG = 1e6;

/** Operators that stand between one source and a boundary, and let demand pass. */
export const operatorShapes: readonly Shape[] = [
  governed('no operator', ({ source }) => source()),

  // One in, one out. What an operator keeps by its nature, and the rest of a page, is the overshoot.
  governed('map, mapTo, pluck, tap, scan, timestamp, timeInterval', ({ source, time }) =>
    source().pipe(
      rx.map((item) => ({ item })),
      rx.pluck('item'),
      rx.mapTo(1),
      rx.tap(() => undefined),
      rx.scan((sum, item) => sum + item),
      rx.timestamp(time),
      rx.timeInterval(time),
    ),
  ),
  governed('finalize, defaultIfEmpty, throwIfEmpty', ({ source }) =>
    source().pipe(
      rx.finalize(() => undefined),
      rx.defaultIfEmpty(0),
      rx.throwIfEmpty(),
    ),
  ),
  governed('materialize, dematerialize', ({ source }) =>
    source().pipe(rx.materialize(), rx.dematerialize()),
  ),
  governed('pairwise', ({ source }) => source().pipe(rx.pairwise()), { items: 2999, overshoot: 5 }),
  governed('startWith, endWith', ({ source }) => source().pipe(rx.startWith(-1), rx.endWith(-2)), {
    items: 3002,
  }),
  // The boundary is full before the source is subscribed: the one false alarm.
  governed('startWith, 1,000 values', ({ source }) => source().pipe(rx.startWith(...range(1000))), {
    items: 4000,
    warns: ['NOBODY_LISTENS'],
  }),
  governed('withLatestFrom', ({ source }) => source().pipe(rx.withLatestFrom(rx.of(1)))),
  governed('timeout', ({ source, time }) =>
    source().pipe(rx.timeout({ each: LONG, scheduler: time })),
  ),
  governed('observable of ours through from', ({ source }) => rx.from(source())),

  // Fewer out than in.
  governed('filter, half of them', ({ source }) => source().pipe(rx.filter((i) => i % 2 === 0)), {
    items: 1500,
    ratio: 2,
  }),
  governed('filter, one of 50', ({ source }) => source().pipe(rx.filter((i) => i % 50 === 0)), {
    items: 60,
    ratio: 50,
  }),
  governed('distinct, distinctUntilChanged, distinctUntilKeyChanged', ({ source }) =>
    source().pipe(
      rx.distinct(),
      rx.distinctUntilChanged(),
      rx.map((key) => ({ key })),
      rx.distinctUntilKeyChanged('key'),
    ),
  ),
  governed(
    'skip, skipWhile, skipUntil, take, takeWhile, takeUntil',
    ({ source, time }) =>
      source().pipe(
        rx.skip(5),
        rx.skipWhile((item) => item < 7),
        rx.skipUntil(rx.of(1)),
        rx.takeWhile((item) => item < 2900),
        rx.takeUntil(rx.timer(LONG, time)),
        rx.take(2000),
      ),
    { items: 2000, overshoot: 10 },
  ),
  governed('skipLast', ({ source }) => source().pipe(rx.skipLast(3)), {
    items: 2997,
    overshoot: 5,
  }),
  governed(
    'first, elementAt, find, findIndex, isEmpty',
    ({ source }) =>
      rx.merge(
        source().pipe(rx.first()),
        source().pipe(rx.elementAt(3)),
        source().pipe(rx.find((item) => item === 4)),
        source().pipe(rx.findIndex((item) => item === 4)),
        source().pipe(rx.isEmpty()),
      ),
    { items: 5 },
  ),

  // Gathered and opened again.
  governed(
    'bufferCount, mergeAll',
    ({ source }) => source().pipe(rx.bufferCount(7), rx.mergeAll()),
    {
      overshoot: 5,
    },
  ),
  governed('windowCount, concatAll', ({ source }) =>
    source().pipe(rx.windowCount(10), rx.concatAll()),
  ),
  governed('window', ({ source }) => source().pipe(rx.window(rx.NEVER), rx.mergeAll())),
  governed('windowTime', ({ source, time }) =>
    source().pipe(rx.windowTime(LONG, time), rx.mergeAll()),
  ),
  governed('windowToggle', ({ source }) =>
    source().pipe(rx.windowToggle(rx.of(1), never), rx.mergeAll()),
  ),
  governed('windowWhen', ({ source }) => source().pipe(rx.windowWhen(never), rx.mergeAll())),
  governed('groupBy', ({ source }) =>
    source().pipe(
      rx.groupBy((item) => item % 3),
      rx.mergeAll(),
    ),
  ),
  governed('groupBy, bufferCount in each group', ({ source }) =>
    source().pipe(
      rx.groupBy((item) => item % 3),
      rx.mergeMap((group) => group.pipe(rx.bufferCount(10))),
      rx.mergeAll(),
    ),
  ),

  // A pull source as the outer one, and inners that end at once.
  governed('concatMap, concatMapTo to of', ({ source }) =>
    source().pipe(
      rx.concatMap((item) => rx.of(item)),
      rx.concatMapTo(rx.of(1)),
    ),
  ),
  governed('mergeMap, flatMap, mergeMapTo to of', ({ source }) =>
    source().pipe(
      rx.mergeMap((item) => rx.of(item), 4),
      rx.flatMap((item) => rx.of(item)),
      rx.mergeMapTo(rx.of(1)),
    ),
  ),
  governed('switchMap, switchMapTo, exhaustMap to of', ({ source }) =>
    source().pipe(
      rx.switchMap((item) => rx.of(item)),
      rx.switchMapTo(rx.of(1)),
      rx.exhaustMap((item) => rx.of(item)),
    ),
  ),
  governed('mergeScan, switchScan to of', ({ source }) =>
    source().pipe(
      rx.mergeScan((_, item) => rx.of(item), 0),
      rx.switchScan((_, item) => rx.of(item), 0),
    ),
  ),
  governed('delayWhen (of)', ({ source }) => source().pipe(rx.delayWhen(() => rx.of(1)))),
  // All of an item's expansion comes in the turn of its pull, and is taken.
  governed('mergeMap to range, 1,000 for one', ({ source }) =>
    source(3).pipe(rx.mergeMap(() => rx.range(0, 1000))),
  ),
  governed(
    'expand, one level, without limit',
    ({ source }) =>
      source(10).pipe(
        rx.expand((item) => (item === 5 ? source(1000).pipe(rx.map((i) => i + 10)) : rx.EMPTY)),
      ),
    { items: 1010, overshoot: 5 },
  ),

  // Shared among subscribers: the first one's gate governs, found by the ambient.
  governed('share', ({ source }) => source().pipe(rx.share())),
  governed('shareReplay', ({ source }) => source().pipe(rx.shareReplay(1))),
  governed('connect', ({ source }) =>
    source().pipe(rx.connect((shared) => shared.pipe(rx.map((item) => item)))),
  ),
  governed('publish, refCount', ({ source }) => source().pipe(rx.publish(), rx.refCount())),
  governed('publish (selector)', ({ source }) => source().pipe(rx.publish((shared) => shared))),
  governed('publishReplay', ({ source }) => source().pipe(rx.publishReplay(1), rx.refCount())),
  governed(
    'publishBehavior',
    ({ source }) => source().pipe(rx.publishBehavior(-1), rx.refCount()),
    { items: 3001 },
  ),
  governed('multicast', ({ source }) =>
    source().pipe(
      rx.multicast(
        () => new rx.Subject<number>(),
        (shared) => shared,
      ),
    ),
  ),

  // Operators of one's own.
  governed('own operator, chained', ({ source }) => source().pipe(bySubscriber)),
  governed('own operator, plain observer', ({ source }) => source().pipe(byPlainObserver)),

  // Ours.
  governed(
    'mapConcurrent, a boundary above',
    ({ source }) => source().pipe(mapConcurrent(async (item) => item, { concurrency: 5 })),
    { overshoot: 10 },
  ),
  governed(
    'mapConcurrent to timer',
    ({ source, time }) =>
      source().pipe(
        mapConcurrent((item) => rx.timer(1, time).pipe(rx.map(() => item)), { concurrency: 4 }),
      ),
    { overshoot: 10 },
  ),
  governed(
    'mapConcurrent to a source',
    ({ source }) => source(3).pipe(mapConcurrent(() => source(1000), { concurrency: 1 })),
    { overshoot: 3 },
  ),
  governed(
    'processChunks, a boundary above, late',
    ({ source, time }) =>
      rx.timer(2, time).pipe(
        rx.switchMap(() =>
          source().pipe(
            rx.bufferCount(5),
            processChunks(async (items: readonly number[]) => items, { concurrency: 5 }),
          ),
        ),
      ),
    // 30 results of five items each below, and six chunks in its own slots
    { items: 600, ratio: 5, overshoot: 30 },
  ),
  governed(
    'three pipelines with boundaries of their own',
    ({ source }) => {
      const save = processChunks(async (items: readonly number[]) => items, {
        concurrency: 2,
        prefetch: 1,
      });
      const pipeline = () => source(1000).pipe(rx.bufferCount(10), save);
      return rx.merge(pipeline(), pipeline(), pipeline());
    },
    // 30 results of ten items below, and three chunks of ten in the slots of each
    { items: 300, ratio: 10, overshoot: 90 },
  ),
  governed('toAsyncIterable, read by from', ({ source }) => rx.from(toAsyncIterable(source())), {
    overshoot: 5,
  }),
  governed('pauseWhen', ({ source }) => source().pipe(pauseWhen(rx.of(false)))),
];
