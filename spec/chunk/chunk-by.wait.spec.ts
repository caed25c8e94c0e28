import {
  asyncScheduler,
  BehaviorSubject,
  concat,
  EMPTY,
  firstValueFrom,
  map,
  merge,
  NEVER,
  of,
  Subject,
  takeUntil,
  timer,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';

/** `ab wait 1-4`: items, why closed, opened and closed at. */
const told = ({ items, closedBy, openedAt, closedAt }: Chunk<string>) =>
  `${items.join('')} ${closedBy} ${openedAt}-${closedAt}`;

describe('chunkBy maxWait', () => {
  it('should count from the first item of a chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a-b-----c----|');
      const e1subs = '  ^--------------!';
      const expected = '------x-------y|';
      const values = { x: 'ab wait 2-6', y: 'c wait 10-14' };

      expectObservable(e1.pipe(chunkBy({ maxWait: 4 }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should let the item in that comes at the very moment', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a---b---c------|');
      const e1subs = '  ^--------------!';
      const expected = '----x-------y--|';
      const values = { x: 'ab wait 0-4', y: 'c wait 8-12' };

      expectObservable(e1.pipe(chunkBy({ maxWait: 4 }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should say size when the item of that moment fills the chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a---b------|');
      const e1subs = '  ^----------!';
      const expected = '----x------|';
      const values = { x: 'ab size 0-4' };

      const result$ = e1.pipe(chunkBy({ maxWait: 4, maxSize: 2 }), map(told));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should say complete, or error, when the source ends at that moment', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a---|    ');
      const e2 = hot('  a---#    ');
      const subs = '    ^---!    ';
      const expected1 = '----(x|)';
      const expected2 = '----(y#)';
      const values = { x: 'a complete 0-4', y: 'a error 0-4' };
      const chunks = chunkBy<string>({ maxWait: 4 });

      expectObservable(e1.pipe(chunks, map(told))).toBe(expected1, values);
      expectObservable(e2.pipe(chunks, map(told))).toBe(expected2, values);
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(e2.subscriptions).toBe(subs);
    });
  });

  it('should start anew for the item that closed a chunk by weight or by closeWhen', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a--b------|');
      const e1subs = '  ^---------!';
      const expected = '---x---y--|';
      const values = { x: 'a closeWhen 0-3', y: 'b wait 3-7' };
      const closeWhen = (item: string) => item === 'b';

      const result$ = e1.pipe(chunkBy({ maxWait: 4, closeWhen }), map(told));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should start anew after flush has cut', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a---b-----|');
      const e1subs = '  ^---------!';
      const flush = cold('--f-----');
      const expected = '--x-----y-|';
      const values = { x: 'a flush 0-2', y: 'b wait 4-8' };

      expectObservable(e1.pipe(chunkBy({ maxWait: 4, flush }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should be kept by a real timer too', async () => {
    const chunk$ = concat(of('a'), NEVER).pipe(chunkBy({ maxWait: 1 }));
    const { items, closedBy, openedAt, closedAt } = await firstValueFrom(chunk$);

    expect([...items, closedBy]).toEqual(['a', 'wait']);
    expect(closedAt).toBeGreaterThan(openedAt);
  });

  it('should have one timer while a chunk is open, and none while none is', () => {
    const active = new Set<Subscription>();
    const scheduler = {
      now: () => asyncScheduler.now(),
      schedule: (...args: Parameters<SchedulerLike['schedule']>) => {
        const action = asyncScheduler.schedule(...args);
        active.add(action);
        action.add(() => active.delete(action));
        return action;
      },
    };
    const source$ = new Subject<number>();
    const flush$ = new Subject<void>();
    const timers: number[] = [active.size];
    const look = (act: () => void) => {
      act();
      timers.push(active.size);
    };
    const limits = { maxSize: 2, maxWait: 60_000, flush: flush$, scheduler };
    const subscription = source$.pipe(chunkBy(limits)).subscribe();
    look(() => source$.next(1)); // 1: open
    look(() => source$.next(2)); // 0: full
    look(() => source$.next(3)); // 1
    look(() => flush$.next()); // 0
    look(() => source$.next(4)); // 1
    look(() => subscription.unsubscribe()); // 0
    const ended$ = new Subject<number>();
    ended$.pipe(chunkBy(limits)).subscribe();
    look(() => ended$.next(1)); // 1
    look(() => ended$.complete()); // 0

    expect(timers).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('should have no timer without maxWait', () => {
    let timers = 0;
    const scheduler = {
      now: () => 0,
      schedule: () => {
        timers++;
        return EMPTY.subscribe();
      },
    };
    const source$ = new Subject<number>();
    const subscription = source$.pipe(chunkBy({ maxSize: 2, scheduler })).subscribe();
    for (const item of [1, 2, 3]) source$.next(item);
    subscription.unsubscribe();

    expect(timers).toBe(0);
  });
});

describe('chunkBy maxWait while the gate is closed', () => {
  it('should wait with the cut, go on filling, and cut when the gate opens', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  a----b-c-d-----e------|  ');
      const e1subs = '  ^---------------------!  ';
      // Work on a from 2 to 9, so that b, due at 7, is cut at 9; work on bcd to 16, on e from 17.
      const expected = '---------x------y-------(z|)';
      const values = { x: 'a wait 0-2', y: 'bcd wait 5-9', z: 'e wait 15-17' };
      const work = (items: readonly string[]) => timer(7).pipe(map(() => items));

      const result$ = e1.pipe(
        chunkBy({ maxWait: 2 }),
        processChunks(work, { concurrency: 1, prefetch: 0 }),
        map(({ chunk }) => told(chunk)),
      );
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(claimWarnings().length).withContext('nobody above minds the gate').toBe(1);
  });

  it('should cut on reopening before the source pulls again', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const pause$ = new Subject<boolean>();
      const source = function* () {
        yield 'a';
        pause$.next(true);
        yield 'b';
        yield 'c';
      };
      const e1 = cold(' -----f---', { f: false });
      const e1subs = '  ^----!';
      const expected = '-----(xy|)';
      const values = { x: 'ab wait 0-5', y: 'c complete 5-5' };

      const result$ = fromSource(source).pipe(
        chunkBy({ maxWait: 3 }),
        map(told),
        pauseWhen(merge(pause$, e1)),
      );
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should cut at its time where the gate has opened before', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a---------|');
      const e1subs = '  ^----------!';
      const pause = hot('t-f---------', { t: true, f: false });
      const expected = '-----x-----|';

      const result$ = e1.pipe(chunkBy({ maxWait: 4 }), map(told), pauseWhen(pause));
      expectObservable(result$).toBe(expected, { x: 'a wait 1-5' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not hold back what size or flush closes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-bc------|');
      const e1subs = '   ^----------!';
      const flush = hot('------f-----');
      const pause = hot('t--------f--', { t: true, f: false });
      const expected = ' ---x--y----|';
      const values = { x: 'ab size 1-3', y: 'c flush 4-6' };

      const result$ = e1.pipe(
        chunkBy({ maxSize: 2, maxWait: 4, flush }),
        map(told),
        pauseWhen(pause),
      );
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should forget the cut that waits when the chunk is closed otherwise', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a--b--c----|');
      const e1subs = '  ^-----------!';
      const pause = hot('t-------f----', { t: true, f: false });
      const expected = '----x----y--|';
      const values = { x: 'ab size 1-4', y: 'c wait 7-9' };

      const result$ = e1.pipe(chunkBy({ maxSize: 2, maxWait: 2 }), map(told), pauseWhen(pause));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should wait for every gate on the way', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a----------|');
      const e1subs = '  ^-----------!';
      const near = hot(' t-----f------', { t: true, f: false });
      const far = hot('  t--------f---', { t: true, f: false });
      const expected = '---------x--|';

      const result$ = e1.pipe(chunkBy({ maxWait: 2 }), map(told), pauseWhen(near), pauseWhen(far));
      expectObservable(result$).toBe(expected, { x: 'a wait 1-9' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should cut nothing when the gate opens after it was unsubscribed', () => {
    const pause$ = new BehaviorSubject(true);
    const source$ = new Subject<string>();
    const timers: (() => void)[] = [];
    const scheduler = {
      now: () => 0,
      schedule: (run: () => void) => {
        timers.push(run);
        return { unsubscribe: () => undefined };
      },
    } as unknown as SchedulerLike;
    const seen: unknown[] = [];
    // Only the chunker leaves: the gate of pauseWhen, in which its cut waits, stays.
    const leave$ = new Subject<void>();
    source$
      .pipe(
        chunkBy({ maxWait: 1, scheduler }),
        (chunks$) => concat(chunks$.pipe(takeUntil(leave$)), NEVER),
        pauseWhen(pause$),
      )
      .subscribe((chunk) => seen.push(chunk));
    source$.next('a');
    timers[0]?.();
    leave$.next();
    pause$.next(false);

    expect(seen).toEqual([]);
    expect(source$.observed).toBeFalse();
  });
});
