import { claimWarnings } from '../support/claims.js';
import { of, map, Subject, take, throwError, type Observable } from 'rxjs';
import { chunkBy, type ChunkByOptions } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { Deferred, later, scriptedStore, type StoreScript } from '../support/scripted-store.js';

/** Chunks of items through a store, as the items of each chunk in one text. */
function stored(
  source$: Observable<string>,
  limits: number | ChunkByOptions<string>,
  script: StoreScript,
): Observable<string> {
  return source$.pipe(
    chunkBy(limits),
    processChunks((items: readonly string[]) => items, { concurrency: 1 }),
    storeTo(scriptedStore(script), { runId: 'run' }),
    map(({ chunk }) => chunk.items.join('')),
  );
}

describe('chunkBy above a store that is opening', () => {
  it('should cut nothing before the store is open, and lose nothing', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-e-|');
      const e1subs = '  ^----------!';
      const expected = '------xy---(z|)';
      const values = { x: 'ab', y: 'cd', z: 'e' };
      const open = () => later(scheduler, 6);

      expectObservable(stored(e1, 2, { open })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should keep the end of a source that is over before the store is open', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b-c-|');
      const e1subs = '  ^------!';
      const expected = '----------(xy|)';
      const values = { x: 'ab', y: 'c' };
      const open = () => later(scheduler, 10);

      expectObservable(stored(e1, 2, { open })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should complete when an empty source was over before the store is open', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' |');
      const e1subs = '  (^!)';
      const expected = '-----|';
      const open = () => later(scheduler, 5);

      expectObservable(stored(e1, 2, { open })).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should hand over what came before a source error, and then the error', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b-c-#');
      const e1subs = '  ^------!';
      const expected = '----------(xy#)';
      const values = { x: 'ab', y: 'c' };
      const open = () => later(scheduler, 10);

      expectObservable(stored(e1, 2, { open })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should do the same when the flush notifier errors', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b-c---d-');
      const e1subs = '  ^------!';
      const flush = cold('-------#');
      const expected = '----------(xy#)';
      const values = { x: 'ab', y: 'c' };
      const open = () => later(scheduler, 10);

      expectObservable(stored(e1, { maxSize: 2, flush }, { open })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should start the time of a chunk when the store is open', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-----b-----------');
      const e1subs = '  ^------------------';
      const expected = '---------x---------';
      const open = () => later(scheduler, 5);

      expectObservable(stored(e1, { maxWait: 4 }, { open })).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should have nothing to cut when flush comes before the store is open', () => {
    marbles(({ hot, cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-----b---|');
      const e1subs = '   ^----------!';
      const flush = cold(' --f------f--');
      const flushsubs = '^----------!';
      const expected = ' ---------x-|';
      const open = () => later(scheduler, 5);

      expectObservable(stored(e1, { flush }, { open })).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  it('should not read a source that can wait', () => {
    marbles(({ scheduler, expectObservable }) => {
      const pulledAt: number[] = [];
      const source = function* () {
        for (const item of 'abc') {
          pulledAt.push(scheduler.frame);
          yield item;
        }
      };
      const expected = '-----(xy|)';
      const open = () => later(scheduler, 5);

      const result$ = stored(fromSource(source), 2, { open });
      expectObservable(result$).toBe(expected, { x: 'ab', y: 'c' });
      scheduler.flush();

      expect(pulledAt).toEqual([5, 5, 5]);
    });
  });

  it('should take slices of pages once the store is open', () => {
    let slices = 0;
    class Page extends Array<string> {
      override slice(start?: number, end?: number): string[] {
        slices++;
        return [...this].slice(start, end);
      }
    }
    const opening = new Deferred();
    const seen: string[] = [];
    const source$ = fromSource(Page.from('abcd'));
    stored(source$, 2, { open: () => opening }).subscribe((items) => seen.push(items));
    opening.resolve();

    expect(seen).toEqual(['ab', 'cd']);
    expect(slices).toBe(2);
  });

  it('should wait for the last of several stores', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b|');
      const e1subs = '  ^---!';
      const expected = '--------(x|)';
      const result$ = e1.pipe(
        chunkBy(2),
        processChunks((items: readonly string[]) => items),
        storeTo(scriptedStore({ open: () => later(scheduler, 6) }), { runId: 'first' }),
        storeTo(scriptedStore({ open: () => later(scheduler, 8) }), { runId: 'second' }),
        map(({ chunk }) => `${chunk.items.join('')} cut at ${chunk.closedAt}`),
      );

      expectObservable(result$).toBe(expected, { x: 'ab cut at 8' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should number what waited from 0, in the order of its arrival', () => {
    const opening = new Deferred();
    const ranges: unknown[] = [];
    const source$ = new Subject<string>();
    source$
      .pipe(
        chunkBy(2),
        processChunks((items: readonly string[]) => items),
        storeTo(scriptedStore({ open: () => opening }), { runId: 'run' }),
      )
      .subscribe(({ chunk }) => ranges.push([chunk.items.join(''), ...chunk.ranges]));
    for (const item of 'abc') source$.next(item);
    opening.resolve();
    for (const item of 'def') source$.next(item);

    expect(ranges).toEqual([
      ['ab', [0, 2]],
      ['cd', [2, 4]],
      ['ef', [4, 6]],
    ]);
  });

  it('should put what arrives during the hand-over behind what has waited', () => {
    const opening = new Deferred();
    const source$ = new Subject<string>();
    const seen: string[] = [];
    stored(source$, 1, { open: () => opening }).subscribe((items) => {
      seen.push(items);
      if (items === 'a') source$.next('x');
    });
    for (const item of 'abc') source$.next(item);
    opening.resolve();

    expect(seen).toEqual(['a', 'b', 'c', 'x']);
  });

  it('should drop the rest, and start no timer, when the subscriber leaves during the hand-over', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-----');
      const e1subs = '  ^--------!';
      const expected = '---------(x|)';
      const open = () => later(scheduler, 9);
      let started = 0;
      const counting = {
        now: () => scheduler.now(),
        schedule: (...args: Parameters<typeof scheduler.schedule>) => {
          started++;
          return scheduler.schedule(...args);
        },
      } as typeof scheduler;
      const limits = { maxSize: 2, maxWait: 100, scheduler: counting };

      const result$ = stored(e1, limits, { open }).pipe(take(1));
      expectObservable(result$).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      scheduler.flush();

      expect(started).withContext('timers, one for the chunk "ab"').toBe(1);
    });
  });

  it('should drop what waits when the subscriber leaves before the store is open', () => {
    const opening = new Deferred();
    const store = { open: () => opening };
    const source$ = new Subject<string>();
    const seen: string[] = [];
    const subscription = stored(source$, 1, store).subscribe((items) => seen.push(items));
    source$.next('a');
    subscription.unsubscribe();
    opening.resolve();

    expect(seen).toEqual([]);
    expect(source$.observed).toBeFalse();
  });

  it('should fail with the store when that does not open', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b-c-----');
      const e1subs = '  ^----!';
      const expected = '-----#';
      const failed = new Error('it does not open');
      const open = () => later(scheduler, 5, failed);

      expectObservable(stored(e1, 2, { open })).toBe(expected, {}, failed);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not wait where the store opens at once', () => {
    const seen: string[] = [];
    const errors: unknown[] = [];
    stored(of('a', 'b', 'c'), 2, {}).subscribe((items) => seen.push(items));
    stored(
      throwError(() => 'error'),
      2,
      {},
    ).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(seen).toEqual(['ab', 'c']);
    expect(errors).toEqual(['error']);
  });

  it('should hand over 60,000 items that waited without growing the stack', () => {
    const opening = new Deferred();
    const source$ = new Subject<string>();
    let items = 0;
    stored(source$, 1000, { open: () => opening }).subscribe((chunk) => (items += chunk.length));
    for (let i = 0; i < 60_000; i++) source$.next('a');
    opening.resolve();
    source$.complete();

    expect(items).toBe(60_000);
    expect(claimWarnings()).toEqual([jasmine.stringMatching('1000 values came')]);
  });
});
