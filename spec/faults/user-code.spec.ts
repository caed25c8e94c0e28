import { lastValueFrom, of, throwError, toArray, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Outcome } from '../../src/core/outcome.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import type { Answer } from '../../src/work/answer.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { badReasons } from './support/bad-reasons.js';

type Fn = (item: number) => Answer<number>;
type Outcomes = Promise<readonly Outcome<number, number>[]>;
interface Limits {
  readonly retry?: { readonly count: number; readonly delay: number };
  readonly isolate?: boolean;
  readonly tolerate?: number;
}

/** The bad item of each run; the chunk has the others, too. */
const BAD = 1;
const ITEMS = [0, BAD, 2];

const outcomes = (
  chunks$: ReturnType<ReturnType<typeof processChunks<number, number>>>,
): Outcomes => lastValueFrom(chunks$).then((result) => [...outcomesOf(result)]);

/** Work on one item, in each of the ways that there are. */
const FORMS: Readonly<Record<string, (fn: Fn, limits: Limits) => Outcomes>> = {
  processChunks: (fn, limits) =>
    outcomes(
      of(BAD).pipe(
        chunkBy(1),
        processChunks<number, number>((items) => wrapped(fn(items[0] as number)), limits),
      ),
    ),
  eachItem: (fn, { retry, tolerate }) =>
    outcomes(of(...ITEMS).pipe(chunkBy(3), processChunks(eachItem(fn, { retry }), { tolerate }))),
  mapConcurrent: (fn, { retry, tolerate }) =>
    lastValueFrom(
      of(...ITEMS).pipe(
        mapConcurrent<number, number>(fn, { outcomes: true, ordered: true, retry, tolerate }),
        toArray(),
      ),
    ),
};

/** One value is a chunk of one; what is no value fails by itself. */
function wrapped(answer: Answer<number>): Answer<number[]> {
  if (typeof answer === 'number') return [answer];
  if ('subscribe' in answer) return answer as unknown as Observable<number[]>;
  return answer.then((value) => [value]);
}

const WAYS: readonly (readonly [string, (reason: unknown) => Answer<never>])[] = [
  [
    'throws',
    (reason) => {
      throw reason;
    },
  ],

  ['rejects with', (reason) => Promise.reject(reason)],
  ['errors with', (reason) => throwError(() => reason)],
];

const LIMITS: readonly (readonly [string, Limits, calls: number])[] = [
  ['', {}, 1],
  [', retried', { retry: { count: 2, delay: 0 } }, 3],
  [', searched for and counted', { isolate: true, tolerate: 3 }, 1],
];

