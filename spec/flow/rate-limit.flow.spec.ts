import { bufferCount, EMPTY, map, mergeMap, of, Subject, take, tap, throwError, timer } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import { rateLimit } from '../../src/flow/rate-limit.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';
import { macrotask } from '../support/ticks.js';

const twoInFive = { limit: 2, per: 5 };

/** Something below that takes one item at a time. */
const oneAtATime = <T>(duration: number) =>
  mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
  });

describe('rateLimit, in a flow', () => {
  describe('with the flow below', () => {
    it('should leave the rest to the boundary below while that is full', () => {
      marbles(({ expectObservable }) => {
        const { source, seen$ } = visiblePulls('abcd');
        const pulls = '    p--p-----p--p-----|';
        const expected = ' ---a--b-----c--d--|';

        expectObservable(seen$).toBe(pulls);
        expectObservable(
          fromSource(source).pipe(rateLimit({ limit: 2, per: 9 }), oneAtATime(3)),
        ).toBe(expected);
      });
    });

    it('should hold what is there already until the boundary below has a lane for it', () => {
      marbles(({ expectObservable }) => {
        const passed$ = new Subject<string>();
        const passed = '   a----b----c-----';
        const expected = ' -----a----b----(c|)';

        expectObservable(passed$).toBe(passed);
        expectObservable(
          fromSource(['abc']).pipe(
            mergeMap((page) => page),
            rateLimit({ limit: 2, per: 3 }),
            tap((item) => passed$.next(item)),
            oneAtATime(5),
          ),
        ).toBe(expected);
      });
    });

    it('should not read on while the gate below is closed, however much room there is', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = visiblePulls('abcd');
        const e2 = hot('   --t---------f', { t: true, f: false });
        const e2subs = '   ^----------------!';
        const pulls = '    (pp)--------(pp)-|';
        const expected = ' (ab)--------(cd)-|';

        expectObservable(seen$).toBe(pulls);
        const result$ = fromSource(source).pipe(rateLimit(twoInFive), pauseWhen(e2));
        expectObservable(result$).toBe(expected);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should have no timer while the gate below is closed', () => {
      const scheduled: number[] = [];
      const paused$ = new Subject<boolean>();
      const scheduler = {
        now: () => Date.now(),
        schedule: (_work: unknown, ms: number) => {
          scheduled.push(ms);
          return EMPTY.subscribe();
        },
      };
      const passed: number[] = [];
      fromSource([1, 2, 3])
        .pipe(
          rateLimit({ limit: 1, per: 1000 }, { scheduler: scheduler }),
          tap((item) => passed.push(item)),
          tap(() => paused$.next(true)),
          pauseWhen(paused$),
        )
        .subscribe();
      expect([passed, scheduled]).toEqual([[1], []]);
      paused$.next(false);

      expect(passed).toEqual([1]);
      expect(scheduled.length).toBe(1);
      expect(scheduled[0]).toBeLessThanOrEqual(1000);
    });

    it('should have no timer when nothing waits for it any more', () => {
      const timers = new Set<object>();
      const scheduler = {
        now: () => Date.now(),
        schedule: () => {
          const one = { unsubscribe: () => timers.delete(one) };
          timers.add(one);
          return one;
        },
      };
      const operator = rateLimit<number>(
        { limit: 2, per: 1000 },
        { scheduler: scheduler as never },
      );
      new Reader().read(fromSource([1]).pipe(operator));
      expect(timers.size).toBe(0);
      const left = fromSource([1, 2, 3]).pipe(operator).subscribe();
      expect(timers.size).toBe(1);
      left.unsubscribe();
      expect(timers.size).toBe(0);
      const seen: number[] = [];
      fromSource([1, 2, 3])
        .pipe(operator, take(2))
        .subscribe((value) => seen.push(value));
      expect([seen, timers.size]).toEqual([[1, 2], 0]);
    });
  });

  describe('with more than it asked for', () => {
    it('should fail at 65,537 items that nobody asked for', () => {
      const source$ = new Subject<number>();
      const reader = new Reader().read(source$.pipe(rateLimit({ limit: 1, per: 1e6 })));
      for (let i = 0; i <= 65_536; i++) source$.next(i);
      expect(reader.end).toBeUndefined();
      source$.next(0);

      expect(reader.end).toEqual({
        error: jasmine.objectContaining({ code: 'ERR_BUFFER_OVERFLOW', held: 65_537 }),
      });
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('no source above it listens'),
        jasmine.stringContaining('1000 values came that nobody asked for'),
      ]);
    });

    it('should fail at 1,001 chunks that nobody asked for', () => {
      const source$ = new Subject<object>();
      const reader = new Reader<object>().read(source$.pipe(rateLimit({ limit: 1, per: 1e6 })));
      for (let i = 0; i <= 1001; i++) source$.next({ items: [i], ranges: [[i, i + 1]] });

      expect(reader.end).toEqual({ error: jasmine.objectContaining({ held: 1001 }) });
      expect(claimWarnings().length).toBe(2);
    });
  });

  it('should tell once that it waits, how long and for whom', () => {
    marbles(({ expectObservable, flush }) => {
      const flow = createFlow();
      const events: FlowEvent[] = [];
      flow.events$.subscribe((event) => events.push(event));
      const key = (item: string) => item;
      const result$ = fromSource(Array.from('aab')).pipe(
        rateLimit({ limit: 1, per: 5, key }, { flow }),
      );
      expectObservable(result$).toBe('a----(ab|)');
      flush();

      expect(events).toEqual([{ type: 'rateLimited', ms: 5, key: 'a' }]);
    });
  });

  describe('above work that is called again', () => {
    const retry = { count: 2, delay: 0 };

    /** Work that fails so often, and says when it was called. */
    function failing(times: number, now: () => number) {
      const calls: string[] = [];
      const work = (items: readonly string[]) => {
        calls.push(`${now()}${items.join('')}`);
        return calls.length <= times ? throwError(() => new Error('again')) : of(items);
      };
      return { calls, work };
    }

    it('should let another call take its turn, ahead of new chunks', () => {
      marbles(({ expectObservable, flush, scheduler }) => {
        const { calls, work } = failing(2, () => scheduler.now());
        const result$ = fromSource(Array.from('abcd')).pipe(
          chunkBy(1),
          rateLimit({ limit: 1, per: 5 }),
          processChunks(work, { concurrency: 2, retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('----------a----b----c----d----|');
        flush();

        expect(calls).toEqual(['0a', '5a', '10a', '15b', '20c', '25d']);
      });
    });

    it('should count a chunk as its items where items have passed', () => {
      marbles(({ flush, scheduler, expectObservable }) => {
        const { calls, work } = failing(1, () => scheduler.now());
        const result$ = fromSource(Array.from('abcd')).pipe(
          rateLimit({ limit: 3, per: 5 }),
          chunkBy(2),
          processChunks(work, { retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('-----(xy)-|', { x: 'ab', y: 'cd' });
        flush();

        expect(calls).toEqual(['0ab', '5ab', '5cd']);
      });
    });

    it('should count an array as one, and one of its items as an array of one', () => {
      marbles(({ flush, scheduler, expectObservable }) => {
        const seen: unknown[] = [];
        const cost = (rows: readonly string[]) => (seen.push(rows), rows.length);
        const { calls, work } = failing(1, () => scheduler.now());
        const result$ = fromSource(Array.from('ab')).pipe(
          bufferCount(2),
          rateLimit({ limit: 2, per: 5, cost }),
          processChunks(work, { retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('-----x----|', { x: 'ab' });
        flush();

        expect(calls).toEqual(['0ab', '5ab']);
        expect(seen).toEqual([
          ['a', 'b'],
          ['a', 'b'],
        ]);
      });
    });

    it('should pass on to the boundary below through what does no work', () => {
      marbles(({ flush, scheduler, expectObservable }) => {
        const { calls, work } = failing(1, () => scheduler.now());
        const result$ = fromSource(Array.from('a')).pipe(
          chunkBy(1),
          rateLimit({ limit: 1, per: 3 }),
          rateLimit({ limit: 5, per: 5 }),
          rateLimit({ limit: 1, per: 5 }),
          pauseWhen(EMPTY),
          processChunks(work, { retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('-----a----|');
        flush();

        expect(calls).toEqual(['0a', '5a']);
      });
    });

    it('should not count calls of work further below', () => {
      marbles(({ flush, scheduler, expectObservable }) => {
        const { calls, work } = failing(1, () => scheduler.now());
        const result$ = fromSource(Array.from('ab')).pipe(
          rateLimit({ limit: 2, per: 5 }),
          mapConcurrent((item) => of(item)),
          bufferCount(2),
          processChunks(work, { retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('x----|', { x: 'ab' });
        flush();

        expect(calls).toEqual(['0ab', '0ab']);
      });
    });

    it('should take back the turn of a call that is no longer wanted, and its timer', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { calls, work } = failing(9, () => scheduler.now());
        const result$ = fromSource(Array.from('a')).pipe(
          chunkBy(1),
          rateLimit({ limit: 1, per: 50 }),
          processChunks(work, { retry }),
        );
        expectObservable(result$, '---!').toBe('----');
        flush();

        expect(calls).toEqual(['0a']);
        // Its timer would have moved the time on.
        expect(scheduler.now()).toBeLessThan(50);
      });
    });

    it('should still count when its source is over', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { calls, work } = failing(1, () => scheduler.now());
        const result$ = of(['a']).pipe(
          rateLimit({ limit: 1, per: 5 }),
          processChunks(work, { retry }),
          map(({ values }) => values.join('')),
        );
        expectObservable(result$).toBe('-----(a|)');
        flush();

        expect(calls).toEqual(['0a', '5a']);
      });
    });

    it('should count the retries of items by themselves', async () => {
      const calls: string[] = [];
      let seen = 0;
      const fn = (item: string) => {
        calls.push(item);
        if (item === 'b' && calls.length < 4) throw new Error('again');
        return item;
      };
      const costs: number[] = [];
      const cost = ({ items }: Chunk<string>) => {
        costs.push(items.length);
        seen += items.length;
        return items.length;
      };
      const reader = new Reader<unknown>().read(
        fromSource(Array.from('abc')).pipe(
          chunkBy(3),
          rateLimit({ limit: 100, per: 1000, cost }),
          processChunks(eachItem(fn, { retry })),
        ),
      );
      await reader.over;

      expect(calls.filter((item) => item === 'b').length).toBeGreaterThan(1);
      expect(seen).toBe(calls.length);
      expect(costs[1]).toBe(1);
    });
  });

  describe('and a run that goes on', () => {
    const paged = (pulled: number[]): PullSource<number> => {
      let at = 0;
      return {
        pull: () => {
          pulled.push(at);
          return at >= 12 ? null : [at++, at++, at++, at++];
        },
        position: () => at,
        seek: (cursor) => {
          at = cursor as number;
        },
      };
    };
    const places = ['directly above', 'below', 'further above'] as const;
    for (const place of places) {
      it(`should ${place === 'further above' ? 'charge what is read again' : 'charge nothing that is stored, and let the source seek'}, ${place} the chunker`, async () => {
        const store = memoryStore();
        const charged: unknown[] = [];
        const cost = (input: unknown) => {
          charged.push(input);
          return 1;
        };
        const limit = <T>() => rateLimit<T>({ limit: 1000, per: 1000, cost });
        const run = async (items: number) => {
          const pulled: number[] = [];
          charged.length = 0;
          const numbers$ = fromSource(() => paged(pulled));
          const chunks$ = {
            below: numbers$.pipe(chunkBy(2), limit()),
            'directly above': numbers$.pipe(limit(), chunkBy(2)),
            'further above': numbers$.pipe(
              limit(),
              map((item) => item),
              chunkBy(2),
            ),
          }[place];
          let seen = 0;
          const reader = new Reader<unknown>();
          reader.onItem = () => {
            if (++seen === items) reader.leave();
          };
          reader.read(
            chunks$.pipe(
              processChunks(() => undefined, { concurrency: 1, prefetch: 0 }),
              storeTo(store, { runId: 'run' }),
            ),
          );
          if (items === Infinity) await reader.over;
          else await macrotask();
          return pulled;
        };
        await run(4);
        const pulled = await run(Infinity);

        expect(charged.length).toBe(place === 'further above' ? 12 : place === 'below' ? 2 : 4);
        expect(pulled[0]).toBe(place === 'further above' ? 0 : 4);
      });
    }
  });
});
