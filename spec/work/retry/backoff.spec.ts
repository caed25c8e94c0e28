import { concatMap, defer, map, range, retry, throwError, VirtualTimeScheduler } from 'rxjs';
import { backoff, type BackoffOptions } from '../../../src/work/retry/backoff.js';
import { marbles } from '../../support/marbles.js';

/** When each of the first waits is over, in virtual ms, by itself. */
function waits(options: BackoffOptions, count: number, error: unknown = new Error('x')): number[] {
  const scheduler = new VirtualTimeScheduler();
  const delay = backoff({ ...options, scheduler });
  const ended: number[] = [];
  range(1, count)
    .pipe(
      concatMap((retryCount) => {
        const start = scheduler.now();
        return delay(error, retryCount).pipe(map(() => scheduler.now() - start));
      }),
    )
    .subscribe((wait) => ended.push(wait));
  scheduler.flush();
  return ended;
}

describe('backoff', () => {
  it('should wait before each retry, longer each time', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  #');
      const e1subs = [
        '                (^!)',
        '                --(^!)',
        '                ------(^!)',
      ];
      const expected = ' ------#';

      const result = e1.pipe(retry({ count: 2, delay: backoff({ initial: 2, jitter: 'none' }) }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit once and complete', () => {
    marbles(({ expectObservable }) => {
      const delay = backoff({ initial: 3, jitter: 'none' });
      expectObservable(delay(new Error('x'), 1)).toBe('---(a|)', { a: 0 });
    });
  });

  it('should start with 200 ms, double, and end at 30 s', () => {
    expect(waits({ jitter: 'none' }, 10)).toEqual([
      200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000,
    ]);
  });

  it('should grow by its factor up to its bound', () => {
    const options = { jitter: 'none', initial: 10, factor: 3, max: 100 } as const;
    expect(waits(options, 4)).toEqual([10, 30, 90, 100]);
    expect(waits({ ...options, factor: 1 }, 3)).toEqual([10, 10, 10]);
    expect(waits({ ...options, max: 5 }, 2)).toEqual([5, 5]);
  });

  it('should wait a random part of that', () => {
    const parts = [0, 0.5, 0.25, 1];
    expect(waits({ initial: 100, random: () => parts.shift() ?? NaN }, 4)).toEqual([
      0, 100, 100, 800,
    ]);
  });

  it('should take its random numbers from Math.random', () => {
    const random = spyOn(Math, 'random').and.returnValue(0.5);
    expect(waits({ initial: 100 }, 2)).toEqual([50, 100]);
    expect(random).toHaveBeenCalledTimes(2);
  });

  it('should ask for no random number without jitter', () => {
    const random = jasmine.createSpy().and.returnValue(0);
    expect(waits({ initial: 100, jitter: 'none', random }, 1)).toEqual([100]);
    expect(random).not.toHaveBeenCalled();
  });

  it('should wait a number of milliseconds, however often it was retried', () => {
    const delay = (options: BackoffOptions) => {
      const scheduler = new VirtualTimeScheduler();
      let now = NaN;
      backoff({ jitter: 'none', ...options, scheduler })(new Error('x'), 5000).subscribe(() => {
        now = scheduler.now();
      });
      scheduler.flush();
      return now;
    };
    expect(delay({})).toBe(30_000);
    expect(delay({ initial: 0 })).toBe(0);
    expect(delay({ max: 0 })).toBe(0);
  });

  describe('of an error that asks to wait', () => {
    it('should wait at least that long, beyond its own bound too', () => {
      const options = { jitter: 'none', initial: 100, max: 1000 } as const;
      expect(waits(options, 5, { retryAfter: 300 })).toEqual([300, 300, 400, 800, 1000]);
      expect(waits(options, 2, { headers: { 'retry-after': '5' } })).toEqual([5000, 5000]);
    });

    it('should count a date from what its scheduler calls now', () => {
      const headers = { 'retry-after': 'Thu, 01 Jan 1970 00:00:05 GMT' };
      expect(waits({ initial: 1, jitter: 'none' }, 3, { headers })).toEqual([5000, 2, 4]);
    });
  });

  it('should serve any number of retries at once', () => {
    const scheduler = new VirtualTimeScheduler();
    const delay = backoff({ initial: 10, jitter: 'none', scheduler });
    const ended: number[] = [];
    for (const count of [1, 2]) {
      defer(() => throwError(() => count))
        .pipe(retry({ count, delay }))
        .subscribe({ error: () => ended.push(scheduler.now()) });
    }
    scheduler.flush();
    expect(ended).toEqual([10, 30]);
  });
});
