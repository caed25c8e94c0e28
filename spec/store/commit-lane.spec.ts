import { asyncScheduler } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { StoreWriteError } from '../../src/core/store-write-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { drainWhen } from '../../src/flow/drain-when.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { RunWriter } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { later, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run', prefetch: 2, whenFull: { retryEvery: 3 } } as const;
const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
const FULL = new StoreWriteError('/disk/run', 'ENOSPC', undefined);

/** Has no room for its first writes. */
function fullStore(times: number, reason: unknown = FULL) {
  let left = times;
  return scriptedStore({
    append: (): ReturnType<RunWriter['append']> => {
      if (left-- > 0) throw reason;
      return undefined;
    },
  });
}

/** Hears when the store was full, and since when. */
function listening(scheduler: { readonly frame: number }) {
  const flow = createFlow();
  const told: unknown[] = [];
  flow.events$.subscribe((event) => {
    if (event.type === 'storeFull') told.push([scheduler.frame, event]);
    if (event.type === 'stored') told.push([scheduler.frame, event.ms]);
  });
  return { flow, told };
}

describe('CommitLane, where the store is full', () => {
  it('should try again until there is room, and then go on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const store = fullStore(2);
      const e1 = cold('  -a-b-------c|', values);
      const e1subs = '   ^-----------!';
      const expected = ' -------(ab)c|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual([
        ...['open run', 'append a', 'append a', 'append a', 'append b', 'append c', 'close'],
      ]);
    });
  });

  it('should count the time between two tries from the answer of the first', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      let left = 1;
      const store = scriptedStore({
        append: () => later(scheduler, 2, left-- > 0 ? FULL : undefined),
      });
      const e1 = cold('  a-------|', values);
      const e1subs = '   ^-------!';
      const expected = ' -------a|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell at each try since when it waits, and then how long the record took', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const { flow, told } = listening(scheduler);
      const e1 = cold('  -a-------b|', values);
      const e1subs = '   ^---------!';
      const expected = ' -------a-b|';

      const full = { type: 'storeFull', runId: 'run', reason: FULL };
      const result$ = e1.pipe(storeTo(fullStore(2), { ...RUN, flow }));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(told).toEqual([
        [1, { ...full, waited: 0 }],
        [4, { ...full, waited: 3 }],
        [7, 6],
        [9, 0],
      ]);
    });
  });

  it('should begin to count anew with each record', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const { flow, told } = listening(scheduler);
      let calls = 0;
      const store = scriptedStore({
        append: () => {
          if (calls++ % 2 === 0) throw FULL;
          return undefined;
        },
      });
      const e1 = cold('  a---b---|', values);
      const e1subs = '   ^-------!';
      const expected = ' ---a---b|';

      const full = { type: 'storeFull', runId: 'run', reason: FULL, waited: 0 };
      expectObservable(e1.pipe(storeTo(store, { ...RUN, flow }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(told).toEqual([
        [0, full],
        [3, 3],
        [4, full],
        [7, 3],
      ]);
    });
  });

  it('should read no more than what may wait until there is room', () => {
    marbles(({ scheduler, expectObservable, flush }) => {
      let pulled = 0;
      const source = { pull: () => (pulled < 100 ? [pulled++] : null) };
      const result$ = fromSource(source).pipe(
        chunkBy(1),
        processChunks((items: readonly number[]) => items, { concurrency: 1, prefetch: 0 }),
        storeTo(fullStore(Infinity), { ...RUN, prefetch: 1 }),
      );
      const read: number[] = [];
      for (const frame of [2, 50]) scheduler.schedule(() => read.push(pulled), frame);

      expectObservable(result$, '60ms !').toBe('-');
      flush();
      expect(read[1]).toBe(read[0] as number);
      expect(pulled).toBeLessThan(6);
    });
  });

  it('should write a record as it was taken, and each one once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const store = fullStore(3);
      const e1 = cold('  ab-------|', values);
      const e1subs = '   ^--------!';
      const expected = ' ---------(ab|)';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(new Set(store.records).size).toBe(2);
      expect(store.closedAs).toEqual(['completed']);
    });
  });

  it('should wait in each lane of a store that writes several at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const full = new Set(['a', 'b']);
      const store = scriptedStore({
        found: { concurrency: 2 },
        append: ({ values: [value] }) => {
          if (full.delete(value as string)) throw FULL;
          return undefined;
        },
      });
      const e1 = cold('  -ab-----c|', values);
      const e1subs = '   ^--------!';
      const expected = ' ----ab--c|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.closedAs).toEqual(['completed']);
    });
  });

  it('should end by default at the first write that finds no room', () => {
    for (const whenFull of ['fail', undefined] as const) {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const store = fullStore(1);
        const e1 = cold('  -a-b-|', values);
        const e1subs = '   ^!';
        const expected = ' -#';

        const result$ = e1.pipe(storeTo(store, { runId: 'run', whenFull }));
        expectObservable(result$).toBe(expected, values, FULL);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        flush();
        expect(store.log).toEqual(['open run', 'append a', 'close']);
      });
    }
  });

  it('should end at a write that fails for another reason', () => {
    const reasons = [
      new StoreWriteError('/disk/run', 'EIO', undefined),
      Object.assign(new Error('no space'), { full: true }),
    ];
    for (const reason of reasons) {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-b-|', values);
        const e1subs = '   ^!';
        const expected = ' -#';

        const result$ = e1.pipe(storeTo(fullStore(1, reason), RUN));
        expectObservable(result$).toBe(expected, values, reason);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    }
  });

  it('should end when the store fails otherwise while it waits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const gone = new Error('device is gone');
      let calls = 0;
      const store = scriptedStore({
        append: () => {
          throw calls++ === 0 ? FULL : gone;
        },
      });
      const e1 = cold('  -a----|', values);
      const e1subs = '   ^---!';
      const expected = ' ----#';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, gone);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should give the wait up on unsubscribe, and close the run as open', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const store = fullStore(Infinity);
      const e1 = cold('  -a-b--', values);
      const e1subs = '   ^----!';
      const expected = ' ------';
      const unsub = '    -----!';

      expectObservable(e1.pipe(storeTo(store, RUN)), unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'append a', 'close']);
      expect(store.closedAs).toEqual(['open']);
    });
  });

  it('should not wait for room that is found missing after unsubscribe', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ append: () => later(scheduler, 4, FULL) });
      const { flow, told } = listening(scheduler);
      const e1 = cold('  -a------', values);
      const e1subs = '   ^--!';
      const expected = ' --------';
      const unsub = '    ---!';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, flow })), unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'close']);
      expect(told).toEqual([]);
    });
  });

  it('should leave no try behind for whoever unsubscribes on being told', () => {
    marbles(({ cold, scheduler, expectObservable, flush }) => {
      const store = fullStore(Infinity);
      const flow = createFlow();
      const timers = spyOn(asyncScheduler, 'schedule').and.callThrough();
      const left: boolean[] = [];
      const result$ = cold('-a', values).pipe(storeTo(store, { ...RUN, flow }));
      const subscription = result$.subscribe();
      flow.events$.subscribe(({ type }) => {
        if (type !== 'storeFull') return;
        subscription.unsubscribe();
        left.push(timers.calls.mostRecent().returnValue.closed);
      });

      expectObservable(cold('20ms |')).toBe('20ms |');
      flush();
      expect(scheduler.frame).toBeGreaterThan(10);
      expect(left).toEqual([true]);
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    });
  });

  it('should store what was read when the source has failed meanwhile', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const failed = new Error('source failed');
      const e1 = cold('  -a-#', values, failed);
      const e1subs = '   ^--!';
      const expected = ' -------(a#)';

      const result$ = e1.pipe(storeTo(fullStore(2), RUN));
      expectObservable(result$).toBe(expected, values, failed);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should store what was read when the run is drained meanwhile, and leave it open', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const store = fullStore(2);
      let next = 0;
      const result$ = fromSource({ pull: () => [next++] }).pipe(
        drainWhen(cold('--x')),
        chunkBy(1),
        processChunks((items: readonly number[]) => items, { concurrency: 1, prefetch: 0 }),
        storeTo(store, { ...RUN, prefetch: 0 }),
      );
      const stored: number[] = [];
      result$.subscribe({ next: ({ values: [value] }) => stored.push(value as number) });

      expectObservable(cold('20ms |')).toBe('20ms |');
      flush();
      expect(stored.length).toBe(next);
      expect(store.closedAs).toEqual(['open']);
    });
  });
});
