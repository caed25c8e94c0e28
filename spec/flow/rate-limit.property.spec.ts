import fc from 'fast-check';
import { concatMap, EMPTY, from, map, Subject, tap, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { rateLimit, type Rate } from '../../src/flow/rate-limit.js';
import { claimWarnings } from '../support/claims.js';

interface Item {
  readonly id: number;
  readonly after: number;
  readonly cost: number;
  readonly key: number;
}

interface Bound {
  readonly limit: number;
  readonly per: number;
}

interface Change extends Bound {
  readonly at: number;
}

interface Toggle {
  readonly at: number;
  readonly paused: boolean;
}

const bound = { limit: fc.integer({ min: 1, max: 5 }), per: fc.integer({ min: 1, max: 40 }) };
const plan = fc.record({
  items: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 12 }),
      cost: fc.integer({ min: 0, max: 6 }),
      key: fc.integer({ min: 0, max: 2 }),
    }),
    { maxLength: 40 },
  ),
  // Never two at once: what the first allows has passed when the second comes.
  changes: fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 300 }), ...bound }), {
    maxLength: 3,
    selector: ({ at }) => at,
  }),
  toggles: fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 4 }),
  keyed: fc.boolean(),
  hot: fc.boolean(),
});

/** When each item passes, if all of them wait for their turn and none longer. */
function soonest(
  items: readonly Item[],
  arrivals: ReadonlyMap<number, number>,
  changes: readonly Change[],
  keyOf: (item: Item) => number,
  freePasses: boolean,
): number[] {
  let taken: { readonly at: number; readonly item: Item }[] = [];
  let [now, next] = [0, 0];
  let rate: Bound = { limit: 1, per: 1 };
  const step = (to: number) => {
    now = to;
    for (; next < changes.length && (changes[next] as Change).at <= now; next++) {
      const { at, ...changed } = changes[next] as Change;
      taken = taken.filter((each) => at - each.at < rate.per);
      rate = changed;
    }
  };
  return items.map((item) => {
    step(Math.max(now, arrivals.get(item.id) ?? 0));
    const fits = () => {
      const spent = taken
        .filter((each) => now - each.at < rate.per && keyOf(each.item) === keyOf(item))
        .reduce((sum, each) => sum + each.item.cost, 0);
      // What costs nothing is not read either while the window is full, since nobody knows what comes.
      if (item.cost === 0) return freePasses || spent < rate.limit;
      return spent <= rate.limit - Math.min(item.cost, rate.limit);
    };
    while (!fits()) step(now + 1);
    taken.push({ at: now, item });
    return now;
  });
}

/** Runs it in virtual time: when each item came, and when it passed. */
function run(
  items: readonly Item[],
  changes: readonly Change[],
  toggles: readonly Toggle[],
  keyed: boolean,
  hot: boolean,
) {
  const scheduler = new TestScheduler(() => undefined);
  const arrivals = new Map<number, number>();
  const passed: [id: number, at: number][] = [];
  scheduler.run(() => {
    const rate$ = new Subject<Rate<Item>>();
    const pause$ = new Subject<boolean>();
    const parts = { cost: ({ cost }: Item) => cost, ...(keyed && { key: ({ key }: Item) => key }) };
    const source$ = from(items).pipe(
      concatMap((item) =>
        item.after === 0 && !hot ? [item] : timer(item.after).pipe(map(() => item)),
      ),
    );
    // What changes comes first in its frame.
    for (const { at, limit, per } of changes) {
      timer(at).subscribe(() => rate$.next({ limit, per, ...parts }));
    }
    for (const { at, paused } of toggles) timer(at).subscribe(() => pause$.next(paused));
    (hot ? source$ : fromSource(items))
      .pipe(
        tap(({ id }) => arrivals.set(id, scheduler.now())),
        rateLimit<Item>(rate$),
        pauseWhen(hot ? EMPTY : pause$),
      )
      .subscribe(({ id }) => passed.push([id, scheduler.now()]));
  });
  return { arrivals, passed };
}

describe('rateLimit, whatever comes', () => {
  afterEach(() => claimWarnings());

  it('should let each item pass as soon as the window allows, in order, and never sooner', () => {
    fc.assert(
      fc.property(plan, ({ items: drawn, changes: later, keyed, hot }) => {
        const items = drawn.map((item, id) => ({ ...item, id }));
        const changes = [{ at: 0, limit: 3, per: 10 }, ...later].sort((a, b) => a.at - b.at);
        const { arrivals, passed } = run(items, changes, [], keyed, hot);

        expect(passed.map(([id]) => id)).toEqual(items.map(({ id }) => id));
        const keyOf = ({ key }: Item) => (keyed ? key : 0);
        // What is read on demand waits at its source, and arrives when it may.
        const cameAt = hot ? arrivals : new Map<number, number>();
        expect(passed.map(([, at]) => at)).toEqual(
          soonest(items, cameAt, changes, keyOf, hot || keyed),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('should never exceed the limit while the flow below is closed and opened again', () => {
    fc.assert(
      fc.property(plan, fc.record(bound), ({ items: drawn, toggles, keyed }, rate) => {
        const items = drawn.map((item, id) => ({ ...item, id }));
        const times = [...toggles].sort((a, b) => a - b);
        // It is open in the end.
        const flips = [...times, 400].map((at, i) => ({
          at,
          paused: i < times.length && i % 2 === 0,
        }));
        const { passed } = run(items, [{ at: 0, ...rate }], flips, keyed, false);

        expect(passed.map(([id]) => id)).toEqual(items.map(({ id }) => id));
        for (const [id, from] of passed) {
          const key = items[id]?.key;
          const within = passed
            .filter(([, at]) => at >= from && at - from < rate.per)
            .map(([each]) => items[each] as Item)
            .filter((item) => item.cost > 0 && (!keyed || item.key === key));
          const spent = within.reduce((sum, { cost }) => sum + cost, 0);
          expect(spent <= rate.limit || within.length === 1).toBeTrue();
        }
      }),
      { numRuns: 200 },
    );
  });
});
