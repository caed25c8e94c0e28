import { concat, EMPTY, from, NEVER, Observable, of, Subject, throwError, toArray } from 'rxjs';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import type { Work, WorkAnswer } from '../../src/work/work.js';
import { after, alone, words } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';
import { macrotask } from '../support/ticks.js';

type Result = ChunkResult<string, unknown>;
type Answered = ReturnType<Work<string, unknown>>;

/** Runs one chunk of two items, and says what became of it when all is over that answers by itself. */
async function resultOf(work: Work<string, unknown>): Promise<Result> {
  const seen: Result[] = [];
  of(['a', 'b'])
    .pipe(processChunks(work))
    .subscribe((result) => seen.push(result));
  await macrotask();
  expect(seen.length).withContext('results').toBe(1);
  return seen[0] as Result;
}

async function expectValues(work: Work<string, unknown>, ...values: unknown[]): Promise<void> {
  const result = await resultOf(work);
  expect(result.values).toEqual(values);
  expect(result.failures).toEqual(new Map());
}

/** Expects that both items failed for this reason. */
async function expectRefusal(work: Work<string, unknown>, reason: unknown): Promise<void> {
  const result = await resultOf(work);
  const failure = { kind: 'rejected' as const, reason };
  expect(result.values).toEqual([undefined, undefined]);
  expect([...result.failures]).toEqual([
    [0, failure],
    [1, failure],
  ]);
}

/** A promise of another make, which does as it is told. */
const thenable = (
  then: (fulfil: (value: WorkAnswer<unknown>) => void, reject: (reason: unknown) => void) => void,
): Answered => ({ then }) as Answered;

