import {
  concat,
  concatMap,
  defer,
  merge,
  Observable,
  repeat,
  retry,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { fromSource, type Source } from '../../../src/flow/from-source.js';
import type { Flow } from '../../../src/flow/create-flow.js';
import { chanceAt } from './random.js';
import { clockAt, tick } from './clocks.js';
import { PAGE } from './model.js';
import type { SourcePlan } from './plan.js';
import type { Probe } from './probe.js';

/** What a source that is made to fail fails with. */
export const SOURCE_FAILED = new Error('the source failed');

/** The numbers of a plan's source, read by the library. */
export function sourceOf(
  plan: SourcePlan,
  probe: Probe,
  flow: Flow | undefined,
): Observable<number> {
  const { count, again } = plan;
  const part = (start: number, fails: boolean) =>
    late(plan, () => read({ plan, probe, start, end: start + count, fails }, flow));
  switch (again) {
    case 'concat':
      return concat(part(0, false), part(count, plan.fails));
    case 'merge':
      return merge(part(0, false), part(count, false));
    case 'repeat':
      return part(0, false).pipe(repeat(2));
    case 'retry':
      return defer(() => {
        let tries = 0;
        return defer(() => part(0, ++tries === 1)).pipe(retry(1));
      });
    case undefined:
      return part(0, plan.fails);
  }
}

function late({ late }: SourcePlan, make: () => Observable<number>): Observable<number> {
  if (late === undefined) return make();
  const tick$ = timer(1);
  return tick$.pipe(late === 'concatMap' ? concatMap(make) : switchMap(make));
}

/** One reading of a stretch of numbers. */
interface Reading {
  readonly plan: SourcePlan;
  readonly probe: Probe;
  readonly start: number;
  readonly end: number;
  readonly fails: boolean;
}

function read(reading: Reading, flow: Flow | undefined): Observable<number> {
  const { plan, probe, fails } = reading;
  if (plan.kind === 'hot') {
    return fromSource(hot(reading), { flow }).pipe(
      tap((id) => {
        probe.pull(id, false);
        probe.expectGoing('emitted');
      }),
    );
  }
  const source$ = fromSource<number>(make(reading), { flow });
  switch (plan.kind) {
    case 'asyncGenerator':
    case 'stream':
      return source$.pipe(tap(() => probe.expectGoing('emitted')));
    case 'array':
      // It cannot fail; what follows it can.
      return fails
        ? concat(
            source$,
            throwError(() => SOURCE_FAILED),
          )
        : source$;
    default:
      return source$;
  }
}

/** Made anew for each subscription, by a function or as an iterable. */
function make(reading: Reading): Source<number> | (() => Source<number>) {
  switch (reading.plan.kind) {
    case 'generator':
      return () => generator(reading);
    case 'iterable':
      return { [Symbol.iterator]: () => generator(reading) };
    case 'asyncGenerator':
      return () => asyncGenerator(reading);
    case 'stream':
      return () => stream(reading);
    case 'pages':
      return () => pages(reading);
    default:
      return () => watched(reading);
  }
}

function* generator({ probe, start, end, fails }: Reading): Generator<number, void> {
  probe.opened++;
  try {
    for (let id = start; id < end; id++) {
      probe.pull(id, true);
      yield id;
    }
    if (fails) throw SOURCE_FAILED;
  } finally {
    probe.closed++;
  }
}

async function* asyncGenerator(reading: Reading): AsyncGenerator<number, void> {
  const { plan, probe, start, end, fails } = reading;
  probe.opened++;
  try {
    for (let id = start; id < end; id++) {
      await tick(clockAt(plan.pace, id));
      probe.pull(id, false);
      yield id;
    }
    if (fails) throw SOURCE_FAILED;
  } finally {
    probe.closed++;
  }
}

/** Pages of up to seven, some of them empty, now or later. */
function pages({ plan, probe, start, end, fails }: Reading) {
  let [id, asked, closed] = [start, 0, false];
  const page = (now: boolean) => {
    if (id === end) {
      if (fails) throw SOURCE_FAILED;
      return null;
    }
    const size = Math.floor(chanceAt(plan.pace.seed, ++asked) * (PAGE + 1));
    const ids: number[] = [];
    while (ids.length < size && id < end) ids.push(id++);
    for (const given of ids) probe.pull(given, now);
    return ids;
  };
  probe.opened++;
  return {
    pull: () => {
      if (closed) probe.problem('pulled after close');
      const waiting = tick(clockAt(plan.pace, id, asked));
      return waiting === undefined ? page(true) : waiting.then(() => page(false));
    },
    close: () => {
      if (closed) probe.problem('closed twice');
      closed = true;
      probe.closed++;
    },
  };
}

function stream({ plan, probe, start, end, fails }: Reading): Source<number> {
  let id = start;
  const source: UnderlyingDefaultSource<number> = {
    pull: async (controller) => {
      await tick(clockAt(plan.pace, id));
      if (id === end) {
        if (fails) controller.error(SOURCE_FAILED);
        else controller.close();
        return;
      }
      probe.pull(id, false);
      controller.enqueue(id++);
    },
  };
  return new ReadableStream(source, { highWaterMark: 0 });
}

/** An array that tells when an item of it is read for the first time. */
function watched({ probe, start, end }: Reading): readonly number[] {
  const ids = Array.from({ length: end - start }, (_, i) => start + i);
  let read = 0;
  return new Proxy(ids, {
    get: (target, key, receiver) => {
      const place = typeof key === 'string' ? Number(key) : NaN;
      while (Number.isInteger(place) && place >= read && read < target.length) {
        probe.pull(target[read++] as number, true);
      }
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
}

/** Gives bursts, whoever listens. */
function hot({ plan, start, end, fails }: Reading): Observable<number> {
  return new Observable<number>((subscriber) => {
    const run = async () => {
      for (let id = start; id < end && !subscriber.closed; id++) {
        if (chanceAt(plan.pace.seed, id) < 0.3) await tick(clockAt(plan.pace, id));
        subscriber.next(id);
      }
      if (fails) subscriber.error(SOURCE_FAILED);
      else subscriber.complete();
    };
    void run();
  });
}
