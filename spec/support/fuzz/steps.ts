import {
  filter,
  from,
  map,
  mergeMap,
  Observable,
  of,
  scan,
  tap,
  timer,
  type OperatorFunction,
} from 'rxjs';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { mapConcurrent, type Inner } from '../../../src/work/map-concurrent.js';
import { clockAt, tick } from './clocks.js';
import { chanceAt } from './random.js';
import { expand } from './model.js';
import { idOf, type Entry } from './parcel.js';
import type { LanePlan, MapPlan, StepPlan, Toggles } from './plan.js';
import type { BranchProbe, Probe } from './probe.js';

/** The operator of a step, above the chunker. */
export function step(plan: StepPlan, probe: Probe): OperatorFunction<Entry, Entry> {
  switch (plan.kind) {
    case 'map':
      return map((id) => id);
    case 'tap':
      return tap(() => probe.activity++);
    case 'scan':
      return scan((_, id: Entry) => id);
    case 'filter':
      return filter((id) => idOf(id) % plan.keep === 0);
    case 'mergeMap':
      return mergeMap((id) => expand(idOf(id), plan.times));
    case 'pauseWhen':
      return pauseWhen(toggled(plan.toggles, probe));
    case 'mapConcurrent':
      return flatten(plan, plan.times, probe);
  }
}

function flatten(plan: MapPlan, times: number, probe: Probe): OperatorFunction<Entry, Entry> {
  const lanes = new LaneProbe(plan, probe);
  const inner = (entry: Entry) => {
    const id = idOf(entry);
    return innerOf(plan, lanes, id, expand(id, times));
  };
  if (!plan.outcomes) return mapConcurrent<Entry, Entry>(inner, optionsOf(plan));
  const answer = (entry: Entry) => {
    const id = idOf(entry);
    if (chanceAt(plan.pace.seed, id, 1) < 0.1) throw new Error('not this one');
    // A pull source is no answer.
    return plan.inner === 'pull' ? id : (inner(entry) as Promise<number>);
  };
  const outcomes = mapConcurrent<Entry, number>(answer, { ...optionsOf(plan), outcomes: true });
  return outcomes as OperatorFunction<Entry, Entry>;
}

export interface LaneOptions {
  readonly concurrency: number;
  readonly ordered: boolean;
  readonly prefetch?: number;
}

export function optionsOf({ concurrency, prefetch, ordered }: LanePlan): LaneOptions {
  return { concurrency, ordered, ...(prefetch === undefined ? {} : { prefetch }) };
}

/** Counts the calls that run at once in one operator, and sees when there are too many. */
export class LaneProbe {
  #running = 0;

  constructor(
    readonly plan: LanePlan,
    readonly probe: Probe,
    readonly branch?: BranchProbe,
  ) {}

  begin(): void {
    this.began();
    if (++this.#running > this.plan.concurrency)
      this.probe.problem('more ran than there are lanes');
  }

  /** What is not counted, since nobody sees when it ends. */
  began(): void {
    this.probe.begin('work was begun');
    if ((this.branch?.opening ?? 0) > 0)
      this.probe.problem('work was begun before the store was open');
  }

  end(): void {
    this.probe.activity++;
    this.#running--;
  }

  /** Calls back when the clock for this place says so; the promise is there only to be waited for. */
  async later<R>(place: number, answer: () => R): Promise<R> {
    this.begin();
    await tick(clockAt(this.plan.pace, place));
    this.end();
    return answer();
  }
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
      if (values.length === 1) return lanes.later(place, () => first as R);
      return from(lanes.later(place, () => values)).pipe(mergeMap((all) => all));
    }
    case 'of':
      lanes.began();
      return of(...values);
    case 'timer':
      lanes.began();
      return timer(0).pipe(mergeMap(() => values));
    case 'pull':
      lanes.began();
      return pulled(plan, place, values);
  }
}

/** One value a page, each by a clock. */
function pulled<R>({ pace }: LanePlan, place: number, values: readonly R[]): PullSource<R> {
  let next = 0;
  const page = () => (next < values.length ? [values[next++] as R] : null);
  return {
    pull: () => {
      const waiting = tick(clockAt(pace, place, next));
      return waiting === undefined ? page() : waiting.then(page);
    },
  };
}

/** True and false in turns; whoever is paused is told, so that it sees who pulls meanwhile. */
export function toggled(toggles: Toggles, told: { paused: number }): Observable<boolean> {
  return new Observable((subscriber) => {
    let paused = false;
    const set = (value: boolean) => {
      if (paused !== value) told.paused += value ? 1 : -1;
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
