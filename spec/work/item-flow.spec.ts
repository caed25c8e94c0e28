import { map, NEVER, range, share, Subject, takeUntil, timer, type Observable } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { after, alone, words } from '../support/chunk-works.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { macrotask } from '../support/ticks.js';

const ordered = true;

describe('mapConcurrent in the order of the input', () => {
  it('should emit inner by inner, while all of them run', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('     ab|');
      const e1subs = '      ^-!';
      const a = cold('      --u----v|');
      const asubs = '       ^-------!';
      const b = cold('      -x-y--------z|');
      const bsubs = '       -^------------!';
      const expected = '    --u----v(xy)-z|';

      const result = e1.pipe(mapConcurrent((item) => (item === 'a' ? a : b), { ordered }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(a.subscriptions).toBe(asubs);
      expectSubscriptions(b.subscriptions).toBe(bsubs);
    });
  });

  it('should emit what promises come to in the order of their items', async () => {
    const seen: string[] = [];
    const settle: (() => void)[] = [];
    const fn = (item: string) =>
      new Promise<string>((resolve) => {
        settle.push(() => {
          resolve(item);
        });
      });
    fromSource(['a', 'b', 'c'])
      .pipe(mapConcurrent(fn, { ordered }))
      .subscribe((item) => seen.push(item));

    for (const [place, so_far] of [
      [1, ''],
      [2, ''],
      [0, 'abc'],
    ] as const) {
      settle[place]?.();
      await macrotask();
      expect(seen.join('')).toBe(so_far);
    }
  });

  it('should be concatMap with concurrency 1', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('     (ab|)');
      const e1subs = '      (^!)';
      const inner = cold('  -x-y|');
      const innersubs = ['  ^---!', '----^---!'];
      const expected = '    -x-y-x-y|';

      const options = { ordered, concurrency: 1, prefetch: 3 };
      expectObservable(e1.pipe(mapConcurrent(() => inner, options))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
    });
  });

  it('should pass on the error of an inner at once, though its turn has not come', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('     ab|');
      const e1subs = '      ^-!';
      const a = cold('      --u----v|');
      const asubs = '       ^---!';
      const b = cold('      -x-#');
      const bsubs = '       -^--!';
      const expected = '    --u-#';

      const result = e1.pipe(mapConcurrent((item) => (item === 'a' ? a : b), { ordered }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(a.subscriptions).toBe(asubs);
      expectSubscriptions(b.subscriptions).toBe(bsubs);
    });
  });

  it('should leave all inners on unsubscribe', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('     ab-');
      const unsub = '       ---!';
      const e1subs = '      ^--!';
      const inner = cold('  -x-y----|');
      const innersubs = ['  ^--!', '-^-!'];
      const expected = '    -x--';

      const result = e1.pipe(mapConcurrent(() => inner, { ordered }));
      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
    });
  });

  describe('with pull sources as inners', () => {
    it('should read one value ahead of its turn, and the rest when it is its turn', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const second = visiblePulls('xyz', () => scheduler.now());
        const third = visiblePulls('uvw', () => scheduler.now());
        const expected = ' ----(axyzuvw|)';

        const result = fromSource([0, 1, 2]).pipe(
          mapConcurrent(
            (item) => {
              if (item === 0) return timer(4).pipe(map(() => 'a'));
              return (item === 1 ? second : third).source();
            },
            { ordered },
          ),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(second.perFrame).toEqual({ 0: 1, 4: 2 });
        expect(third.perFrame).toEqual({ 0: 1, 4: 2 });
      });
    });

    it('should read on at its turn also where the flow below asks', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const second = visiblePulls('xyz', () => scheduler.now());
        const third = visiblePulls('uvw', () => scheduler.now());
        const expected = ' -----a-x-y-z-u-v-(w|)';

        const result = fromSource([0, 1, 2]).pipe(
          mapConcurrent(
            (item) => {
              if (item === 0) return timer(3).pipe(map(() => 'a'));
              return (item === 1 ? second : third).source();
            },
            { ordered },
          ),
          mapConcurrent((item) => timer(2).pipe(map(() => item)), { concurrency: 1, prefetch: 0 }),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(second.perFrame).toEqual({ 0: 1, 7: 1, 9: 1 });
        expect(third.perFrame).toEqual({ 0: 1, 13: 1, 15: 1 });
      });
    });

    it('should keep one page where the source has pages', () => {
      let pages = 0;
      const source = new Subject<number>();
      const pull = () => (pages++ < 3 ? ['x', 'y'] : null);
      source
        .pipe(mapConcurrent((item) => (item === 0 ? NEVER : { pull }), { ordered }))
        .subscribe();
      source.next(0);
      source.next(1);

      expect(pages).toBe(1);
    });

    it('should hold up what an inner works on in a pipeline of its own', () => {
      marbles(({ scheduler, flush }) => {
        const seen: string[] = [];
        const note = (what: string) => seen.push(`${scheduler.now()} ${what}`);
        const { source, perFrame } = visiblePulls('xyz', () => scheduler.now());
        const work = (items: readonly string[]) => {
          note(`work on ${items.join('')}`);
          return after(1)(items);
        };
        const inner$ = fromSource(source).pipe(
          alone(),
          processChunks(work, { concurrency: 1, prefetch: 1 }),
          words(),
        );
        const head$ = timer(5).pipe(map(() => 'a'));
        fromSource([head$, inner$])
          .pipe(mapConcurrent((inner) => inner, { ordered }))
          .subscribe((value) => {
            note(value);
          });
        flush();

        expect(seen).toEqual([
          '0 work on x',
          '5 a',
          '5 x',
          '5 work on y',
          '6 y',
          '6 work on z',
          '7 z',
        ]);
        expect(perFrame).toEqual({ 0: 2, 5: 1 });
      });
    });

    it('should pull nothing more, and close all, when it is unsubscribed', () => {
      const closed: number[] = [];
      const pulled: number[] = [];
      const endless = function* (item: number) {
        try {
          for (;;) {
            pulled.push(item);
            yield item;
          }
        } finally {
          closed.push(item);
        }
      };
      const source = new Subject<number>();
      const subscription = source
        .pipe(mapConcurrent((item) => (item === 0 ? NEVER : endless(item)), { ordered }))
        .subscribe();
      for (const item of [0, 1, 2]) source.next(item);
      const before = [...pulled];
      subscription.unsubscribe();

      expect(before).toEqual([1, 2]);
      expect(pulled).toEqual(before);
      expect(closed).toEqual([1, 2]);
    });

    it('should let others read a shared source when an inner that held it has ended', () => {
      const { source, perFrame } = visiblePulls('xyz');
      const shared$ = fromSource(source).pipe(share());
      const head = new Subject<string>();
      const stop = new Subject<void>();
      const seen: string[] = [];
      const inners: Observable<string>[] = [head, shared$.pipe(takeUntil(stop)), shared$];
      fromSource(inners)
        .pipe(mapConcurrent((inner) => inner, { ordered }))
        .subscribe((value) => seen.push(value));
      // The gate of the second inner governs the source, since it was the first to subscribe.
      expect(perFrame).toEqual({ 0: 1 });

      stop.next();
      expect(perFrame).toEqual({ 0: 3 });
      head.complete();
      expect(seen).toEqual(['x', 'y', 'z']);
    });
  });

  it('should read inners on before their turn where no order is kept', () => {
    const { source, perFrame } = visiblePulls('xyz');
    const seen: string[] = [];
    fromSource([0, 1])
      .pipe(mapConcurrent((item) => (item === 0 ? NEVER : source())))
      .subscribe((value) => seen.push(value));

    expect(perFrame).toEqual({ 0: 3 });
    expect(seen).toEqual(['x', 'y', 'z']);
  });
});