describe('work of processChunks', () => {
  describe('answering', () => {
    it('should give one value per item, now, by a promise or by an Observable', async () => {
      await expectValues(() => [1, 2], 1, 2);
      await expectValues(async () => [1, 2], 1, 2);
      await expectValues(() => of([1, 2]), 1, 2);
      await expectValues(() => thenable((fulfil) => fulfil([1, 2])), 1, 2);
    });

    it('should give nothing where all went well and there are no values', async () => {
      await expectValues(() => undefined, undefined, undefined);
      await expectValues(async () => {}, undefined, undefined);
      await expectValues(() => of(undefined), undefined, undefined);
    });

    it('should give the last value of an Observable', async () => {
      await expectValues(() => of([1, 2], [3, 4]), 3, 4);
      await expectValues(() => from(Promise.resolve([5, 6])), 5, 6);
      await expectValues(() => EMPTY, undefined, undefined);
    });

    it('should give an outcome per item', async () => {
      const outcomes = settled([
        { status: 'fulfilled', value: 1 },
        { status: 'skipped', reason: 'none' },
      ]);
      for (const work of [() => outcomes, async () => outcomes, () => of(outcomes)]) {
        const { values, failures } = await resultOf(work);

        expect(values).toEqual([1, undefined]);
        expect([...failures]).toEqual([[1, { kind: 'skipped', reason: 'none' }]]);
      }
    });

    it('should emit in the same call where work answers in it', () => {
      const seen: Result[] = [];
      of(['a'])
        .pipe(processChunks((items) => items))
        .subscribe((result) => seen.push(result));

      expect(seen.length).toBe(1);
    });
  });

  describe('failing', () => {
    const reasons: unknown[] = [new Error('broken'), 'text', 0, null, undefined];

    for (const reason of reasons) {
      it(`should reject the items of the chunk for ${String(reason)}, and go on`, async () => {
        await expectRefusal(() => {
          throw reason;
        }, reason);
        await expectRefusal(() => Promise.reject(reason), reason);
        await expectRefusal(() => throwError(() => reason), reason);
        await expectRefusal(
          () =>
            concat(
              of([1, 2]),
              throwError(() => reason),
            ),
          reason,
        );
        await expectRefusal(() => thenable((_, reject) => reject(reason)), reason);
      });
    }

    it('should not end the run', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b-c|');
        const e1subs = '   ^----!';
        const expected = ' --x-y-(z|)';

        const work = (items: readonly string[]) =>
          items[0] === 'b' ? cold<string[]>('--#') : after(2)(items);
        const values = { x: 'a', y: '', z: 'c' };
        expectObservable(e1.pipe(alone(), processChunks(work), words())).toBe(expected, values);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should reject for what cannot be matched to the items', async () => {
      const wrong: unknown[] = [
        [],
        [1],
        [1, 2, 3],
        null,
        5,
        'ab',
        true,
        {},
        new Set([1, 2]),
        () => 1,
      ];
      for (const answer of wrong) {
        const error = jasmine.objectContaining({ code: 'ERR_WORK_RESULT', expected: 2 });
        await expectRefusal(() => answer as never, error);
        await expectRefusal(async () => answer as never, error);
        await expectRefusal(() => of(answer) as never, error);
      }
      await expectRefusal(
        () => settled([]),
        jasmine.objectContaining({ code: 'ERR_WORK_RESULT', received: [] }),
      );
    });

    it('should reject for a thenable that throws in place of an answer', async () => {
      await expectRefusal(
        () =>
          thenable(() => {
            throw 'no then';
          }),
        'no then',
      );
      const getter = {
        get then(): never {
          throw 'no getter';
        },
      };
      await expectRefusal(() => getter, 'no getter');
    });
  });

  describe('misbehaving', () => {
    it('should take the first of two answers', async () => {
      await expectValues(
        () =>
          thenable((fulfil, reject) => {
            fulfil([1, 2]);
            fulfil([3, 4]);
            reject('late');
          }),
        1,
        2,
      );
      await expectValues(
        () =>
          thenable((fulfil) => {
            fulfil([1, 2]);
            throw 'late';
          }),
        1,
        2,
      );
    });

    it('should not take a second answer for one of the next chunk', async () => {
      const seen: unknown[] = [];
      let again: (() => void) | undefined;
      const source = new Subject<string[]>();
      source
        .pipe(
          processChunks(
            ([item]) => {
              again?.();
              return item === 'a'
                ? thenable((fulfil) => {
                    fulfil(['A']);
                    again = () => {
                      fulfil(['again']);
                    };
                  })
                : NEVER;
            },
            { concurrency: 1 },
          ),
        )
        .subscribe(({ values }) => seen.push(values));
      source.next(['a']);
      source.next(['b']);
      again?.();

      expect(seen).toEqual([['A']]);
    });

    it('should wait for work that never settles, and let go of it on unsubscribe', async () => {
      const never = new Promise<never>(() => {});
      for (const work of [() => never, () => NEVER]) {
        const seen: unknown[] = [];
        const subscription = of(['a'])
          .pipe(processChunks(work))
          .subscribe({ next: () => seen.push('next'), complete: () => seen.push('complete') });
        await macrotask();
        subscription.unsubscribe();

        expect(seen).toEqual([]);
        expect(subscription.closed).toBeTrue();
      }
    });

    it('should drop an answer, and a rejection, that comes after unsubscribe', async () => {
      const seen: unknown[] = [];
      let fulfil!: (values: unknown[]) => void;
      let reject!: (reason: unknown) => void;
      const fulfilled = new Promise<unknown[]>((resolve) => (fulfil = resolve));
      const rejected = new Promise<unknown[]>((_, refuse) => (reject = refuse));
      const subscription = of(['a'], ['b'])
        .pipe(processChunks(([item]) => (item === 'a' ? fulfilled : rejected)))
        .subscribe({ next: (x) => seen.push(x), error: (x: unknown) => seen.push(x) });
      subscription.unsubscribe();
      fulfil([1]);
      reject('late');
      await macrotask();

      expect(seen).toEqual([]);
    });

    it('should count the items before work may change their array', async () => {
      const empty = (items: readonly string[]) => void ((items as string[]).length = 0);
      const more = (items: readonly string[]) => void (items as string[]).push('c');
      const swap = (items: readonly string[]) => (items as string[]).reverse();

      await expectValues(empty, undefined, undefined);
      await expectValues(more, undefined, undefined);
      await expectValues(swap, 'b', 'a');
    });
  });

  describe('given up', () => {
    const run = (work: Work<string, unknown>) => {
      const source = new Subject<string[]>();
      const contexts: WorkContext[] = [];
      const errors: unknown[] = [];
      const result = source.pipe(
        processChunks((items: readonly string[], context) => {
          contexts.push(context);
          return work(items, context);
        }),
      );
      return { source, contexts, errors, result };
    };
    const aborted = (contexts: WorkContext[]) => contexts.map(({ signal }) => signal.aborted);

    it('should have a signal of its own for each chunk, and know that it is the first attempt', () => {
      const { source, contexts, result } = run(() => NEVER);
      result.subscribe();
      source.next(['a']);
      source.next(['b']);
      const [first, second] = contexts;

      expect(first?.attempt).toBe(1);
      expect(first?.signal).toBe(contexts[0]?.signal);
      expect(first?.signal).not.toBe(second?.signal);
      expect(aborted(contexts)).toEqual([false, false]);
    });

    it('should see its signal abort on unsubscribe, also if it first looks later', () => {
      const { source, contexts, result } = run((items, { signal }) => {
        if (items[0] === 'a') signal.throwIfAborted();
        return NEVER;
      });
      const subscription = result.subscribe();
      source.next(['a']);
      source.next(['b']);
      subscription.unsubscribe();

      expect(aborted(contexts)).toEqual([true, true]);
    });

    it('should see its signal abort when another failure ends the run', () => {
      const { source, contexts, result, errors } = run(() => NEVER);
      result.subscribe({ error: (error) => errors.push(error) });
      source.next(['a']);
      source.next('no chunk' as never);

      expect(aborted(contexts)).toEqual([true]);
      expect(errors.length).toBe(1);
    });

    it('should not see its signal abort once it has settled', () => {
      const { source, contexts, result } = run(([item]) => (item === 'b' ? NEVER : []));
      const subscription = result.subscribe();
      source.next(['a']);
      source.next(['b']);
      subscription.unsubscribe();

      expect(aborted(contexts)).toEqual([false, true]);
    });

    it('should not see its signal abort when its own result ends the run', () => {
      const { source, contexts, result } = run(([item]) => (item === 'b' ? NEVER : undefined));
      const subscription = result.subscribe(() => {
        subscription.unsubscribe();
      });
      source.next(['b']);
      source.next(['a']);

      expect(aborted(contexts)).toEqual([true, false]);
    });

    it('should not have its Observable subscribed if it unsubscribes and then answers', () => {
      let subscribed = 0;
      const { source, result } = run(() => {
        subscription.unsubscribe();
        return new Observable(() => {
          subscribed++;
        });
      });
      const subscription = result.subscribe();
      source.next(['a']);

      expect(subscribed).toBe(0);
    });

    it('should have its Observable left if subscribing to it unsubscribes the run', () => {
      const seen: string[] = [];
      const { source, result } = run(
        () =>
          new Observable(() => {
            subscription.unsubscribe();
            return () => seen.push('left');
          }),
      );
      const subscription = result.subscribe();
      source.next(['a']);

      expect(seen).toEqual(['left']);
    });
  });

  describe('reading a source of its own', () => {
    const rows = ['r', 's'];
    const read = () =>
      fromSource(rows).pipe(
        mapConcurrent((row) => of(row)),
        toArray(),
      );
    const oneSlot = { concurrency: 1, prefetch: 0 };

    it('should not wait for the slot that it holds itself', () => {
      const seen: unknown[] = [];
      fromSource([['a', 'b']])
        .pipe(processChunks(read, oneSlot))
        .subscribe(({ values }) => seen.push(values));

      expect(seen).toEqual([rows]);
    });

    it('should not wait for it after an await either', async () => {
      const seen: unknown[] = [];
      const work = async () => {
        await Promise.resolve();
        return new Promise<string[]>((resolve) => read().subscribe(resolve));
      };
      fromSource([['a', 'b']])
        .pipe(processChunks(work, oneSlot))
        .subscribe(({ values }) => seen.push(values));
      await macrotask();

      expect(seen).toEqual([rows]);
    });
  });
});