describe('work of the user', () => {
  for (const [form, run] of Object.entries(FORMS)) {
    for (const [way, fail] of WAYS) {
      it(`should fail an item with what it ${way}, whatever that is, in ${form}`, async () => {
        for (const [what, reason] of badReasons()) {
          for (const [how, limits, times] of LIMITS) {
            let calls = 0;
            const fn: Fn = (item) => {
              if (item !== BAD) return item;
              calls++;
              return fail(reason);
            };
            const all = await run(fn, limits);
            const bad = all.find(({ item }) => item === BAD);
            const context = `${what}${how}`;

            expect(bad?.status).withContext(context).toBe('rejected');
            // Identity, since nobody is to look into it.
            const same = bad?.status === 'rejected' && Object.is(bad.reason, reason);
            expect(same).withContext(context).toBeTrue();
            expect(calls).withContext(context).toBe(times);
            const good = all.filter(({ status }) => status === 'fulfilled');
            expect(good.length)
              .withContext(context)
              .toBe(all.length - 1);
          }
        }
      });
    }
  }

  it('should end a mapConcurrent without outcomes with what it throws', async () => {
    for (const [what, reason] of badReasons()) {
      for (const [, fail] of WAYS) {
        const seen: unknown[] = [];
        await new Promise<void>((resolve) => {
          of(BAD)
            .pipe(mapConcurrent(() => fail(reason)))
            .subscribe({
              error: (error) => {
                seen.push(error);
                resolve();
              },
            });
        });

        expect(seen.length).withContext(what).toBe(1);
        expect(Object.is(seen[0], reason)).withContext(what).toBeTrue();
      }
    }
  });

  it('should be stored, counted and read back as it failed, in a batch', async () => {
    for (const [what, reason] of badReasons()) {
      const run = new BatchProcessor({ store: memoryStore() }).process(
        ITEMS,
        (item) => {
          if (item === BAD) throw reason;
          return item;
        },
        { runId: 'run' },
      );
      const results = await run.results();
      const { stats, state } = await run.done;
      const [, bad] = results;

      expect(state).withContext(what).toBe('completed');
      expect([stats.fulfilled, stats.failed]).withContext(what).toEqual([2, 1]);
      expect(Object.values(stats.failures)).withContext(what).toEqual([1]);
      expect(JSON.stringify(stats)).withContext(what).toContain('"failures"');
      const same = bad?.status === 'rejected' && Object.is(bad.reason, reason);
      expect(same).withContext(what).toBeTrue();
    }
  });

  describe('that answers by a thenable of its own make', () => {
    const broken = new Error('broken');
    type Then = (fulfilled: (value: number) => void, rejected: (reason: unknown) => void) => void;
    const CASES: readonly (readonly [string, unknown, expected: number | Error])[] = [
      ['twice', thenable((fulfilled) => [fulfilled(1), fulfilled(2)]), 1],
      ['and then rejects', thenable((fulfilled, rejected) => [fulfilled(1), rejected(broken)]), 1],
      [
        'after it has rejected',
        thenable((fulfilled, rejected) => [rejected(broken), fulfilled(1)]),
        broken,
      ],
      [
        'and then throws',
        thenable((fulfilled) => {
          fulfilled(1);
          throw broken;
        }),
        1,
      ],
      [
        'never, but throws',
        thenable(() => {
          throw broken;
        }),
        broken,
      ],
      [
        'that cannot be looked at',
        {
          get then() {
            throw broken;
          },
        },
        broken,
      ],
    ];
    function thenable(then: (...args: Parameters<Then>) => unknown): unknown {
      return { then };
    }

    for (const [how, answer, expected] of CASES) {
      it(`${how}, should have its first word`, async () => {
        for (const limits of [{}, { retry: { count: 0, delay: 0 } }, { tolerate: 3 }]) {
          const fn = (item: number) => (item === BAD ? (answer as Answer<number>) : item);
          const { eachItem: each, mapConcurrent: mapped } = FORMS;
          for (const run of [each, mapped]) {
            const bad = (await run?.(fn, limits))?.[1];
            const word = bad?.status === 'fulfilled' ? bad.value : bad?.reason;
            expect(word).toBe(expected);
          }
        }
      });
    }
  });

  describe('that changes what it is given', () => {
    const CHANGES: readonly (readonly [string, (items: number[]) => void])[] = [
      ['takes an item away', (items) => items.pop()],
      ['takes all away', (items) => (items.length = 0)],
      ['adds one', (items) => items.push(99)],
      ['turns them round', (items) => items.reverse()],
    ];

    for (const [how, change] of CHANGES) {
      it(`should store each item once, and under its own key, where it ${how}`, async () => {
        const store = memoryStore();
        const seen: number[][] = [];
        const pipeline = () =>
          of(...ITEMS).pipe(
            chunkBy(3),
            processChunks<number, number>((items) => {
              seen.push([...items]);
              const values = items.map((item) => item * 2);
              change(items as number[]);
              return values;
            }),
            storeTo(store, { runId: 'run', key: (item) => `k${item as unknown as number}` }),
          );
        await lastValueFrom(pipeline());
        await lastValueFrom(pipeline(), { defaultValue: undefined });
        const stored = await store.aggregate<unknown[]>('run', (all, each) => [...all, each], []);

        expect(seen).toEqual([ITEMS]);
        expect(stored).toEqual(
          ITEMS.map((item) => ({
            ...{ position: item, key: `k${item}` },
            ...{ status: 'fulfilled', value: item * 2 },
          })),
        );
      });

      it(`should be called with all items again, where it ${how} and fails`, async () => {
        const seen: number[][] = [];
        const result = await lastValueFrom(
          of(...ITEMS).pipe(
            chunkBy(3),
            processChunks<number, number>(
              (items) => {
                seen.push([...items]);
                change(items as number[]);
                if (seen.length < 3) throw new Error('again');
              },
              { retry: { count: 2, delay: 0 } },
            ),
          ),
        );

        expect(seen).toEqual([ITEMS, ITEMS, ITEMS]);
        expect(result.chunk.items).toEqual(ITEMS);
        expect(result.values.length).toBe(3);
      });
    }

    it('should not be steered by options that are changed after the call', async () => {
      const options = { concurrency: 1, retry: { count: 0, delay: 0 }, tolerate: { max: 5 } };
      const operator = processChunks<number, number>(() => {
        throw new Error('no');
      }, options);
      Object.assign(options, { concurrency: NaN });
      Object.assign(options.retry, { count: 1000 });
      Object.assign(options.tolerate, { max: 0 });
      const { attempts, failures } = await lastValueFrom(of([1, 2]).pipe(operator));

      expect([attempts, failures.size]).toEqual([1, 2]);
    });
  });
});
