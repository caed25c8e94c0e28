import {
  BehaviorSubject,
  concat,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { BufferOverflowError } from '../../src/core/buffer-overflow-error.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';

/** `t` pauses, `f` goes on. */
const letters = { t: true, f: false };

/** Something below that takes one item at a time, so that a source shows what it would pull. */
const oneAtATime = <T>(duration: number) =>
  mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
  });

describe('pauseWhen', () => {
  describe('its notifier', () => {
    it('should be subscribed before the source, so that its first value counts', () => {
      const { source, perFrame } = visiblePulls([1, 2, 3]);
      const pause$ = new BehaviorSubject(true);
      const reader = new Reader().read(fromSource(source).pipe(pauseWhen(pause$)));
      expect(perFrame).toEqual({});
      pause$.next(false);

      expect(perFrame).toEqual({ 0: 3 });
      expect(reader.end).toBe('complete');
    });

    it('should leave its last value in force when it completes', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = visiblePulls('abcd');
        const e2 = cold('  ---t|     ', letters);
        const e2subs = '   ^---!     ';
        const pulls = '    p-p-----x';
        const unsub = '    --------!';
        const expected = ' --a-b----';

        expectObservable(seen$).toBe(pulls);
        const result$ = fromSource(source).pipe(pauseWhen(e2), oneAtATime(2));
        expectObservable(result$, unsub).toBe(expected);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should end the result with its error, and leave the source', () => {
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-b-c-|');
        const e2 = hot('   --t-#   ', letters);
        const e1subs = '   ^---!   ';
        const expected = ' -a-b#   ';

        expectObservable(e1.pipe(pauseWhen(e2))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e1subs);
      });
    });

    it('should have its error held until what was accepted is settled', () => {
      marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-------|');
        const e2 = hot('   --#     ', letters);
        const e1subs = '   ^-!     ';
        const expected = ' -----(a#)';

        expectObservable(fromSource(e1).pipe(pauseWhen(e2), oneAtATime(5))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should keep the source from being subscribed when it fails at once', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-|');
        const expected = ' #';

        expectObservable(e1.pipe(pauseWhen(throwError(() => 'error')))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe([]);
      });
    });

    it('should be left with the source, and after it', () => {
      const log: string[] = [];
      const leaving = (name: string) => new Observable<never>(() => () => log.push(name));
      leaving('source')
        .pipe(pauseWhen(leaving('notifier')))
        .subscribe()
        .unsubscribe();

      expect(log).toEqual(['source', 'notifier']);
    });

    for (const value of [true, false]) {
      it(`should be a promise of ${value} as well`, async () => {
        const { source, perFrame } = visiblePulls([1, 2]);
        const pause = Promise.resolve(value);
        const reader = new Reader().read(
          fromSource(source).pipe(
            pauseWhen(concat(of(true), pause)),
            mapConcurrent((item) => of(item)),
          ),
        );
        expect(perFrame).toEqual({});
        await pause;
        await Promise.resolve();

        expect(reader.items).toEqual(value ? [] : [1, 2]);
        reader.leave();
      });
    }

    it('should end the result with the reason of a promise', async () => {
      const reader = new Reader().read(NEVER.pipe(pauseWhen(Promise.reject<boolean>('no'))));
      await reader.over;

      expect(reader.end).toEqual({ error: 'no' });
    });

    it('should not wait for the gate when it reads a source itself', () => {
      const { source, perFrame } = visiblePulls([1]);
      const notifier$ = fromSource([true, true, false], { flow: null });
      const reader = new Reader().read(fromSource(source).pipe(pauseWhen(notifier$)));

      expect(perFrame).toEqual({ 0: 1 });
      expect(reader.items).toEqual([1]);
    });
  });

  describe('while it pauses', () => {
    it('should let work end that was accepted', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = visiblePulls('abcd');
        const e2 = hot('   -t----------f          ', letters);
        const e2subs = '   ^----------------!     ';
        const pulls = '    (pp)--------(pp)-|     ';
        const expected = ' -----a----b------c----(d|)';
        const work = mapConcurrent((item: string) => timer(5).pipe(map(() => item)), {
          concurrency: 1,
          prefetch: 1,
        });

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(pauseWhen(e2), work)).toBe(expected);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should stop a synchronous source at the item that pauses it', () => {
      const { source, perFrame } = visiblePulls([1, 2, 3, 4]);
      const pause$ = new Subject<boolean>();
      const reader = new Reader();
      reader.onItem = (item) => {
        if (item === 2) pause$.next(true);
      };
      reader.read(fromSource(source).pipe(pauseWhen(pause$)));
      expect(perFrame).toEqual({ 0: 2 });
      pause$.next(false);

      expect(perFrame).toEqual({ 0: 4 });
      expect(reader.items).toEqual([1, 2, 3, 4]);
    });

    it('should go on after the item during which it is told to, not inside of it', () => {
      const pause$ = new Subject<boolean>();
      const log: string[] = [];
      const reader = new Reader();
      reader.onItem = (item) => {
        log.push(`begin ${item}`);
        pause$.next(true);
        pause$.next(false);
        log.push(`end ${item}`);
      };
      reader.read(fromSource([1, 2]).pipe(pauseWhen(pause$)));

      expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
    });

    it('should go on after an item that no source of its own gave, not inside of it', () => {
      const pause$ = new BehaviorSubject(true);
      const other$ = new Subject<number>();
      const log: string[] = [];
      const reader = new Reader();
      reader.onItem = (item) => {
        log.push(`begin ${item}`);
        pause$.next(false);
        log.push(`end ${item}`);
      };
      reader.read(merge(other$, fromSource([1, 2])).pipe(pauseWhen(pause$)));
      other$.next(0);

      expect(log).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
      reader.leave();
    });

    it('should pull nothing more when it is left, nor when the notifier goes on', () => {
      const { source, perFrame } = visiblePulls([1, 2, 3]);
      const pause$ = new BehaviorSubject(true);
      const reader = new Reader().read(fromSource(source).pipe(pauseWhen(pause$)));
      reader.leave();
      pause$.next(false);

      expect(perFrame).toEqual({});
      expect(pause$.observed).toBeFalse();
    });

    it('should have the boundary below count what nobody asked for', () => {
      const source$ = new Subject<number[]>();
      const reader = new Reader<unknown>().read(
        source$.pipe(
          pauseWhen(NEVER),
          processChunks(() => NEVER, { concurrency: 1, prefetch: 0 }),
        ),
      );
      for (let i = 0; i < 1_010; i++) source$.next([i]);

      const error = new BufferOverflowError('processChunks', 1_001, 1_000);
      expect(reader.end).toEqual({ error });
      expect(source$.observed).toBeFalse();
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('processChunks: its slots are full'),
        jasmine.stringContaining('processChunks: 1000 values came that nobody asked for'),
      ]);
    });

    it('should wait for every one of several', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = visiblePulls('abc');
        const e2 = hot('   -t----f', letters);
        const e3 = hot('   --t---------f', letters);
        const subs = '     ^-----------------!';
        const pulls = '    p-----------p--p--|';
        const expected = ' ---a-----------b--(c|)';

        expectObservable(seen$).toBe(pulls);
        const result$ = fromSource(source).pipe(pauseWhen(e2), pauseWhen(e3), oneAtATime(3));
        expectObservable(result$).toBe(expected);
        expectSubscriptions(e2.subscriptions).toBe(subs);
        expectSubscriptions(e3.subscriptions).toBe(subs);
      });
    });
  });

  describe('with an explicit flow', () => {
    it('should close the flow while it pauses, and free it when it is left', () => {
      const flow = createFlow();
      const pause$ = new Subject<boolean>();
      const subscription = NEVER.pipe(pauseWhen(pause$, { flow })).subscribe();
      const open = [true, false, true].map((paused) => {
        pause$.next(paused);
        return flow.open;
      });
      expect(open).toEqual([false, true, false]);
      subscription.unsubscribe();

      expect(flow.open).toBeTrue();
    });

    it('should free the flow when its notifier pauses and fails at once', () => {
      const flow = createFlow();
      const notifier$ = concat(
        of(true),
        throwError(() => 'error'),
      );
      const reader = new Reader<never>().read(NEVER.pipe(pauseWhen(notifier$, { flow })));

      expect(reader.end).toEqual({ error: 'error' });
      expect(flow.open).toBeTrue();
    });

    it('should keep what stands above from the flow below with null', () => {
      const { source, perFrame } = visiblePulls([1, 2, 3]);
      const reader = new Reader().read(
        fromSource(source).pipe(
          pauseWhen(NEVER, { flow: null }),
          mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }),
        ),
      );

      expect(perFrame).toEqual({ 0: 3 });
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining(
          'mapConcurrent: its slots are full, and no source above it listens',
        ),
      ]);
      reader.leave();
    });
  });

  describe('at any place of a pipeline', () => {
    const places = ['the source', 'the chunker', 'the work', 'the flattener', 'the progress'];
    places.forEach((name, place) => {
      it(`should stop the source, and lose nothing, below ${name}`, () => {
        marbles(({ scheduler, hot, flush }) => {
          const { source, perFrame } = visiblePulls([1, 2, 3, 4, 5, 6], () => scheduler.now());
          const e2 = hot('-----t------f', letters);
          const done: number[][] = [];
          const stages: MonoTypeOperatorFunction<unknown>[] = [
            chunkBy(1),
            processChunks((items: readonly number[]) => timer(2).pipe(map(() => items)), {
              concurrency: 1,
              prefetch: 0,
            }),
            mapConcurrent(
              ({ values }: ChunkResult<number, number>) => timer(1).pipe(map(() => values)),
              { concurrency: 1, prefetch: 0 },
            ),
            trackProgress(() => undefined),
          ] as MonoTypeOperatorFunction<unknown>[];
          stages.splice(place, 0, pauseWhen(e2));
          stages
            .reduce<Observable<unknown>>(
              (result$, stage) => result$.pipe(stage),
              fromSource(source),
            )
            .subscribe((values) => done.push([scheduler.now(), ...(values as number[])]));
          flush();

          // What was pulled in frame 3 is accepted, and ends while the flow is paused.
          expect(perFrame).toEqual({ 0: 1, 3: 1, 12: 1, 15: 1, 18: 1, 21: 1 });
          expect(done).toEqual([
            [3, 1],
            [6, 2],
            [15, 3],
            [18, 4],
            [21, 5],
            [24, 6],
          ]);
        });
      });
    });
  });
});
