import { map, mergeMap, NEVER, of, Subject, takeUntil } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { ResultStore, RunWriter } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { Deferred, emptyStore, later, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
const NOT_OPEN = new Error('not open');

/** Six results, and the frame of each pull. */
function results(pulls: number[], now: () => number) {
  const rows = function* () {
    for (let i = 0; i < 6; i++) {
      pulls.push(now());
      yield i;
    }
  };
  return fromSource(rows).pipe(map((i) => resultOf([i], i)));
}

describe('Commits', () => {
  it('should write what came while the store was opening once it is open', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = cold('  -a-b----c-|', values);
      const e1subs = '   ^---------!';
      const expected = ' ----(ab)c-|';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should read nothing before the store is open', () => {
    const pulls: number[] = [];
    marbles(({ scheduler, expectObservable }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = results(pulls, () => scheduler.frame);
      const expected = '----(012345|)';
      const stored = [0, 1, 2, 3, 4, 5].map((i) => resultOf([i], i));

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, stored);
    });
    expect(pulls).toEqual([4, 4, 4, 4, 4, 4]);
  });

  it('should read nothing through the lanes above before the store is open', () => {
    const pulls: number[] = [];
    marbles(({ cold, scheduler, expectObservable }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = fromSource(function* () {
        for (let i = 0; i < 4; i++) {
          pulls.push(scheduler.frame);
          yield i;
        }
      });
      const work = () => cold(' -r|', { r: undefined });
      const expected = '        ------x-(y|)';

      const result$ = e1.pipe(
        chunkBy(2),
        processChunks(work, { concurrency: 1, prefetch: 1 }),
        storeTo(store, RUN),
        map(({ chunk }) => chunk.items),
      );
      expectObservable(result$).toBe(expected, { x: [0, 1], y: [2, 3] });
    });
    expect(pulls).toEqual([4, 4, 4, 4]);
  });

  it('should let work above it begin nothing before the store is open', () => {
    const begun: number[] = [];
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = cold('  -a-----|', { a: ['a'] });
      const e1subs = '   ^------!';
      const expected = ' ----a--|';

      const work = () => void begun.push(scheduler.frame);
      const result$ = e1.pipe(
        processChunks(work),
        storeTo(store, RUN),
        map(({ chunk }) => chunk.items[0]),
      );
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(begun).toEqual([4]);
  });

  it('should not subscribe to the source if the store throws on opening', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({
        open: () => {
          throw NOT_OPEN;
        },
      });
      const e1 = cold('  -a-b-|', values);
      const expected = ' #';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, NOT_OPEN);
      expectSubscriptions(e1.subscriptions).toBe([]);
    });
  });

  it('should read nothing from the source if the store refuses to open', () => {
    const pulls: number[] = [];
    marbles(({ scheduler, expectObservable }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4, NOT_OPEN) });
      const e1 = results(pulls, () => scheduler.frame);
      const expected = '----#';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, undefined, NOT_OPEN);
    });
    expect(pulls).toEqual([]);
  });

  it('should leave the source when the store refuses to open', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4, NOT_OPEN) });
      const e1 = cold('  -a-b--c-|', values);
      const e1subs = '   ^---!';
      const expected = ' ----#';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }))).toBe(
        expected,
        values,
        NOT_OPEN,
      );
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should fail if the store opens and gives nothing to write with', () => {
    for (const nothing of [undefined, null, {}, { append: () => undefined }]) {
      const store: ResultStore = {
        ...emptyStore(),
        open: () => nothing as unknown as RunWriter,
      };
      const errors: unknown[] = [];
      of(values.a)
        .pipe(storeTo(store, RUN))
        .subscribe({ error: (error: unknown) => errors.push(error) });

      expect(errors).toEqual([jasmine.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' })]);
    }
  });

  it('should not hold up an explicit flow after the store threw on opening', () => {
    const flow = createFlow();
    const store = scriptedStore({
      open: () => {
        throw NOT_OPEN;
      },
    });
    const errors: unknown[] = [];
    NEVER.pipe(storeTo(store, { ...RUN, flow })).subscribe({
      error: (error: unknown) => errors.push(error),
    });

    expect(errors).toEqual([NOT_OPEN]);
    expect(flow.open).toBeTrue();
  });

  it('should not subscribe to the source if it is unsubscribed by the opening', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const stop$ = new Subject<void>();
      const flow = createFlow();
      const store = scriptedStore({
        open: () => {
          stop$.next();
        },
      });
      const e1 = cold('  -a-b-|', values);
      const expected = ' |';

      const result$ = e1.pipe(storeTo(store, { ...RUN, flow }), takeUntil(stop$));
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe([]);
      scheduleCheck(() => {
        expect(store.log).toEqual(['open run', 'close']);
        expect(flow.open).toBeTrue();
      });

      function scheduleCheck(check: () => void) {
        cold('1ms |').subscribe({ complete: check });
      }
    });
  });

  it('should close a store that opens after the result was unsubscribed', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = cold('  -a-b--c-|', values);
      const e1subs = '   ^-!';
      const expected = ' ---';
      const unsub = '    --!';

      expectObservable(e1.pipe(storeTo(store, RUN)), unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'close']);
    });
  });

  it('should close a run that opens when nobody is there any more', () => {
    const opening = new Deferred();
    const store = scriptedStore({ open: () => opening });
    NEVER.pipe(storeTo(store, RUN)).subscribe().unsubscribe();

    expect(store.log).toEqual(['open run']);

    opening.resolve();

    expect(store.log).toEqual(['open run', 'close']);
  });

  it('should say nothing of a store that refuses to open after the result was unsubscribed', () => {
    const opening = new Deferred();
    const store = scriptedStore({ open: () => opening });
    const errors: unknown[] = [];
    const subscription = NEVER.pipe(storeTo(store, RUN)).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    subscription.unsubscribe();
    opening.reject(NOT_OPEN);

    expect(errors).toEqual([]);
    expect(store.log).toEqual(['open run']);
  });

  it('should open without a flow of its own around the store', () => {
    const read: number[] = [];
    const store = scriptedStore({
      open: () => {
        fromSource([1, 2, 3]).subscribe((row) => read.push(row));
      },
    });
    // The boundary below subscribes while it holds the ambient flow.
    NEVER.pipe(
      storeTo(store, RUN),
      mapConcurrent(() => NEVER),
    )
      .subscribe()
      .unsubscribe();

    expect(read).toEqual([1, 2, 3]);
    expect(claimWarnings()).toEqual([jasmine.stringContaining('fromSource found nothing below')]);
  });

  it('should close the gate at one result more than may wait', () => {
    for (const [prefetch, expected] of [
      [undefined, [0, 0, 2, 4, 6, 8]],
      [0, [0, 2, 4, 6, 8, 10]],
      [1, [0, 0, 2, 4, 6, 8]],
      [3, [0, 0, 0, 0, 4, 4]],
    ] as const) {
      const pulls: number[] = [];
      marbles(({ scheduler }) => {
        const store = scriptedStore({ append: () => later(scheduler, 2) });
        const e1 = results(pulls, () => scheduler.frame);
        e1.pipe(storeTo(store, { ...RUN, prefetch })).subscribe();
      });
      expect(pulls)
        .withContext(`prefetch ${prefetch}`)
        .toEqual([...expected]);
    }
  });

  it('should write one after another, in the order of arrival', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const times = [3, 1, 2];
      const store = scriptedStore({ append: () => later(scheduler, times.shift() ?? 0) });
      const e1 = cold('  (abc|)', values);
      const e1subs = '   (^!)';
      const expected = ' ---ab-(c|)';

      const result$ = e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should refuse more than 1,000 results that nobody asked for', () => {
    const store = scriptedStore({ append: () => new Deferred() });
    const hot$ = new Subject<ReturnType<typeof resultOf>>();
    const errors: unknown[] = [];
    hot$.pipe(storeTo(store, RUN)).subscribe({ error: (error: unknown) => errors.push(error) });
    // One is being written and one may wait; after these two nobody asks.
    for (let i = 0; i < 1002; i++) hot$.next(values.a);
    expect(errors).toEqual([]);
    hot$.next(values.a);

    expect(errors).toEqual([
      jasmine.objectContaining({ code: 'ERR_BUFFER_OVERFLOW', operator: 'storeTo', limit: 1000 }),
    ]);
    expect(hot$.observed).toBeFalse();
    expect(claimWarnings()).toEqual([
      jasmine.stringContaining('storeTo: its slots are full'),
      jasmine.stringContaining('storeTo: 1000 values came'),
    ]);
  });

  it('should not count as unasked what one pull of the source expands to', () => {
    const store = scriptedStore({ append: () => new Deferred() });
    const errors: unknown[] = [];
    const many = Array.from({ length: 1500 }, () => values.a);
    fromSource([1])
      .pipe(
        mergeMap(() => many),
        storeTo(store, RUN),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) })
      .unsubscribe();

    expect(errors).toEqual([]);
  });
});
