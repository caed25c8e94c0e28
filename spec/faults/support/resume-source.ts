import {
  bufferCount,
  concatMap,
  distinctUntilChanged,
  filter,
  from,
  map,
  mergeMap,
  Observable,
  pairwise,
  scan,
  skip,
  take,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { fromSource } from '../../../src/flow/from-source.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { macrotask } from '../../support/ticks.js';
import type { ResumePlan, STEPS } from './resume-plan.js';

/** An item; `n` is its place where items are numbered, so that specs can tell what was worked on. */
export interface Item {
  readonly n: number;
  readonly v: number;
}

export const SOURCE_FAILED = new Error('the source failed');

/** What an attempt does to its source. */
export interface SourceLog {
  readonly sought: unknown[];
  /** Places that were read, in order. */
  readonly read: number[];
  onActivity(): void;
}

/** The items, as the source gives them: by key some come twice, and the order is free. */
export function itemsOf({ seed, count, identity, steps }: ResumePlan, turned: number): Item[] {
  const items = Array.from({ length: count }, (_, n) => ({ n, v: (n * 7 + seed) % 101 }));
  if (identity !== 'key' || steps.length > 0 || count === 0) return items;
  const twice = items.flatMap((item) => (item.v % 5 === 0 ? [item, item] : [item]));
  const by = turned % twice.length;
  return [...twice.slice(by), ...twice.slice(0, by), ...items.slice(0, 3)];
}

/** Reads them; fails instead of giving the one of that place. */
export function sourceOf(
  plan: ResumePlan,
  items: readonly Item[],
  failsAt: number | undefined,
  log: SourceLog,
): Observable<Item> {
  const at = (place: number): Item => {
    log.onActivity();
    if (place === failsAt) throw SOURCE_FAILED;
    log.read.push(place);
    return items[place] as Item;
  };
  function* all() {
    for (let place = 0; place < items.length; place++) yield at(place);
  }
  async function* slowly() {
    for (const item of all()) {
      if (item.n % 5 === 0) await macrotask();
      yield item;
    }
  }
  switch (plan.source) {
    case 'array':
      return failsAt === undefined ? fromSource(() => items) : fromSource(all);
    case 'generator':
      return fromSource(all);
    case 'asyncGenerator':
      return fromSource(slowly);
    case 'pull':
    case 'asyncPull':
      return fromSource(() => pages(plan, items.length, at, log));
    case 'observable':
      return from(new Observable<Item>((subscriber) => from(all()).subscribe(subscriber)));
    case 'asyncObservable':
      return from({ [Symbol.asyncIterator]: slowly });
  }
}

function pages(
  { page, source }: ResumePlan,
  count: number,
  at: (place: number) => Item,
  log: SourceLog,
): PullSource<Item> {
  let next = 0;
  const pull = (max: number) => {
    const length = Math.min(max, page, count - next);
    const items = Array.from({ length }, (_, i) => at(next + i));
    next += length;
    return length === 0 ? null : items;
  };
  return {
    pull: source === 'pull' ? pull : async (max) => macrotask().then(() => pull(max)),
    position: () => ({ next }),
    seek: (cursor) => {
      log.sought.push(cursor);
      next = (cursor as { next: number }).next;
    },
  };
}

const values = (change: (v: number) => number) => (item: Item) => ({ ...item, v: change(item.v) });

const steps: Record<(typeof STEPS)[number], () => MonoTypeOperatorFunction<Item>> = {
  map: () => map(values((v) => v * 3 + 1)),
  filter: () => filter(({ v }) => v % 3 !== 0),
  flatten: () => mergeMap((item) => Array.from({ length: item.v % 4 }, () => item)),
  scan: () => scan((sum, { n, v }) => ({ n, v: (sum.v + v) % 97 }), { n: 0, v: 0 }),
  take: () => take(40),
  skip: () => skip(2),
  buffer: () => (source$) =>
    source$.pipe(
      bufferCount(4),
      mergeMap((items) => items),
    ),
  pairwise: () => (source$) =>
    source$.pipe(
      pairwise(),
      map(([a, b]) => ({ ...a, v: a.v + b.v })),
    ),
  concatMap: () => concatMap(async (item) => Promise.resolve(item)),
  delay: () =>
    concatMap((item) => (item.v % 4 === 0 ? from(macrotask().then(() => item)) : [item])),
  lanes: () => mapConcurrent(async (item) => Promise.resolve(item), { ordered: true }),
  distinct: () => distinctUntilChanged((a, b) => a.v % 2 === b.v % 2),
};

/** The operators of the plan; below them items have their places again. */
export function stepsOf(plan: ResumePlan): MonoTypeOperatorFunction<Item> {
  return (source$) => {
    if (plan.steps.length === 0) return source$;
    const all$ = plan.steps.reduce((above$, step) => above$.pipe(steps[step]()), source$);
    return all$.pipe(map(({ v }, n) => ({ n, v })));
  };
}
