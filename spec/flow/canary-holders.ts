import * as rx from 'rxjs';
import {
  A_SLICE,
  byKind,
  byPlainObserver,
  governed,
  holder,
  ungoverned,
  type Shape,
} from './canary-shape.js';

const ITEMS = 3000;

/** Shapes that demand does not pass through, and shapes with a queue inside RxJS. */
export const holderShapes: readonly Shape[] = [
  // A pull source as the outer one, and inners that take time: the queue is inside RxJS.
  holder('concatMap to timer', ITEMS, ({ source, time }) =>
    source().pipe(rx.concatMap((item) => rx.timer(1, time).pipe(rx.map(() => item)))),
  ),
  holder('mergeMap (4) to timer', ITEMS, ({ source, time }) =>
    source().pipe(rx.mergeMap((item) => rx.timer(1, time).pipe(rx.map(() => item)), 4)),
  ),
  holder('mergeMap to timer', A_SLICE, ({ source, time }) =>
    source().pipe(rx.mergeMap((item) => rx.timer(1, time).pipe(rx.map(() => item)))),
  ),
  holder('mergeScan (1) to timer', ITEMS, ({ source, time }) =>
    source().pipe(rx.mergeScan((_, item) => rx.timer(1, time).pipe(rx.map(() => item)), 0, 1)),
  ),
  // Few items: each takes a piece of the stack, and some 800 of them break off in silence.
  holder(
    'expand (1) to timer',
    300,
    ({ source, time }) =>
      source(300).pipe(
        rx.expand((item) => (item < 0 ? rx.EMPTY : rx.timer(1, time).pipe(rx.map(() => -1))), 1),
      ),
    { items: 600 },
  ),
  holder(
    'expand (1), one level',
    300,
    ({ source }) =>
      source(10).pipe(
        rx.expand((item) => (item === 5 ? source(300).pipe(rx.map((i) => i + 10)) : rx.EMPTY), 1),
      ),
    { items: 310 },
  ),
  // A resolved promise is as fast as an asynchronous source, and slower than the others.
  ...slowerThanLoops('concatMap to promise', ({ source }) =>
    source().pipe(rx.concatMap(async (item) => item)),
  ),
  ...slowerThanLoops('observeOn (asap)', ({ source }) =>
    source().pipe(rx.observeOn(rx.asapScheduler)),
  ),

  // Held for a time.
  holder('observeOn', A_SLICE, ({ source, time }) => source().pipe(rx.observeOn(time))),
  holder('scheduled', A_SLICE, ({ source, time }) => rx.scheduled(source(), time)),
  holder('delay', A_SLICE, ({ source, time }) => source().pipe(rx.delay(5, time))),
  holder('delayWhen (timer)', A_SLICE, ({ source, time }) =>
    source().pipe(rx.delayWhen(() => rx.timer(5, time))),
  ),
  holder('bufferTime', A_SLICE, ({ source, time }) =>
    source().pipe(rx.bufferTime(5, null, Infinity, time), rx.mergeAll()),
  ),
  holder('windowTime, concatMap to toArray', A_SLICE, ({ source, time }) =>
    source().pipe(
      rx.windowTime(5, time),
      rx.concatMap((window) => window.pipe(rx.toArray())),
      rx.mergeAll(),
    ),
  ),
  holder('buffer', A_SLICE, ({ source, time }) =>
    source().pipe(rx.buffer(rx.interval(5, time)), rx.mergeAll()),
  ),

  // Held until something else happens.
  holder('toArray', ITEMS, ({ source }) => source().pipe(rx.toArray(), rx.mergeAll())),
  holder('bufferToggle', ITEMS, ({ source }) =>
    source().pipe(
      rx.bufferToggle(rx.of(1), () => rx.NEVER),
      rx.mergeAll(),
    ),
  ),
  holder('bufferWhen', ITEMS, ({ source }) =>
    source().pipe(
      rx.bufferWhen(() => rx.NEVER),
      rx.mergeAll(),
    ),
  ),
  holder(
    'zip with a slow clock',
    ITEMS,
    ({ source, time }) => rx.zip(source(), rx.interval(1, time).pipe(rx.take(40))),
    { items: 40 },
  ),

  // Nobody asks: the source finds no gate, or it is none of ours.
  ungoverned(
    'own operator, plain observer, late',
    ['NO_FLOW', 'NOBODY_LISTENS'],
    ({ source, time }) =>
      rx.timer(2, time).pipe(rx.switchMap(() => source().pipe(byPlainObserver))),
  ),
  ...secondOfConcat(),
  ungoverned('share, late', ['NO_FLOW', 'NOBODY_LISTENS'], ({ source, time }) =>
    rx.timer(2, time).pipe(rx.switchMap(() => source().pipe(rx.share()))),
  ),
  ungoverned('connectable, connected late', ['NO_FLOW', 'NOBODY_LISTENS'], ({ source, time }) => {
    const connectable = rx.connectable(source());
    time.schedule(() => connectable.connect(), 5);
    return connectable;
  }),
  ungoverned('Subject between', ['NO_FLOW', 'NOBODY_LISTENS'], ({ source, time }) => {
    const subject = new rx.Subject<number>();
    time.schedule(() => {
      source().subscribe(subject);
    }, 2);
    return subject;
  }),
  ungoverned('from(asyncGenerator) of RxJS', ['NOBODY_LISTENS'], ({ pulled }) =>
    rx.from(
      (async function* () {
        for (let item = 0; item < ITEMS; item++) {
          pulled();
          yield item;
        }
      })(),
    ),
  ),
  ungoverned('range of RxJS', ['NOBODY_LISTENS'], ({ pulled }) =>
    rx.range(0, ITEMS).pipe(rx.tap(pulled)),
  ),
  ungoverned('scheduled(iterable) of RxJS', ['NOBODY_LISTENS'], ({ pulled, time }) =>
    rx.scheduled(
      (function* () {
        for (let item = 0; item < ITEMS; item++) {
          pulled();
          yield item;
        }
      })(),
      time,
    ),
  ),
];

function slowerThanLoops(shape: string, build: Shape['build']): Shape[] {
  const [held, passed] = [holder(shape, A_SLICE, build), governed(shape, build, { overshoot: 1 })];
  return [byKind(held, { sync: held, async: passed, paged: held })];
}

/** Within reach of the ambient gate only while the boundary is still subscribing. */
function secondOfConcat(): Shape[] {
  const shape = 'own operator, plain observer, second of concat';
  const build: Shape['build'] = ({ source }) =>
    rx.concat(source(20), source().pipe(byPlainObserver));
  const inTime = governed(shape, build, { items: ITEMS + 20 });
  const late = ungoverned(shape, ['NO_FLOW'], build);
  return [byKind(inTime, { sync: inTime, async: late, paged: inTime })];
}
