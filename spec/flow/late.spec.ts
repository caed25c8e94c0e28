import {
  asyncScheduler,
  concatWith,
  defer,
  map,
  Observable,
  retry,
  subscribeOn,
  switchMap,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';

/** One item at work, none waiting. */
function taking<T>(duration: number): MonoTypeOperatorFunction<T> {
  return mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
  });
}

describe('boundaries that nest', () => {
  const starts: Record<string, (inner$: Observable<string>) => Observable<string>> = {
    'by a switchMap': (inner$) => timer(3).pipe(switchMap(() => inner$)),
    'by a mapConcurrent': (inner$) => timer(3).pipe(mapConcurrent(() => inner$)),
    'by a retry with delay': (inner$) => {
      let failed = false;
      return defer(() => {
        if (failed) return inner$;
        failed = true;
        return throwError(() => 'first');
      }).pipe(retry({ delay: 3 }));
    },
    'by subscribeOn': (inner$) => inner$.pipe(subscribeOn(asyncScheduler, 3)),
  };
  for (const [how, late] of Object.entries(starts)) {
    it(`should read no faster than the slow one below, subscribed late ${how}`, () => {
      marbles(({ expectObservable }) => {
        const { source, seen$ } = visiblePulls('abcd');
        // With nothing ahead, a pull waits for the slots of both.
        const pulls = '    ---p-----p-----p-----p-----|';
        const expected = ' ---------a-----b-----c-----(d|)';
        const inner$ = fromSource(source).pipe(taking(1));

        expectObservable(seen$).toBe(pulls);
        expectObservable(late(inner$).pipe(taking(5))).toBe(expected);
      });
    });
  }

  it('should go in lock-step where neither has a slot ahead, since a pull minds them all', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const pulls = '    ---p-----p-----p-----|';
      const expected = ' ---------a-----b-----(c|)';
      const inner$ = fromSource(source).pipe(taking(5));

      expectObservable(seen$).toBe(pulls);
      expectObservable(
        timer(3).pipe(
          switchMap(() => inner$),
          taking(1),
        ),
      ).toBe(expected);
    });
  });
});

describe("operators of one's own", () => {
  const chained = <T>(source: Observable<T>) =>
    new Observable<T>((subscriber) => source.subscribe(subscriber));
  const plain = <T>(source: Observable<T>) =>
    new Observable<T>((subscriber) =>
      source.subscribe({
        next: (value) => subscriber.next(value),
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    );

  for (const [how, own] of Object.entries({ chained, 'with a plain observer': plain })) {
    it(`should pass demand on, ${how}`, () => {
      marbles(({ expectObservable }) => {
        const { source, seen$ } = visiblePulls('abc');
        const pulls = '    p--p--p--|';
        const expected = ' ---a--b--(c|)';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(own, taking(3))).toBe(expected);
      });
    });
  }

  it('should pass demand on when it is subscribed late, chained', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const pulls = '    --p--p--p--|';
      const expected = ' -----a--b--(c|)';
      const late$ = timer(2).pipe(switchMap(() => fromSource(source).pipe(chained)));

      expectObservable(seen$).toBe(pulls);
      expectObservable(late$.pipe(taking(3))).toBe(expected);
    });
  });

  for (const [how, late] of Object.entries({
    'subscribed late': (own$: Observable<string>) => timer(2).pipe(switchMap(() => own$)),
    'second of a concat': (own$: Observable<string>) =>
      timer(2).pipe(
        switchMap(() => []),
        concatWith(own$),
      ),
  })) {
    it(`should lose demand with a plain observer ${how}, and say so`, () => {
      marbles(({ expectObservable }) => {
        const { source, seen$ } = visiblePulls('abc');
        const pulls = '    --(ppp|)';
        const expected = ' -----a--b--(c|)';

        expectObservable(seen$).toBe(pulls);
        expectObservable(late(fromSource(source).pipe(plain)).pipe(taking(3))).toBe(expected);
      });

      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('found nothing below it'),
        jasmine.stringContaining('no source above it listens'),
      ]);
    });
  }
});
