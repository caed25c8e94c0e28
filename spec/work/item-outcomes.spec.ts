import { concat, EMPTY, map, NEVER, Observable, of, Subject, throwError, timer } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isOutcome, type Outcome } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { Answer } from '../../src/work/answer.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { macrotask } from '../support/ticks.js';

const outcomes = true;

/** What becomes of one item. */
async function outcomeOf(fn: () => Answer<unknown>): Promise<Outcome<string, unknown>> {
  const seen: Outcome<string, unknown>[] = [];
  of('a')
    .pipe(mapConcurrent(fn, { outcomes }))
    .subscribe((outcome) => seen.push(outcome));
  await macrotask();
  expect(seen.length).toBe(1);
  return seen[0] as Outcome<string, unknown>;
}

const item = { item: 'a', position: 0, attempts: 1 };
const expectValue = async (fn: () => Answer<unknown>, value: unknown) => {
  expect(await outcomeOf(fn)).toEqual({ ...item, status: 'fulfilled', value });
};
const expectReason = async (fn: () => Answer<unknown>, reason: unknown) => {
  expect(await outcomeOf(fn)).toEqual({ ...item, status: 'rejected', reason });
};

describe('mapConcurrent with outcomes', () => {
  it('should tell what became of each item, in the order of completion', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a-b-c|');
      const e1subs = '   ^----!';
      const expected = ' ---y--z-(x|)';
      const values = {
        x: 'fulfilled a of 0',
        y: 'rejected b of 1',
        z: 'fulfilled c of 2',
      };

      const answers: Record<string, Observable<string>> = {
        a: cold('        --------(a|)'),
        b: cold('          -#'),
        c: cold('            --(c|)'),
      };
      const result = e1.pipe(
        mapConcurrent((letter) => answers[letter] ?? NEVER, { outcomes }),
        map((outcome) => `${outcome.status} ${outcome.item} of ${outcome.position}`),
      );
      expectObservable(result).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell it in the order of the input when it is ordered', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  abc|');
      const e1subs = '   ^--!';
      const expected = ' ------(abc|)';

      const result = e1.pipe(
        mapConcurrent((letter) => timer(letter === 'a' ? 6 : 1), { outcomes, ordered: true }),
        map((outcome) => outcome.item),
      );
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should take a plain value, a promise or the last value of an Observable', async () => {
    await expectValue(() => 1, 1);
    await expectValue(() => undefined, undefined);
    await expectValue(() => [1, 2], [1, 2]);
    await expectValue(async () => 2, 2);
    await expectValue(() => of(1, 2, 3), 3);
    await expectValue(() => EMPTY, undefined);
  });

  for (const reason of [new Error('broken'), 'text', null, undefined]) {
    it(`should have the item rejected for ${String(reason)}, and go on`, async () => {
      await expectReason(() => {
        throw reason;
      }, reason);
      await expectReason(() => Promise.reject(reason), reason);
      await expectReason(
        () =>
          concat(
            of(1),
            throwError(() => reason),
          ),
        reason,
      );
    });
  }

  it('should take the first of two answers', async () => {
    const twice = (n: number) => {
      const then = (fulfil: (value: number) => void, reject: (reason: unknown) => void) => {
        fulfil(n);
        fulfil(-n);
        reject('late');
        throw 'later still';
      };
      return { then } as PromiseLike<number>;
    };
    const seen: unknown[] = [];
    fromSource([1, 2, 3])
      .pipe(mapConcurrent(twice, { outcomes, concurrency: 1 }))
      .subscribe((outcome) => seen.push(outcome.status === 'fulfilled' && outcome.value));
    await macrotask();

    expect(seen).toEqual([1, 2, 3]);
  });

  it('should number items as they arrive, also where they end in another order', async () => {
    const seen: [number, number][] = [];
    const order = [3, 1, 2, 0];
    const settle: (() => void)[] = [];
    const fn = () => new Promise<void>((resolve) => settle.push(resolve));
    fromSource([10, 11, 12, 13])
      .pipe(mapConcurrent(fn, { outcomes }))
      .subscribe((outcome) => seen.push([outcome.item, outcome.position]));
    for (const place of order) {
      settle[place]?.();
      await macrotask();
    }

    expect(seen).toEqual(order.map((place) => [10 + place, place]));
  });

  it('should carry the positions through a later chunker', () => {
    const ranges: unknown[] = [];
    const first = new Subject<number>();
    fromSource([0, 1, 2, 3])
      .pipe(
        mapConcurrent((n) => (n === 0 ? first : n), { outcomes }),
        chunkBy(2),
      )
      .subscribe((chunk) => {
        expect(chunk.items.every(isOutcome)).toBeTrue();
        ranges.push(chunk.ranges);
      });
    first.complete();

    expect(ranges).toEqual([
      [[1, 3]],
      [
        [3, 4],
        [0, 1],
      ],
    ]);
  });

  it('should keep one outcome per item for order, and count it', () => {
    marbles(({ scheduler, expectObservable, flush }) => {
      const { source, perFrame } = visiblePulls('abcdefgh', () => scheduler.now());
      const unsub = '    ------!';
      const expected = ' -------';

      const fn = (letter: string) => (letter === 'a' ? NEVER : letter);
      const options = { outcomes, ordered: true, concurrency: 2, prefetch: 1 } as const;
      expectObservable(fromSource(source).pipe(mapConcurrent(fn, options)), unsub).toBe(expected);
      flush();
      expect(perFrame).toEqual({ 0: 3 });
    });
  });

  describe('given up', () => {
    it('should abort the signals of what runs, not of what has settled', () => {
      const signals = new Map<string, AbortSignal>();
      const source = new Subject<string>();
      const fn = (letter: string, { signal, attempt }: WorkContext) => {
        expect(attempt).toBe(1);
        signals.set(letter, signal);
        return letter === 'a' ? letter : NEVER;
      };
      const subscription = source.pipe(mapConcurrent(fn, { outcomes })).subscribe();
      for (const letter of ['a', 'b', 'c']) source.next(letter);
      subscription.unsubscribe();

      expect([...signals].map(([letter, { aborted }]) => [letter, aborted])).toEqual([
        ['a', false],
        ['b', true],
        ['c', true],
      ]);
    });

    it('should drop what comes late, a rejection too', async () => {
      const seen: unknown[] = [];
      let reject!: (reason: unknown) => void;
      const late = new Promise<never>((_, refuse) => (reject = refuse));
      const subscription = of('a')
        .pipe(mapConcurrent(() => late, { outcomes }))
        .subscribe({ next: (x) => seen.push(x), error: (x: unknown) => seen.push(x) });
      subscription.unsubscribe();
      reject('late');
      await macrotask();

      expect(seen).toEqual([]);
    });

    it('should subscribe to no Observable of a function that unsubscribes its own run', () => {
      let subscribed = 0;
      const source = new Subject<string>();
      const fn = () => {
        subscription.unsubscribe();
        return new Observable(() => {
          subscribed++;
        });
      };
      const subscription = source.pipe(mapConcurrent(fn, { outcomes })).subscribe();
      source.next('a');

      expect(subscribed).toBe(0);
    });
  });
});