describe('inners of mapConcurrent that give what nobody asked for', () => {
  const BOUND = 65_536;
  const overflow = jasmine.objectContaining({
    name: 'BufferOverflowError',
    operator: 'mapConcurrent',
    held: BOUND + 1,
    limit: BOUND,
  });
  const give = (subject: Subject<number>, values: number) => {
    for (let i = 0; i < values; i++) subject.next(i);
  };

  describe('before their turn', () => {
    const run = (...inners: Observable<number>[]) => {
      const seen: unknown[] = [];
      let values = 0;
      fromSource(inners)
        .pipe(mapConcurrent((inner) => inner, { ordered }))
        .subscribe({ next: () => values++, error: (error: unknown) => seen.push(error) });
      return { seen, count: () => values };
    };

    it('should have a bound together, beyond the first value of each', () => {
      const [second, third] = [new Subject<number>(), new Subject<number>()];
      const { seen } = run(NEVER, second, third);
      give(second, 1 + BOUND / 2);
      give(third, 1 + BOUND / 2);
      expect(seen).toEqual([]);

      give(third, 5);
      expect(seen).toEqual([overflow]);
      expect(second.observed).toBeFalse();
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('mapConcurrent: 1000 values came that nobody asked for'),
      ]);
    });

    it('should be counted anew when the turn has gone on', () => {
      const [head, second, third] = [
        new Subject<number>(),
        new Subject<number>(),
        new Subject<number>(),
      ];
      const { seen, count } = run(head, second, third);
      give(second, BOUND);
      head.complete();
      give(third, BOUND);
      second.complete();
      give(third, BOUND);

      expect(seen).toEqual([]);
      expect(count()).toBe(3 * BOUND);
      claimWarnings();
    });

    it('should not be counted where it is the tail of a pull', () => {
      const head = new Subject<number>();
      const { seen, count } = run(head, range(0, 2 * BOUND));
      head.complete();

      expect(seen).toEqual([]);
      expect(count()).toBe(2 * BOUND);
    });
  });

  it('should be counted by the boundary below, which is what has to keep it', () => {
    const inner = new Subject<number>();
    const errors: unknown[] = [];
    fromSource([0])
      .pipe(
        mapConcurrent(() => inner),
        mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) });
    give(inner, 1 + BOUND);
    expect(errors).toEqual([]);

    give(inner, 1);
    expect(errors).toEqual([overflow]);
    expect(claimWarnings()).toEqual([jasmine.stringContaining('that nobody asked for')]);
  });
});
