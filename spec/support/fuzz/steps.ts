import {
  filter,
  from,
  map,
  mergeMap,
  Observable,
  of,
  scan,
  Subscriber,
  tap,
  timer,
  type OperatorFunction,
} from 'rxjs';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { mapConcurrent, type Inner } from '../../../src/work/map-concurrent.js';
import { clockAt, tick } from './clocks.js';
import { chanceAt } from './random.js';
import { LaneProbe } from './lane-probe.js';
import { limiter } from './limit-probe.js';
import { expand } from './model.js';
import { idOf, type Entry } from './parcel.js';
import type { LanePlan, MapPlan, StepPlan, Toggles } from './plan.js';
import type { Probe } from './probe.js';

/** The operator of a step, above the chunker. */
export function step(plan: StepPlan, at: number, probe: Probe): OperatorFunction<Entry, Entry> {
  switch (plan.kind) {
    case 'map':
      return map((id) => id);
    case 'tap':
      return tap(() => probe.activity++);
    case 'plain':
      return plain;
    case 'scan':
      return scan((_, id: Entry) => id);
    case 'filter':
      return filter((id) => idOf(id) % plan.keep === 0);
    case 'mergeMap':
      return mergeMap((id) => expand(idOf(id), plan.times));
    case 'pauseWhen':
      return pauseWhen(toggled(plan.toggles, at, probe));
    case 'rateLimit':
      return limiter(plan, idOf, probe);
    case 'mapConcurrent':
      return flatten(plan, plan.times, new LaneProbe(plan, { probe, at }));
  }
}

/** As written by hand: what it subscribes with leads to nobody. */
function plain(source$: Observable<Entry>): Observable<Entry> {
  return new Observable((subscriber) => {
    const own = new Subscriber<Entry>({
      next: (entry: Entry) => subscriber.next(entry),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    subscriber.add(own);
    source$.subscribe(own);
  });
}

function flatten(plan: MapPlan, times: number, lanes: LaneProbe): OperatorFunction<Entry, Entry> {
  const inner = (entry: Entry) => {
    const id = idOf(entry);
    return innerOf(plan, lanes, id, expand(id, times));
  };
  const options = optionsOf(plan, idOf);
  if (!plan.outcomes) return lanes.watch(idOf, mapConcurrent<Entry, Entry>(inner, options));
  const answer = (entry: Entry) => {
    const id = idOf(entry);
    const fails = chanceAt(plan.pace.seed, id, 1) < 0.1;
    // A pull source is no answer.
    if (!fails && plan.inner !== 'pull') return inner(entry) as Promise<number>;
    lanes.began([id]);
    if (fails) throw new Error('not this one');
    return id;
  };
  const outcomes = mapConcurrent<Entry, number>(answer, { ...options, outcomes: true });
  return lanes.watch(idOf, outcomes as OperatorFunction<Entry, Entry>);
}

export interface LaneOptions<T> {
  readonly concurrency: number;
  readonly ordered: boolean | { readonly key: (value: T) => number };
  readonly prefetch?: number;
}

export function optionsOf<T>(
  { concurrency, prefetch, ordered, keys }: LanePlan,
  placeOf: (value: T) => number,
): LaneOptions<T> {
  const order = keys === undefined ? ordered : { key: (value: T) => placeOf(value) % keys };
  return { concurrency, ordered: order, ...(prefetch === undefined ? {} : { prefetch }) };
}

/** An inner of `mapConcurrent` that gives these values. */
export function innerOf<R>(
  plan: MapPlan,
  lanes: LaneProbe,
  place: number,
  values: readonly R[],
): Inner<R> {
  switch (plan.inner) {
    case 'promise': {
      const [first] = values;
      if (values.length === 1) return lanes.later([place], () => first as R);
      return from(lanes.later([place], () => values)).pipe(mergeMap((all) => all));
    }
    case 'of':
      lanes.began([place]);
      return of(...values);
    case 'timer':
      lanes.began([place]);
      return timer(0).pipe(mergeMap(() => values));
    case 'pull':
      lanes.began([place]);
      return pulled(plan, lanes, place, values);
  }
}

/** One value a page, each by a clock. */
function pulled<R>(
  { pace }: LanePlan,
  lanes: LaneProbe,
  place: number,
  values: readonly R[],
): PullSource<R> {
  let next = 0;
  const page = () => (next < values.length ? [values[next++] as R] : null);
  return {
    pull: () => {
      lanes.pulled();
      const waiting = tick(clockAt(pace, place, next));
      return waiting === undefined ? page() : waiting.then(page);
    },
  };
}

/** True and false in turns; whoever is paused is told, so that it sees who pulls meanwhile. */
export function toggled(
  toggles: Toggles,
  at: number,
  told: { readonly pausedAt: Set<number> },
): Observable<boolean> {
  return new Observable((subscriber) => {
    let paused = false;
    const set = (value: boolean) => {
      if (value) told.pausedAt.add(at);
      else told.pausedAt.delete(at);
      paused = value;
    };
    const run = async () => {
      for (const clock of toggles) {
        await tick(clock);
        if (subscriber.closed) return;
        toggle(!paused);
      }
      subscriber.complete();
    };
    const toggle = (value: boolean) => {
      // Told before it opens and after it is closed, since both take effect inside the call.
      if (!value) set(value);
      subscriber.next(value);
      if (value && !subscriber.closed) set(value);
    };
    void run();
    return () => set(false);
  });
}
