import {
  BehaviorSubject,
  concat,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  repeat,
  retry,
  Subject,
  take,
  tap,
  throwError,
  type SchedulerLike,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { expectUnhandled } from '../support/claims.js';
import { marbles } from '../support/marbles.js';

const itemsOf = <T>({ items }: Chunk<T>) => items.join('');

describe('chunkBy', () => {
  it('should match the marble of its docs', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a-b-c-d-----|');
      const e1subs = '  ^-----------!';
      const expected = '----x------y|';
      const values = {
        x: {
          items: ['a', 'b', 'c'],
          ranges: [[0, 3]],
          weight: 3,
          closedBy: 'size',
          openedAt: 0,
          closedAt: 4,
        },
        y: {
          items: ['d'],
          ranges: [[3, 4]],
          weight: 1,
          closedBy: 'wait',
          openedAt: 6,
          closedAt: 11,
        },
      };

      const result$ = e1.pipe(chunkBy({ maxSize: 3, maxWait: 5 }));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit nothing of an empty source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  |');
      const e1subs = '   (^!)';
      const expected = ' |';

      expectObservable(e1.pipe(chunkBy(2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit nothing of a source that never emits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -');
      const e1subs = '   ^';
      const expected = ' -';

      expectObservable(e1.pipe(chunkBy({ maxSize: 2, maxWait: 3 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should hand over the open chunk on completion', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  --a--|');
      const e1subs = '   ^----!';
      const expected = ' -----(x|)';

      const result$ = e1.pipe(
        chunkBy(2),
        map((chunk) => `${itemsOf(chunk)} ${chunk.closedBy}`),
      );
      expectObservable(result$).toBe(expected, { x: 'a complete' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should hand over the open chunk before a source error', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-#');
      const e1subs = '   ^------!';
      const expected = ' ---x---(y#)';

      const result$ = e1.pipe(
        chunkBy(2),
        map((chunk) => `${itemsOf(chunk)} ${chunk.closedBy}`),
      );
      expectObservable(result$).toBe(expected, { x: 'ab size', y: 'c error' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on an error that comes at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  #');
      const e1subs = '   (^!)';
      const expected = ' #';

      expectObservable(e1.pipe(chunkBy(2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should stop, and drop the open chunk, when it is unsubscribed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-e-|');
      const e1subs = '  ^-------!   ';
      const unsub = '   --------!   ';
      const expected = '---x---y-   ';

      const result$ = e1.pipe(chunkBy(2), map(itemsOf));
      expectObservable(result$, unsub).toBe(expected, { x: 'ab', y: 'cd' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-e-|');
      const e1subs = '  ^-------!   ';
      const unsub = '   --------!   ';
      const expected = '---x---y-   ';

      const result$ = e1.pipe(
        mergeMap((item) => of(item)),
        chunkBy(2),
        mergeMap((chunk) => of(itemsOf(chunk))),
      );
      expectObservable(result$, unsub).toBe(expected, { x: 'ab', y: 'cd' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should stop a synchronous source when nobody listens any more', () => {
    const seen: string[] = [];
    const sideEffects: number[] = [];
    const synchronous$ = new Observable<number>((subscriber) => {
      // This will check to see if the subscriber was closed on each loop.
      for (let i = 0; !subscriber.closed && i < 10; i++) {
        sideEffects.push(i);
        subscriber.next(i);
      }
    });
    synchronous$.pipe(chunkBy(2), take(2), map(itemsOf)).subscribe((items) => seen.push(items));

    expect(seen).toEqual(['01', '23']);
    expect(sideEffects).toEqual([0, 1, 2, 3]);
  });

  it('should ignore what a source emits after it was left', () => {
    const seen: string[] = [];
    let source: { next(item: number): void } | undefined;
    const subscription = new Observable<number>((subscriber) => {
      source = subscriber;
    })
      .pipe(chunkBy(1), map(itemsOf))
      .subscribe((items) => seen.push(items));
    source?.next(1);
    subscription.unsubscribe();
    source?.next(2);

    expect(seen).toEqual(['1']);
  });

  it('should leave the source when it is unsubscribed inside next of the last chunk', () => {
    const source$ = new Subject<number>();
    const seen: string[] = [];
    const subscription = source$.pipe(chunkBy(2)).subscribe((chunk) => {
      seen.push(itemsOf(chunk));
      subscription.unsubscribe();
    });
    for (const item of [1, 2, 3, 4]) source$.next(item);

    expect(seen).toEqual(['12']);
    expect(source$.observed).toBeFalse();
  });

  it('should emit neither completion nor error when it is unsubscribed by the final chunk', () => {
    for (const end of ['complete', 'error'] as const) {
      const source$ = new Subject<number>();
      const seen: string[] = [];
      const subscription = source$.pipe(chunkBy(2)).subscribe({
        next: (chunk) => {
          seen.push(itemsOf(chunk));
          subscription.unsubscribe();
        },
        error: () => seen.push('#'),
        complete: () => seen.push('|'),
      });
      source$.next(1);
      source$[end]('error');

      expect(seen).withContext(end).toEqual(['1']);
    }
  });

  it('should stand being unsubscribed inside complete', () => {
    const seen: string[] = [];
    const source$ = new Subject<number>();
    const subscription = source$.pipe(chunkBy(2), map(itemsOf)).subscribe({
      next: (items) => seen.push(items),
      complete: () => {
        subscription.unsubscribe();
        seen.push('|');
      },
    });
    source$.next(1);
    source$.complete();

    expect(seen).toEqual(['1', '|']);
  });

  it('should go on when the consumer throws, as RxJS does', async () => {
    const seen: string[] = [];
    of(1, 2, 3)
      .pipe(chunkBy(1), map(itemsOf))
      .subscribe((items) => {
        seen.push(items);
        if (items === '1') throw 'consumer';
      });
    // RxJS reports it by a timer that was started before this one.
    await new Promise((resolve) => setTimeout(resolve));

    expect(seen).toEqual(['1', '2', '3']);
    expectUnhandled('consumer');
  });

  it('should keep the subscribers of one result apart', () => {
    const source$ = new Subject<number>();
    const chunks$ = source$.pipe(
      chunkBy(2),
      map(({ items, ranges }) => [items, ranges] as const),
    );
    const early: unknown[] = [];
    const late: unknown[] = [];
    chunks$.subscribe((chunk) => early.push(chunk));
    source$.next(1);
    chunks$.subscribe((chunk) => late.push(chunk));
    for (const item of [2, 3, 4]) source$.next(item);

    expect(early).toEqual([
      [[1, 2], [[0, 2]]],
      [[3, 4], [[2, 4]]],
    ]);
    expect(late).toEqual([[[2, 3], [[0, 2]]]]);
  });

  it('should be usable any number of times from one reference', () => {
    const operator = chunkBy<number>({ maxSize: 2, closeWhen: (item) => item === 3 });
    const all: string[][] = [];
    for (const source$ of [of(1, 2, 3), of(3, 3, 4)]) {
      const seen: string[] = [];
      source$.pipe(operator, map(itemsOf)).subscribe((items) => seen.push(items));
      all.push(seen);
    }

    expect(all).toEqual([
      ['12', '3'],
      ['3', '34'],
    ]);
  });

  it('should start clean with each retry', () => {
    const seen: unknown[] = [];
    concat(
      of(1, 2, 3),
      throwError(() => 'error'),
    )
      .pipe(chunkBy(2), retry(1))
      .subscribe({
        next: ({ items, ranges, closedBy }) =>
          seen.push([itemsOf({ items } as never), ranges[0]?.[0], closedBy]),
        error: (error: unknown) => seen.push(error),
      });

    expect(seen).toEqual([
      ['12', 0, 'size'],
      ['3', 2, 'error'],
      ['12', 0, 'size'],
      ['3', 2, 'error'],
      'error',
    ]);
  });

  it('should start clean with each repetition', () => {
    const seen: unknown[] = [];
    of(1, 2, 3)
      .pipe(chunkBy(2), repeat(2))
      .subscribe(({ items, ranges }) => seen.push([items.join(''), ranges[0]?.[0]]));

    expect(seen).toEqual([
      ['12', 0],
      ['3', 2],
      ['12', 0],
      ['3', 2],
    ]);
  });

  it('should emit chunks that are independent arrays', () => {
    const chunks: Chunk<number>[] = [];
    of(1, 2, 3, 4)
      .pipe(chunkBy(2))
      .subscribe((chunk) => chunks.push(chunk));
    (chunks[0]?.items as number[]).push(99);

    expect(chunks[1]?.items).toEqual([3, 4]);
    expect(chunks[1]?.ranges).toEqual([[2, 4]]);
  });

  it('should need no stack for 1,000,000 synchronous items', () => {
    let items = 0;
    let chunks = 0;
    range(0, 1_000_000)
      .pipe(chunkBy({ maxSize: 10, maxWeight: 100, weight: () => 1 }))
      .subscribe((chunk) => {
        chunks++;
        items += chunk.items.length;
      });

    expect([items, chunks]).toEqual([1_000_000, 100_000]);
  });

  it('should take all its time from the scheduler that it is given', () => {
    const dateNow = spyOn(Date, 'now').and.callThrough();
    const performanceNow = spyOn(performance, 'now').and.callThrough();
    const timers: { readonly delay: number; readonly run: () => void }[] = [];
    let now = 5_000_000;
    // Half a scheduler: what it needs of one.
    const manual = {
      now: () => now,
      schedule: (work: () => void, delay = 0) => {
        timers.push({ delay, run: work });
        return { unsubscribe: () => undefined };
      },
    } as unknown as SchedulerLike;
    const source$ = new Subject<string>();
    const seen: Chunk<string>[] = [];
    source$.pipe(chunkBy({ maxWait: 7, scheduler: manual })).subscribe((chunk) => seen.push(chunk));
    const readAtSubscribe = dateNow.calls.count();
    now += 1;
    source$.next('a');
    now += 7;
    timers[0]?.run();

    expect(timers.map(({ delay }) => delay)).toEqual([7]);
    expect(seen.map(({ openedAt, closedAt }) => [openedAt, closedAt])).toEqual([
      [5_000_001, 5_000_008],
    ]);
    expect(readAtSubscribe).withContext('Date.now(), to see whether time is virtual').toBe(1);
    expect(dateNow).toHaveBeenCalledTimes(1);
    expect(performanceNow).not.toHaveBeenCalled();
  });

  it('should stamp chunks on the monotonic clock where time is real', () => {
    const performanceNow = spyOn(performance, 'now').and.returnValues(10.25, 12.5);
    const source$ = new Subject<string>();
    const seen: Chunk<string>[] = [];
    source$.pipe(chunkBy(2)).subscribe((chunk) => seen.push(chunk));
    source$.next('a');
    source$.next('b');

    expect(seen.map(({ openedAt, closedAt }) => [openedAt, closedAt])).toEqual([[10.25, 12.5]]);
    expect(performanceNow).toHaveBeenCalledTimes(2);
  });

  it('should subscribe to the notifier of flush before the source, and leave both', () => {
    const log: string[] = [];
    const logging = (name: string) =>
      new Observable<never>(() => {
        log.push(`+${name}`);
        return () => log.push(`-${name}`);
      });
    logging('source')
      .pipe(chunkBy({ flush: logging('flush') }))
      .subscribe()
      .unsubscribe();

    expect(log).toEqual(['+flush', '+source', '-source', '-flush']);
  });

  it('should not subscribe to the source when flush fails at once', () => {
    let subscribed = false;
    const errors: unknown[] = [];
    NEVER.pipe(
      tap({ subscribe: () => (subscribed = true) }),
      chunkBy({ flush: throwError(() => 'error') }),
    ).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual(['error']);
    expect(subscribed).toBeFalse();
  });

  it('should take a source that has a value at once', () => {
    const seen: string[] = [];
    new BehaviorSubject(1)
      .pipe(chunkBy({ maxSize: 1, flush: EMPTY }), map(itemsOf))
      .subscribe((items) => seen.push(items));

    expect(seen).toEqual(['1']);
  });
});

// "Unsubscribe inside an abort listener" cannot apply: chunkBy runs no work and has no signal.
