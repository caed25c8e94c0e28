import {
  asyncScheduler,
  concatMap,
  concatWith,
  exhaustMap,
  map,
  NEVER,
  of,
  retry,
  subscribeOn,
  switchMap,
  takeUntil,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { macrotask } from '../support/ticks.js';

/** Work on one item at a time, none waiting: the lock-step in which every pull can be seen. */
function oneAtATime<T>(duration: number): MonoTypeOperatorFunction<T> {
  return mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
  });
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('fromSource in virtual time', () => {
  it('should match the marble of its docs', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const pulls = '    p--p--p--|';
      const expected = ' ---a--b--(c|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(fromSource(source).pipe(oneAtATime(3))).toBe(expected);
    });
  });

  it('should pull for every free slot at once, and then as results come', () => {
    marbles(({ scheduler, expectObservable, flush }) => {
      const { source, perFrame } = visiblePulls(upTo(6), () => scheduler.now());
      const work = mapConcurrent((item: number) => timer(4).pipe(map(() => item)), {
        concurrency: 2,
        prefetch: 1,
      });
      const expected = ' ----(ab)(cd)(ef|)';
      const values = { a: 0, b: 1, c: 2, d: 3, e: 4, f: 5 };

      expectObservable(fromSource(source).pipe(work)).toBe(expected, values);
      flush();
      expect(perFrame).toEqual({ 0: 3, 4: 2, 8: 1 });
    });
  });

  it('should pull a chunk when a lane or its prefetch is free', () => {
    marbles(({ scheduler, flush }) => {
      const { source, perFrame } = visiblePulls(upTo(1000), () => scheduler.now());
      fromSource(source)
        .pipe(
          chunkBy(10),
          processChunks(() => timer(4).pipe(map(() => undefined)), { concurrency: 2, prefetch: 1 }),
          takeUntil(timer(10)),
        )
        .subscribe();
      flush();

      expect(perFrame).toEqual({ 0: 30, 4: 20, 8: 20 });
    });
  });

  it('should never yield to the host, however long the virtual time', () => {
    marbles(({ scheduler, flush }) => {
      const { source, perFrame } = visiblePulls(upTo(500), () => scheduler.now());
      let completedAt: number | undefined;
      fromSource(source)
        .pipe(oneAtATime(10))
        .subscribe({ complete: () => (completedAt = scheduler.now()) });
      flush();

      expect(perFrame).toEqual(Object.fromEntries(upTo(500).map((at) => [at * 10, 1])));
      expect(completedAt).toBe(5_000);
    });
  });

  it('should read 300,000 items of synchronous work within one frame', () => {
    marbles(({ scheduler, flush }) => {
      const { source, perFrame } = visiblePulls(upTo(300_000), () => scheduler.now());
      let results = 0;
      let completedAt: number | undefined;
      fromSource(source)
        .pipe(mapConcurrent((item) => of(item)))
        .subscribe({
          next: () => results++,
          complete: () => (completedAt = scheduler.now()),
        });
      flush();

      expect(results).toBe(300_000);
      expect(perFrame).toEqual({ 0: 300_000 });
      expect(completedAt).toBe(0);
    });
  });

  it('should stop pulling when the result is unsubscribed', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abcdef');
      const pulls = '    p--p--px';
      const unsub = '    -------!';
      const expected = ' ---a--b-';

      expectObservable(seen$).toBe(pulls);
      expectObservable(fromSource(source).pipe(oneAtATime(3)), unsub).toBe(expected);
    });
  });

  it('should begin with the next of two sources when the one before has ended', () => {
    marbles(({ expectObservable }) => {
      const first = visiblePulls('ab');
      const second = visiblePulls('cd');
      const pulls1 = '   p-p-|';
      const pulls2 = '   ----p-p-|';
      const expected = ' --a-b-c-(d|)';

      expectObservable(first.seen$).toBe(pulls1);
      expectObservable(second.seen$).toBe(pulls2);
      expectObservable(
        fromSource(first.source).pipe(concatWith(fromSource(second.source)), oneAtATime(2)),
      ).toBe(expected);
    });
  });

  it('should have the error of a source held until what was pulled before it is settled', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const failing = function* () {
        yield* source();
        throw 'broken';
      };
      const work = mapConcurrent((item: string) => timer(4).pipe(map(() => item)), {
        concurrency: 2,
        prefetch: 2,
      });
      const pulls = '    (ppp|)';
      const expected = ' ----(ab)(c#)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(fromSource(failing).pipe(work)).toBe(expected, undefined, 'broken');
    });
  });

  it('should leave a source parked that answers by promises, as RxJS does', async () => {
    const pulled: string[] = [];
    const results: string[] = [];
    const source = async function* () {
      for (const item of 'abc') {
        pulled.push(item);
        yield item;
      }
    };
    marbles(({ flush }) => {
      fromSource(source)
        .pipe(oneAtATime(0), takeUntil(timer(100)))
        .subscribe((item) => results.push(item));
      flush();

      expect(pulled).toEqual(['a']);
      expect(results).toEqual([]);
    });
    await macrotask();

    expect(results).toEqual([]);
  });

  it('should read no time of the host when it is given a virtual scheduler', () => {
    marbles(({ scheduler, flush }) => {
      const { source, perFrame } = visiblePulls(upTo(500), () => scheduler.now());
      const wall = spyOn(Date, 'now').and.callThrough();
      const monotonic = spyOn(performance, 'now').and.callThrough();
      const before = fromSource(source, { scheduler }).pipe(oneAtATime(1));
      before.subscribe();
      wall.calls.reset(); // to tell virtual time from real time, it is read once at subscribe
      flush();

      expect(Object.keys(perFrame).length).toBe(500);
      expect(wall).not.toHaveBeenCalled();
      expect(monotonic).not.toHaveBeenCalled();
    });
  });

  describe('subscribed late', () => {
    const start = 3;
    const lateStarts: Record<string, (source$: Observable<string>) => Observable<string>> = {
      'by concatMap': (source$) => timer(start).pipe(concatMap(() => source$)),
      'by switchMap': (source$) => timer(start).pipe(switchMap(() => source$)),
      'by exhaustMap': (source$) => timer(start).pipe(exhaustMap(() => source$)),
      'by mapConcurrent': (source$) => timer(start).pipe(mapConcurrent(() => source$)),
      'after a concat': (source$) => {
        const empty$ = NEVER.pipe(takeUntil(timer(start))) as Observable<string>;
        return empty$.pipe(concatWith(source$));
      },
      'by a retry with delay': (source$) => {
        let attempts = 0;
        return of(0).pipe(
          switchMap(() => (attempts++ === 0 ? throwError(() => 'first') : source$)),
          retry({ delay: start }),
        );
      },
      'by subscribeOn': (source$) => source$.pipe(subscribeOn(asyncScheduler, start)),
    };
    for (const [how, late] of Object.entries(lateStarts)) {
      it(`should find its boundary when it is subscribed ${how}`, () => {
        marbles(({ expectObservable }) => {
          const { source, seen$ } = visiblePulls('abc');
          const pulls = '    ---p--p--p--|';
          const expected = ' ------a--b--(c|)';

          expectObservable(seen$).toBe(pulls);
          expectObservable(late(fromSource(source)).pipe(oneAtATime(3))).toBe(expected);
        });
      });
    }
  });
});
