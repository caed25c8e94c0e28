import { concat, mergeMap, Observable, of, retry, Subject, take, throwError } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { rateLimit, type Rate, type RateLimitOptions } from '../../src/flow/rate-limit.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';

const twoInFive = { limit: 2, per: 5 };

describe('rateLimit', () => {
  it('should match the marble of its docs', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abcde');
      const pulls = '    (pp)-(pp)-(p|)';
      const expected = ' (ab)-(cd)-(e|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(fromSource(source).pipe(rateLimit(twoInFive))).toBe(expected);
    });
  });

  it('should let an item go as soon as the window allows, and not by intervals', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   a---b---c---d---|');
      const e1subs = '   ^---------------!';
      const expected = ' a---b-----c---d-|';

      expectObservable(e1.pipe(rateLimit({ limit: 2, per: 10 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(claimWarnings().length).toBe(1);
  });

  const sources = {
    empty: ['|', '|', '(^!)'],
    never: ['-', '-', '^'],
    one: ['--a--|', '--a--|', '^----!'],
    many: ['-a-b---------|', '-a-b---------|', '^------------!'],
    failing: ['-a-#', '-a-#', '^--!'],
    'failing at once': ['#', '#', '(^!)'],
  };
  for (const [kind, [marble, expected, subs]] of Object.entries(sources) as [
    string,
    [string, string, string],
  ][]) {
    it(`should end as a source does that is ${kind}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold(marble);

        expectObservable(e1.pipe(rateLimit<string>(twoInFive))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(subs);
      });
    });
  }

  it('should hold the error of the source until what it holds has passed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  (abc)#');
      const e1subs = '   ^----!';
      const expected = ' (ab)-----(c#)';

      expectObservable(e1.pipe(rateLimit({ limit: 2, per: 9 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(claimWarnings().length).toBe(1);
  });

  it('should hold what one pull expands to, and read no further', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls(['abc', 'de', 'f']);
      const pulls = '    p----p----p----|';
      const expected = ' (ab)-(cd)-(ef)-|';

      expectObservable(seen$).toBe(pulls);
      expectObservable(
        fromSource(source).pipe(
          mergeMap((page) => page),
          rateLimit(twoInFive),
        ),
      ).toBe(expected);
    });
  });

  describe('with costs and keys', () => {
    const byCost = { limit: 4, per: 5, cost: (item: string) => Number(item) };

    it('should count costs, in order', () => {
      marbles(({ expectObservable }) => {
        const { source, seen$ } = visiblePulls('1234');
        const pulls = '    (ppp)p---------|';
        const expected = ' (12)-3----4----|';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(rateLimit(byCost))).toBe(expected);
      });
    });

    it('should let what costs more than the limit go alone', () => {
      marbles(({ expectObservable }) => {
        const expected = ' 1----9----(1|)';

        expectObservable(fromSource(Array.from('191')).pipe(rateLimit(byCost))).toBe(expected);
      });
    });

    it('should let what costs nothing pass while the window is full, if it comes', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -4-0-1--|');
        const e1subs = '   ^-------!';
        const expected = ' -4-0--1-|';

        expectObservable(e1.pipe(rateLimit(byCost))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
      expect(claimWarnings().length).toBe(1);
    });

    it('should give each key a window, and let none overtake', () => {
      marbles(({ expectObservable }) => {
        const e1 = Array.from('abaabb');
        const expected = ' (ab)-a----(ab)-(b|)';

        expectObservable(
          fromSource(e1).pipe(rateLimit({ limit: 1, per: 5, key: (item: string) => item })),
        ).toBe(expected);
      });
    });

    const wrong: [unknown, string][] = [
      [NaN, 'ERR_OUT_OF_RANGE'],
      [-1, 'ERR_OUT_OF_RANGE'],
      [Infinity, 'ERR_OUT_OF_RANGE'],
      ['1', 'ERR_INVALID_ARG_TYPE'],
      [undefined, 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [cost, code] of wrong) {
      it(`should end with ${code} where the cost is ${String(cost)} (${typeof cost})`, () => {
        const reader = new Reader().read(
          fromSource([1, 2]).pipe(rateLimit({ limit: 1, per: 5, cost: () => cost as number })),
        );

        expect(reader.end).toEqual({ error: jasmine.objectContaining({ code }) });
        expect((reader.end as { error: Error }).error.message).toContain(
          'rateLimit: "cost()" must be a finite number >= 0',
        );
      });
    }

    it('should end with what cost and key throw', () => {
      const broken = () => {
        throw 'broken';
      };
      for (const part of [{ cost: broken }, { key: broken }]) {
        const reader = new Reader().read(
          fromSource([1, 2]).pipe(rateLimit({ limit: 1, per: 5, ...part })),
        );
        expect(reader.end).toEqual({ error: 'broken' });
        expect(reader.items).toEqual([]);
      }
    });
  });

  describe('while the rate changes', () => {
    const rates = { a: twoInFive, b: { limit: 3, per: 5 }, c: { limit: 1, per: 6 } };

    it('should wait for the first rate, and keep what was spent', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = visiblePulls('123456');
        const e2 = hot('   --a---b----c-----', rates);
        const e2subs = '   ^------------------!';
        const pulls = '    --(pp)p(pp)--p-----|';
        const expected = ' --(12)3(45)--6-----|';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(rateLimit<string>(e2))).toBe(expected);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should leave the rates when the source ends, and keep the last when they end', () => {
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  ab----|');
        const e2 = hot('   (a|)', rates);
        const e1subs = '   ^-----!';
        const e2subs = '   (^!)';
        const expected = ' ab----|';

        expectObservable(e1.pipe(rateLimit<string>(e2))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should fail with the rates, and with a wrong one', () => {
      for (const rate$ of [
        throwError(() => new RangeError('no rate')),
        of({ limit: 0, per: 5 }),
        of({ limit: 1, per: 0.5 }),
        of(concat(of(twoInFive), of({ ...twoInFive, limit: NaN })) as never as Rate<number>),
      ]) {
        const reader = new Reader().read(
          fromSource([1]).pipe(rateLimit(rate$ as Observable<Rate<number>>)),
        );
        expect((reader.end as { error: unknown }).error).toBeInstanceOf(Error);
        expect(reader.items).toEqual([]);
      }
    });
  });

  describe('subscribed and left', () => {
    it('should leave source and rates when it is unsubscribed early', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const e2 = hot('   a--------|', { a: { limit: 1, per: 3 } });
        const unsub = '    -----!    ';
        const e1subs = '   ^----!    ';
        const expected = ' -a--b-----';

        expectObservable(e1.pipe(rateLimit<string>(e2)), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e1subs);
      });
      expect(claimWarnings().length).toBe(1);
    });

    it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const unsub = '    -----!    ';
        const e1subs = '   ^----!    ';
        const expected = ' -a-b------';

        const result$ = e1.pipe(
          mergeMap((item) => of(item)),
          rateLimit({ limit: 5, per: 5 }),
          mergeMap((item) => of(item)),
        );
        expectObservable(result$, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should stop a synchronous source that take ends', () => {
      let given = 0;
      const firehose$ = new Observable<number>((subscriber) => {
        for (let i = 0; !subscriber.closed && i < 1000; i++) {
          given++;
          subscriber.next(i);
        }
      });
      const reader = new Reader().read(
        firehose$.pipe(rateLimit({ limit: 10, per: 1000 }), take(3)),
      );

      expect(reader.items).toEqual([0, 1, 2]);
      expect(given).toBe(3);
    });

    it('should keep the order of a source that emits while it emits', () => {
      const source$ = new Subject<number>();
      const reader = new Reader();
      reader.onItem = (item) => {
        if (item < 3) source$.next(item + 1);
      };
      reader.read(source$.pipe(rateLimit({ limit: 5, per: 1000 })));
      source$.next(1);
      source$.complete();

      expect(reader.items).toEqual([1, 2, 3]);
      expect(reader.end).toBe('complete');
    });

    it('should share no window between two subscribers of one operator', () => {
      const operator = rateLimit<number>({ limit: 1, per: 1000 });
      const readers = [[1], [2]].map((items) =>
        new Reader().read(fromSource(items).pipe(operator)),
      );

      expect(readers.map(({ items }) => items)).toEqual([[1], [2]]);
      for (const reader of readers) reader.leave();
    });

    it('should start anew with each subscription of retry', () => {
      marbles(({ expectObservable }) => {
        const source = function* () {
          yield 'a';
          throw 'broken';
        };
        const expected = ' a--a--#';

        expectObservable(fromSource(source).pipe(rateLimit({ limit: 1, per: 3 }), retry(1))).toBe(
          expected,
          undefined,
          'broken',
        );
      });
    });
  });

  describe('called wrongly', () => {
    const wrong: [unknown, unknown, string][] = [
      [undefined, undefined, 'ERR_INVALID_ARG_TYPE'],
      [null, undefined, 'ERR_INVALID_ARG_TYPE'],
      [5, undefined, 'ERR_INVALID_ARG_TYPE'],
      [{}, undefined, 'ERR_INVALID_ARG_TYPE'],
      [{ limit: 1 }, undefined, 'ERR_INVALID_ARG_TYPE'],
      [{ limit: 0, per: 5 }, undefined, 'ERR_OUT_OF_RANGE'],
      [{ limit: 1, per: 0 }, undefined, 'ERR_OUT_OF_RANGE'],
      [{ limit: 1, per: Infinity }, undefined, 'ERR_OUT_OF_RANGE'],
      [{ limit: 1, per: 5, cost: 2 }, undefined, 'ERR_INVALID_ARG_TYPE'],
      [{ limit: 1, per: 5, key: 'id' }, undefined, 'ERR_INVALID_ARG_TYPE'],
      [{ limit: 1, per: 5, burst: 2 }, undefined, 'ERR_UNKNOWN_OPTION'],
      [twoInFive, { flow: {} }, 'ERR_INVALID_ARG_TYPE'],
      [twoInFive, { key: () => 1 }, 'ERR_UNKNOWN_OPTION'],
    ];
    for (const [rate, options, code] of wrong) {
      it(`should throw ${code} for ${JSON.stringify([rate, options])}`, () => {
        expect(() => rateLimit(rate as Rate<unknown>, options as RateLimitOptions)).toThrowMatching(
          (error: Error & { code: string }) => error.code === code,
        );
      });
    }
  });
});
