import fc from 'fast-check';
import { last, of, range, timer, map, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { Outcome } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import { countResult, NO_COUNTS } from '../../src/progress/progress.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { FakeTime, settle } from '../faults/model/fake-time.js';

/** What work does with an item: fails so many calls of it, and takes so many ms; 0 answers in the call. */
interface Fate {
  readonly failures: number;
  readonly ms: number;
}

interface Plan {
  readonly form: 'chunks' | 'each' | 'outcomes';
  readonly fates: readonly Fate[];
  readonly size: number;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ordered: boolean;
  readonly retries: number;
  readonly delay: number;
  readonly timeout: number | undefined;
  /** After how many results it is left. */
  readonly leftAfter: number | undefined;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  form: fc.constantFrom('chunks', 'each', 'outcomes'),
  fates: fc.array(
    fc.record({
      failures: fc.constantFrom(0, 0, 0, 1, 2, Infinity),
      ms: fc.constantFrom(0, 1, 3, 50),
    }),
    { minLength: 1, maxLength: 30 },
  ),
  size: fc.integer({ min: 1, max: 7 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  prefetch: fc.nat(2),
  ordered: fc.boolean(),
  retries: fc.nat(2),
  delay: fc.constantFrom(0, 2),
  timeout: fc.constantFrom(undefined, 10),
  leftAfter: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
});

/** The calls of a run, and what they had to come to. */
class Calls {
  readonly problems: string[] = [];
  readonly #plan: Plan;
  readonly #calls: number[];
  over = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#calls = plan.fates.map(() => 0);
  }

  /** Fails as a whole if any of them does. */
  readonly work = (items: readonly number[]): Observable<readonly number[]> | readonly number[] => {
    if (this.over) this.problems.push('called after the end');
    let [fails, ms] = [false, 0];
    for (const item of items) {
      const fate = this.#plan.fates[item] as Fate;
      if (this.#count(item) <= fate.failures) fails = true;
      ms = Math.max(ms, fate.ms);
    }
    const answer = () => {
      if (fails) throw new Error('no');
      return items;
    };
    return ms === 0 ? answer() : timer(ms).pipe(map(answer));
  };

  readonly workOnOne = (item: number) => {
    const answer = this.work([item]);
    if ('subscribe' in answer) return answer.pipe(map(() => item));
    return item;
  };

  /** By itself an item passes once its failures are over, if calls and time allow. */
  judge({ item, status, attempts }: Outcome<number, unknown>): void {
    const { form, fates, retries, timeout = Infinity } = this.#plan;
    const { failures, ms } = fates[item] as Fate;
    const calls = this.#calls[item] ?? 0;
    const isGood = ms < timeout && (form === 'chunks' ? failures === 0 : failures <= retries);
    const isBad = ms >= timeout || failures === Infinity;
    if (isGood && status !== 'fulfilled') this.problems.push(`${item} is ${status}`);
    if (isBad && status !== 'rejected') this.problems.push(`${item} is ${status}`);
    if (attempts !== calls) this.problems.push(`${item}: ${attempts} attempts, ${calls} calls`);
    const due = ms >= timeout ? retries + 1 : Math.min(failures, retries) + 1;
    if (form !== 'chunks' && calls !== due) this.problems.push(`${calls} calls, not ${due}`);
  }

  #count(item: number): number {
    return (this.#calls[item] = (this.#calls[item] ?? 0) + 1);
  }
}

type Result = ChunkResult<number, number> | Outcome<number, number>;

function resultsOf(plan: Plan, calls: Calls): Observable<Result> {
  const { form, fates, size, concurrency, prefetch, ordered, retries, timeout } = plan;
  const retry = retries === 0 ? undefined : { count: retries, delay: plan.delay };
  const lanes = { concurrency, prefetch, ordered };
  const item$ = fromSource(fates.map((_, item) => item));
  if (form === 'outcomes') {
    const limits = { ...lanes, retry, timeout };
    return item$.pipe(mapConcurrent(calls.workOnOne, { ...limits, outcomes: true }));
  }
  if (form === 'each') {
    const work = eachItem(calls.workOnOne, { concurrency: 3, retry, timeout });
    return item$.pipe(chunkBy<number>(size), processChunks(work, lanes));
  }
  const limits = { ...lanes, retry, timeout, isolate: true };
  return item$.pipe(chunkBy<number>(size), processChunks<number, number>(calls.work, limits));
}

async function holds(plan: Plan): Promise<void> {
  const time = new FakeTime();
  time.install();
  try {
    const calls = new Calls(plan);
    const outcomes: Outcome<number, unknown>[] = [];
    let counts = NO_COUNTS;
    let results = 0;
    const subscription = resultsOf(plan, calls).subscribe({
      next: (result) => {
        outcomes.push(...('chunk' in result ? outcomesOf(result) : [result]));
        counts = countResult(counts, result);
        results++;
      },
      complete: () => (calls.over = true),
    });
    const isLeft = () => plan.leftAfter !== undefined && results >= plan.leftAfter;
    for (let i = 0; i < 3000 && !calls.over && !isLeft(); i++) {
      await settle();
      await time.tick(5);
    }
    if (isLeft() && !calls.over) {
      subscription.unsubscribe();
      calls.over = true;
      await time.tick(1000);
    } else if (outcomes.length !== plan.fates.length) calls.problems.push('not all came');
    for (const outcome of outcomes) calls.judge(outcome);
    const items = outcomes.map(({ item }) => item);
    if (new Set(items).size !== items.length) calls.problems.push('some came twice');
    if (counts.fulfilled + counts.failed !== items.length) calls.problems.push('wrong counts');
    if (plan.ordered && items.some((item, i) => item !== i)) calls.problems.push('wrong order');
    if (time.timers.size > 0) calls.problems.push('a timer is left');
    if (calls.problems.length > 0) throw new Error(calls.problems.join('; '));
  } finally {
    time.uninstall();
  }
}

describe('work that fails at random', () => {
  it('should have one outcome for each item, after as many calls as are allowed', async () => {
    let held = 0;
    const property = fc.asyncProperty(plans, async (plan) => {
      await holds(plan);
      held++;
    });
    await fc.assert(property, { numRuns: 600 });

    expect(held).toBe(600);
  }, 60_000);

  it('should need no stack, where 100,000 chunks fail at once and are called again at once', async () => {
    const COUNT = 100_000;
    for (const isolate of [false, true]) {
      let calls = 0;
      const results: number[] = [];
      const done = new Promise<void>((resolve, reject) => {
        range(0, COUNT)
          .pipe(
            chunkBy<number>(1),
            processChunks<number, number>(
              (items, { attempt }) => {
                calls++;
                if (attempt < 3) throw new Error('again');
                return items;
              },
              { concurrency: 1, retry: { count: 2, delay: () => of(0) }, isolate },
            ),
          )
          .subscribe({
            next: ({ attempts }) => results.push(attempts),
            complete: resolve,
            error: reject,
          });
      });
      await done;

      expect(calls).toBe(3 * COUNT);
      expect(results.length).toBe(COUNT);
      expect(results.every((attempts) => attempts === 3)).toBeTrue();
    }
  });

  it('should need no stack, where one call after the other is made at once', async () => {
    const COUNT = 100_000;
    let calls = 0;
    const result = await new Promise<unknown>((resolve, reject) => {
      of([1])
        .pipe(
          processChunks<number, number>(
            () => {
              if (++calls <= COUNT) throw new Error('again');
            },
            { retry: { count: COUNT, delay: () => of(0) } },
          ),
          last(),
        )
        .subscribe({
          next: ({ attempts }) => {
            resolve(attempts);
          },
          error: reject,
        });
    });

    expect(result).toBe(COUNT + 1);
  });
});
