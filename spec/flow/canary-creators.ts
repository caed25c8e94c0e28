/* eslint-disable @typescript-eslint/no-deprecated -- they stand in pipelines all the same */
import * as rx from 'rxjs';
import { A_SLICE, byKind, bySubscriber, governed, readsOn, type Shape } from './canary-shape.js';

const fails = () => rx.throwError(() => new Error('once'));

/** Sources put together, subscribed again, or subscribed late: demand passes. */
export const creatorShapes: readonly Shape[] = [
  governed('using, defer, iif', ({ source }) =>
    rx.using(
      () => new rx.Subscription(),
      () => rx.defer(() => rx.iif(() => true, source(), rx.EMPTY)),
    ),
  ),
  governed('concat', ({ source }) => rx.concat(source(20), source()), { items: 3020 }),
  governed('concatAll', ({ source }) => rx.of(source(1500), source(1500)).pipe(rx.concatAll())),
  governed('concat after a timer', ({ source, time }) =>
    rx.concat(rx.timer(3, time).pipe(rx.ignoreElements()), source()),
  ),
  governed('concatWith after a timer', ({ source, time }) =>
    rx.timer(3, time).pipe(rx.ignoreElements(), rx.concatWith(source())),
  ),
  // Two asynchronous sources may each have asked when the last slot is taken.
  governed('merge', ({ source }) => rx.merge(source(1500), source(1500)), { overshoot: 1 }),
  governed('mergeWith', ({ source }) => source(1500).pipe(rx.mergeWith(source(1500))), {
    overshoot: 1,
  }),
  governed(
    'partition, merge',
    ({ source }) => rx.merge(...rx.partition(source(1500), (item) => item % 2 === 0)),
    { items: 1500, ratio: 2, overshoot: 1 },
  ),
  governed('race', ({ source }) => rx.race(source(), source()), { overshoot: 1 }),
  governed('raceWith', ({ source }) => source().pipe(rx.raceWith(source())), { overshoot: 1 }),

  // Subscribed again.
  governed(
    'catchError, at once',
    ({ source }) => rx.concat(rx.of(1), fails()).pipe(rx.catchError(() => source())),
    { items: 3001 },
  ),
  governed('catchError, late', ({ source, time }) =>
    rx.timer(2, time).pipe(
      rx.mergeMap(fails),
      rx.catchError(() => source()),
    ),
  ),
  governed(
    'retry, at once',
    ({ source }) => {
      let failed = false;
      return source().pipe(
        rx.tap((item) => {
          if (item !== 50 || failed) return;
          failed = true;
          throw new Error('once');
        }),
        rx.retry(2),
      );
    },
    { items: 3050 },
  ),
  governed('retry, late', ({ source, time }) =>
    failingOnce(source).pipe(rx.retry({ count: 2, delay: () => rx.timer(3, time) })),
  ),
  governed('retryWhen', ({ source, time }) =>
    failingOnce(source).pipe(rx.retryWhen((errors) => errors.pipe(rx.delay(3, time)))),
  ),
  governed('repeat, at once', ({ source }) => source(1500).pipe(rx.repeat(2))),
  governed('repeat, late', ({ source, time }) =>
    source(5).pipe(rx.repeat({ count: 600, delay: () => rx.timer(1, time) })),
  ),
  governed('repeatWhen', ({ source, time }) =>
    source(5).pipe(rx.repeatWhen((ends) => ends.pipe(rx.delay(1, time), rx.take(599)))),
  ),
  governed('onErrorResumeNext', ({ source, time }) =>
    rx.onErrorResumeNext(rx.timer(2, time).pipe(rx.mergeMap(fails)), source()),
  ),
  governed('onErrorResumeNextWith', ({ source, time }) =>
    rx.timer(2, time).pipe(rx.mergeMap(fails), rx.onErrorResumeNextWith(source())),
  ),
  governed('timeout with a source', ({ source, time }) =>
    rx.NEVER.pipe(rx.timeout({ first: 2, with: () => source(), scheduler: time })),
  ),
  governed('timeoutWith', ({ source, time }) => rx.NEVER.pipe(rx.timeoutWith(2, source(), time))),

  // Sources as inners.
  governed('concatMap to sources', ({ source }) =>
    rx.of(1, 2).pipe(rx.concatMap(() => source(1500))),
  ),
  governed(
    'mergeMap (2) to sources',
    ({ source }) => rx.of(1, 2, 3, 4).pipe(rx.mergeMap(() => source(750), 2)),
    { overshoot: 1 },
  ),
  // The second and third outer item wait in the queue of concatMap.
  governed(
    'concatMap to sources, under a source',
    ({ source }) => source(3).pipe(rx.concatMap(() => source(1000))),
    { overshoot: 3 },
  ),
  ...lateInners(),

  // Subscribed by a scheduler.
  governed('subscribeOn', ({ source, time }) => source().pipe(rx.subscribeOn(time))),
  governed('subscribeOn (asap)', ({ source }) => source().pipe(rx.subscribeOn(rx.asapScheduler))),

  // Several sources at once: while the first synchronous one is read, the second does not begin.
  ...together('zip', ({ source }) => rx.zip(source(), source()), 3000, 31),
  ...together('zipWith', ({ source }) => source().pipe(rx.zipWith(source())), 3000, 31),
  ...together('zipAll', ({ source }) => rx.of(source(), source()).pipe(rx.zipAll()), 3000, 31),
  ...together('combineLatest', ({ source }) => rx.combineLatest([source(), source()])),
  ...together('combineLatestWith', ({ source }) => source().pipe(rx.combineLatestWith(source()))),
  ...together('combineLatestAll', ({ source }) =>
    rx.of(source(), source()).pipe(rx.combineLatestAll()),
  ),
  ...together('combineAll', ({ source }) => rx.of(source(), source()).pipe(rx.combineAll())),

  // What needs every item, or drops some.
  readsOn('forkJoin', ({ source }) => rx.forkJoin([source(), source()]), 1),
  readsOn('sequenceEqual', ({ source }) => source().pipe(rx.sequenceEqual(source())), 1),
  readsOn('reduce', ({ source }) => source().pipe(rx.reduce((sum: number, item) => sum + item)), 1),
  readsOn('count', ({ source }) => source().pipe(rx.count()), 1),
  readsOn(
    'max, min',
    ({ source }) => rx.merge(source().pipe(rx.max()), source().pipe(rx.min())),
    2,
  ),
  readsOn('last', ({ source }) => source().pipe(rx.last()), 1),
  readsOn('single', ({ source }) => source().pipe(rx.single((item) => item === 5)), 1),
  readsOn('every', ({ source }) => source().pipe(rx.every(() => true)), 1),
  readsOn('ignoreElements', ({ source }) => source().pipe(rx.ignoreElements()), 0),
  readsOn('takeLast', ({ source }) => source().pipe(rx.takeLast(5)), 5),
  readsOn('publishLast', ({ source }) => source().pipe(rx.publishLast(), rx.refCount()), 1),
  readsOn('debounceTime', ({ source, time }) => source().pipe(rx.debounceTime(1, time))),
  readsOn('debounce', ({ source, time }) => source().pipe(rx.debounce(() => rx.timer(1, time)))),
  readsOn('auditTime', ({ source, time }) => source().pipe(rx.auditTime(1, time))),
  readsOn('audit', ({ source, time }) => source().pipe(rx.audit(() => rx.timer(1, time)))),
  readsOn('throttleTime', ({ source, time }) => source().pipe(rx.throttleTime(1, time))),
  readsOn('throttle', ({ source, time }) => source().pipe(rx.throttle(() => rx.timer(1, time)))),
  readsOn('sampleTime', ({ source, time }) => source().pipe(rx.sampleTime(1, time))),
  readsOn('sample', ({ source, time }) => source().pipe(rx.sample(rx.interval(1, time)))),
  readsOn('switchMap to timer', ({ source, time }) =>
    source().pipe(rx.switchMap(() => rx.timer(1, time))),
  ),
  readsOn('exhaustMap to timer', ({ source, time }) =>
    source().pipe(rx.exhaustMap(() => rx.timer(1, time))),
  ),
];

