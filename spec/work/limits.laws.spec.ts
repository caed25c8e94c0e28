import fc from 'fast-check';
import { identity, map, mergeMap, tap, timer, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import type { Outcome } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import { rateLimit } from '../../src/flow/rate-limit.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { FakeTime, settle } from '../faults/model/fake-time.js';

/** Whose an item is, and what work does with it: so many calls fail, and each takes so many ms. */
interface Fate {
  readonly owner: number;
  readonly failures: number;
  readonly ms: number;
}

interface Limit {
  readonly limit: number;
  readonly per: number;
  /** One window for each owner. */
  readonly keyed: boolean;
  /** Above the chunker, below it, or as an option of eachItem; where there is no chunker, above. */
  readonly place: 'above' | 'below' | 'inside';
}

interface Plan {
  readonly form: 'chunks' | 'each' | 'items' | 'outcomes';
  readonly fates: readonly Fate[];
  readonly size: number;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ordered: boolean | 'key';
  readonly rate: Limit | undefined;
  readonly retries: number;
  readonly delay: number;
  readonly isolate: boolean;
  /** When it is left. */
  readonly leftAt: number | undefined;
}

const plans: fc.Arbitrary<Plan> = fc
  .record({
    form: fc.constantFrom('chunks', 'each', 'items', 'outcomes'),
    fates: fc.array(
      fc.record({
        owner: fc.nat(2),
        failures: fc.constantFrom(0, 0, 0, 1, 2),
        ms: fc.constantFrom(0, 1, 4, 9),
      }),
      { minLength: 1, maxLength: 24 },
    ),
    size: fc.integer({ min: 1, max: 4 }),
    concurrency: fc.integer({ min: 1, max: 4 }),
    prefetch: fc.nat(3),
    ordered: fc.constantFrom(false, true, 'key', 'key'),
    rate: fc.option(
      fc.record({
        limit: fc.integer({ min: 1, max: 4 }),
        per: fc.integer({ min: 1, max: 12 }),
        keyed: fc.boolean(),
        place: fc.constantFrom('above', 'below', 'inside'),
      }),
      { nil: undefined, freq: 4 },
    ),
    retries: fc.nat(2),
    delay: fc.constantFrom(0, 3),
    isolate: fc.boolean(),
    leftAt: fc.option(fc.nat(40), { nil: undefined, freq: 3 }),
  })
  .map((plan): Plan => {
    const { form, rate } = plan;
    const inside = rate?.place === 'inside' && form !== 'each';
    return {
      ...(plan as Plan),
      // Their failure ends the run.
      ...(form === 'items' && { fates: plan.fates.map((fate) => ({ ...fate, failures: 0 })) }),
      ...(form === 'items' || form === 'outcomes' ? { size: 1 } : {}),
      ...(inside && { rate: { ...rate, place: 'above' } as const }),
    };
  });

/** What was spent of which window. */
interface Spent {
  readonly at: number;
  readonly owner: number;
  readonly cost: number;
}

class Run {
  readonly problems = new Set<string>();
  readonly spent: Spent[] = [];
  /** The first calls, where they are to begin when they pass. */
  readonly begun: Spent[] = [];
  readonly ended: number[] = [];
  readonly done = new Set<number>();
  pulled = 0;
  over = false;
  readonly #plan: Plan;
  readonly #time: FakeTime;
  readonly #calls: number[];
  readonly #busy = new Map<number, number>();

  constructor(plan: Plan, time: FakeTime) {
    this.#plan = plan;
    this.#time = time;
    this.#calls = plan.fates.map(() => 0);
  }

  get result$(): Observable<number> {
    const { form, size, concurrency, prefetch, retries, delay, isolate, rate } = this.#plan;
    const retry = retries === 0 ? undefined : { count: retries, delay };
    const ordered = this.#plan.ordered === 'key' ? { key: this.#ownerOf } : this.#plan.ordered;
    const item$ = fromSource(() => this.#source());
    const limited$ = rate?.place === 'above' ? item$.pipe(this.#limit((item) => item)) : item$;
    const lanes = { concurrency, prefetch, ordered };
    if (form === 'items') return this.#direct(limited$).pipe(mapConcurrent(this.#one, lanes));
    if (form === 'outcomes') {
      return this.#direct(limited$).pipe(
        mapConcurrent(this.#one, { ...lanes, retry, outcomes: true }),
        map(({ item }) => item),
      );
    }
    const chunk$ = limited$.pipe(chunkBy<number>(size));
    const first = ({ items }: Chunk<number>) => items[0] as number;
    const below$ = rate?.place === 'below' ? chunk$.pipe(this.#limit(first)) : chunk$;
    const limits = { concurrency: 3, retry, ...(ordered !== true && ordered) };
    const inside = rate?.place === 'inside' && { rateLimit: this.#rateOf((id: number) => id) };
    const process =
      form === 'each'
        ? processChunks(eachItem(this.#one, { ...limits, ...inside }), { concurrency, prefetch })
        : processChunks<number, unknown>(this.#work, { ...lanes, retry, isolate });
    return below$.pipe(
      process,
      mergeMap((result) => [...outcomesOf(result)]),
      map(({ item }: Outcome<number, unknown>) => item),
    );
  }

  /** An item that has come out. */
  end(item: number): void {
    this.ended.push(item);
    this.done.add(item);
    if (this.over) this.problems.add('emitted after the end');
  }

  judge(isLeft: boolean): void {
    const { fates, ordered, form } = this.#plan;
    const { ended } = this;
    if (new Set(ended).size < ended.length) this.problems.add('some came twice');
    if (!isLeft && ended.length < fates.length) this.problems.add('not all came');
    if (ordered === true && form !== 'each' && ended.some((item, place) => item !== place)) {
      this.problems.add('in another order');
    }
    this.#judgeWindows(this.spent, 'spent');
    this.#judgeWindows(this.begun, 'begun');
  }

  #judgeWindows(all: readonly Spent[], what: string): void {
    const { rate } = this.#plan;
    if (rate === undefined) return;
    for (const { at: from, owner } of all) {
      const within = all.filter(
        (each) =>
          each.at >= from && each.at - from < rate.per && (!rate.keyed || each.owner === owner),
      );
      const sum = within.reduce((before, { cost }) => before + cost, 0);
      if (sum > rate.limit && within.length > 1) {
        this.problems.add(`${what} ${sum} of ${rate.limit} from ${from} on`);
      }
    }
  }

  *#source() {
    const { concurrency, prefetch, size, fates, rate } = this.#plan;
    // Below a rate limit nothing waits for a lane.
    const ahead = rate === undefined || rate.place === 'inside' ? prefetch : 0;
    for (let item = 0; item < fates.length; item++) {
      this.pulled++;
      if (this.over) this.problems.add('read after the end');
      const held = this.pulled - this.ended.length;
      const most = (concurrency + ahead + 2) * size;
      if (held > most) this.problems.add(`held ${held}, more than ${most}`);
      yield item;
    }
  }

  readonly #ownerOf = (item: number): number => (this.#plan.fates[item] as Fate).owner;

  #rateOf<T>(itemOf: (value: T) => number) {
    const { limit, per, keyed } = this.#plan.rate as Limit;
    return { limit, per, ...(keyed && { key: (value: T) => this.#ownerOf(itemOf(value)) }) };
  }

  #limit<T>(itemOf: (value: T) => number) {
    return (source$: Observable<T>) =>
      source$.pipe(
        rateLimit<T>(this.#rateOf(itemOf)),
        tap((value) => {
          this.#spend(this.spent, [itemOf(value)]);
        }),
      );
  }

  /** Where no chunker is between. */
  #direct(item$: Observable<number>): Observable<number> {
    const { rate } = this.#plan;
    return rate?.place === 'below' ? item$.pipe(this.#limit(identity)) : item$;
  }

  #spend(to: Spent[], items: readonly number[]): void {
    const costs = new Map<number, number>();
    const { rate } = this.#plan;
    for (const item of items) {
      const owner = rate?.keyed === true ? this.#ownerOf(item) : 0;
      costs.set(owner, (costs.get(owner) ?? 0) + 1);
    }
    for (const [owner, cost] of costs) to.push({ at: this.#time.now, owner, cost });
  }

  readonly #one = (item: number): Observable<number> => this.#work([item]).pipe(map(() => item));

  /** Fails as a whole if any of them does. */
  readonly #work = (items: readonly number[]): Observable<undefined> => {
    const { fates, form, retries, rate, ordered } = this.#plan;
    if (this.over) this.problems.add('called after the end');
    const again = this.#calls[items[0] as number] !== 0;
    this.#count(items, again);
    let [fails, ms] = [false, 0];
    for (const item of items) {
      const calls = (this.#calls[item] = (this.#calls[item] ?? 0) + 1);
      const fate = fates[item] as Fate;
      fails ||= calls <= fate.failures;
      ms = Math.max(ms, fate.ms);
      if (form === 'each' && (calls > fate.failures || calls > retries)) this.done.add(item);
    }
    if (rate !== undefined && ordered !== 'key') this.#countBegun(items);
    const owners = ordered === 'key' ? new Set(items.map(this.#ownerOf)) : [];
    for (const owner of owners) {
      if (this.#busy.has(owner)) this.problems.add('two of an owner at once');
      this.#busy.set(owner, 1);
    }
    return timer(ms).pipe(
      map(() => {
        for (const owner of owners) this.#busy.delete(owner);
        if (fails) throw new Error('no');
        return undefined;
      }),
    );
  };

  /** What a call costs; a first one has passed, unless the limit is that of the calls. */
  #count(items: readonly number[], again: boolean): void {
    const { rate, form, ordered, fates } = this.#plan;
    if (rate?.place === 'inside' || (rate !== undefined && again)) {
      const isOne = form === 'chunks' && rate.place === 'below';
      this.#spend(this.spent, isOne ? items.slice(0, 1) : items);
    }
    if (ordered !== 'key' || again) return;
    for (const item of items) {
      const earlier = fates.findIndex(
        ({ owner }, place) => owner === this.#ownerOf(item) && !this.done.has(place),
      );
      if (earlier >= 0 && earlier < (items[0] as number)) this.problems.add('out of turn');
    }
  }

  #countBegun(items: readonly number[]): void {
    const { form, rate } = this.#plan;
    if (form !== 'each' && (form !== 'chunks' || rate?.place === 'below')) {
      this.#spend(this.begun, items.slice(0, 1));
    }
  }
}

async function holds(plan: Plan): Promise<void> {
  const time = new FakeTime();
  time.install();
  try {
    const run = new Run(plan, time);
    let isOver = false;
    const subscription = run.result$.subscribe({
      next: (item) => run.end(item),
      error: (error: unknown) => {
        isOver = true;
        run.problems.add(`failed: ${String(error)}`);
      },
      complete: () => (isOver = true),
    });
    const { leftAt = Infinity } = plan;
    for (let ms = 0; ms < 3000 && ms < leftAt && !isOver; ms += 5) {
      await settle();
      await time.tick(Math.min(5, leftAt - ms));
    }
    const isLeft = !isOver && leftAt < Infinity;
    subscription.unsubscribe();
    run.over = true;
    await settle();
    if (time.timers.size > 0) run.problems.add('a timer is left');
    await time.tick(200);
    run.judge(isLeft);
    if (run.problems.size > 0) throw new Error([...run.problems].join('; '));
  } finally {
    time.uninstall();
  }
}

describe('rate limits and order by key, in random pipelines with work that fails', () => {
  it('should lose and double nothing, hold no more than their slots, and keep what they say in every window and for every key', async () => {
    let held = 0;
    const property = fc.asyncProperty(plans, async (plan) => {
      await holds(plan);
      held++;
    });
    await fc.assert(property, { numRuns: 500 });

    expect(held).toBe(500);
  }, 60_000);
});