function failingOnce<T>(source: () => rx.Observable<T>): rx.Observable<T> {
  let failed = false;
  return rx.defer(() => {
    if (failed) return source();
    failed = true;
    return fails();
  });
}

/** The commonest shape of an application: a click or a route, then a source. */
function lateInners(): Shape[] {
  const late = (time: rx.SchedulerLike) => rx.timer(2, time);
  return [
    governed('concatMap, late', ({ source, time }) =>
      late(time).pipe(rx.concatMap(() => source())),
    ),
    governed('switchMap, late', ({ source, time }) =>
      late(time).pipe(rx.switchMap(() => source())),
    ),
    governed('switchAll, late', ({ source, time }) =>
      late(time).pipe(
        rx.map(() => source()),
        rx.switchAll(),
      ),
    ),
    governed('exhaustMap, polled', ({ source, time }) =>
      rx.interval(2, time).pipe(
        rx.take(3),
        rx.exhaustMap(() => source()),
      ),
    ),
    governed('exhaustAll, exhaust, polled', ({ source, time }) =>
      rx.interval(2, time).pipe(
        rx.take(3),
        rx.map(() => rx.of(source()).pipe(rx.exhaust())),
        rx.exhaustAll(),
      ),
    ),
    governed('mergeScan, late', ({ source, time }) =>
      late(time).pipe(rx.mergeScan(() => source(), 0)),
    ),
    governed('switchScan, late', ({ source, time }) =>
      late(time).pipe(rx.switchScan(() => source(), 0)),
    ),
    governed(
      'expand, late',
      ({ source, time }) =>
        late(time).pipe(
          rx.map(() => -1),
          rx.expand((item) => (item === -1 ? source() : rx.EMPTY)),
        ),
      { items: 3001 },
    ),
    governed('own operator, chained, late', ({ source, time }) =>
      late(time).pipe(rx.switchMap(() => source().pipe(bySubscriber))),
    ),
  ];
}

/** One item out for two pulled of asynchronous sources, which take turns. */
function together(shape: string, build: Shape['build'], items?: number, overshoot = 2): Shape[] {
  const whole = { shape, build, items, ratio: 1 };
  const [all, some] = [
    readsOn(shape, build, items, A_SLICE),
    governed(shape, build, { overshoot }),
  ];
  return [byKind(whole, { sync: all, async: some, paged: all })];
}
