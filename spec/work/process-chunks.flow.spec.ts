import {
  count,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  Observable,
  range,
  Subject,
  tap,
  type MonoTypeOperatorFunction,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { gateBelow } from '../../src/flow/reach.js';
import type { Report } from '../../src/flow/report.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import { after, alone, words } from '../support/chunk-works.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { later, scriptedStore } from '../support/scripted-store.js';

describe('flow of processChunks', () => {
  describe('to its source', () => {
    const oneLane = '---a--b--c--(d|)';
    const twoLanes = '-----(ab)-(cd)-(ef|)';
    const cases: [number, number, string, string, Record<number, number>][] = [
      [1, 0, 'abcd', oneLane, { 0: 1, 3: 1, 6: 1, 9: 1 }],
      [1, 1, 'abcd', oneLane, { 0: 2, 3: 1, 6: 1 }],
      [1, 4, 'abcd', oneLane, { 0: 4 }],
      [2, 0, 'abcdef', twoLanes, { 0: 2, 5: 2, 10: 2 }],
      [2, 1, 'abcdef', twoLanes, { 0: 3, 5: 2, 10: 1 }],
      [2, 3, 'abcdef', twoLanes, { 0: 5, 5: 1 }],
    ];
    for (const [concurrency, prefetch, items, expected, pulls] of cases) {
      it(`should have it read for lanes: ${concurrency}, prefetch: ${prefetch}`, () => {
        marbles(({ scheduler, expectObservable, flush }) => {
          const { source, perFrame } = visiblePulls(items, () => scheduler.now());
          const work = processChunks(after(concurrency === 1 ? 3 : 5), { concurrency, prefetch });

          expectObservable(fromSource(source).pipe(alone(), work, words())).toBe(expected);
          flush();
          expect(perFrame).toEqual(pulls);
        });
      });
    }

    it('should have 4 lanes and a prefetch of 1 where nothing is said', () => {
      const { source, perFrame } = visiblePulls('abcdefgh');
      let running = 0;
      fromSource(source)
        .pipe(
          alone(),
          processChunks(() => {
            running++;
            return NEVER;
          }),
        )
        .subscribe();

      expect(running).toBe(4);
      expect(perFrame).toEqual({ 0: 5 });
    });

    it('should count what is kept for order', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcdefgh', () => scheduler.now());
        const unsub = '    ---------!';
        const expected = ' ----------';

        const work = ([item = '']: readonly string[]) => (item === 'a' ? NEVER : after(2)([item]));
        const result = fromSource(source).pipe(alone(), processChunks(work, { ordered: true }));
        expectObservable(result, unsub).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 5 });
      });
    });

    it('should have it read on past a slow chunk where no order is kept', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcd', () => scheduler.now());
        const expected = ' --b-c-d--(a|)';

        const work = ([item = '']: readonly string[]) => after(item === 'a' ? 9 : 2)([item]);
        const options = { concurrency: 2, prefetch: 0 };
        const result = fromSource(source).pipe(alone(), processChunks(work, options), words());
        expectObservable(result).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 2, 2: 1, 4: 1 });
      });
    });

    it('should pull no chunk ahead of the open one', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcdef', () => scheduler.now());
        const expected = ' -----v----w----(x|)';
        const values = { v: 'ab', w: 'cd', x: 'ef' };

        const work = processChunks(after(5), { concurrency: 1, prefetch: 0 });
        const result = fromSource(source).pipe(chunkBy(2), work, words());
        expectObservable(result).toBe(expected, values);
        flush();
        expect(perFrame).toEqual({ 0: 2, 5: 2, 10: 2 });
      });
    });

    it('should close an explicit flow while its slots are taken', () => {
      marbles(({ scheduler, cold, expectObservable, expectSubscriptions }) => {
        const flow = createFlow();
        const open: Record<number, boolean> = {};
        for (const frame of [0, 2, 4]) {
          scheduler.schedule(() => (open[frame] = flow.open), frame);
        }
        const e1 = cold('  -a---|');
        const e1subs = '   ^----!';
        const expected = ' ---a-|';

        const options = { concurrency: 1, prefetch: 0, flow };
        const result = e1.pipe(alone(), processChunks(after(2), options), words());
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        scheduler.schedule(() => {
          expect(open).toEqual({ 0: true, 2: false, 4: true });
        }, 5);
      });
      expect(claimWarnings().length).toBe(1);
    });
  });

  describe('from what is below', () => {
    /** Notes the frame in which each chunk is started. */
    const noting = (starts: string[], now: () => number) => (items: readonly string[]) => {
      starts.push(`${now()}${items.join('')}`);
      return after(1)(items);
    };

    it('should start nothing that is queued while a store is full', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcd', () => scheduler.now());
        const starts: string[] = [];
        const store = scriptedStore({ append: () => later(scheduler, 10) });
        const expected = ' -----------a---------b----------c---------(d|)';

        const work = noting(starts, () => scheduler.now());
        const result = fromSource(source).pipe(
          alone(),
          processChunks(work, { concurrency: 2, prefetch: 1 }),
          storeTo(store, { runId: 'r', prefetch: 0 }),
          words(),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(starts).toEqual(['0a', '0b', '21c', '21d']);
        expect(perFrame).toEqual({ 0: 3, 21: 1 });
      });
    });

    it('should start nothing before a store is open', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const starts: string[] = [];
        const store = scriptedStore({ open: () => later(scheduler, 5) });
        const expected = ' ------(ab|)';

        const result = fromSource(['a', 'b'], { flow: null }).pipe(
          alone(),
          processChunks(noting(starts, () => scheduler.now())),
          storeTo(store, { runId: 'r' }),
          words(),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(starts).toEqual(['5a', '5b']);
      });
    });

    it('should start nothing that is queued while other work below is full', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source } = visiblePulls('abc', () => scheduler.now());
        const starts: string[] = [];
        const expected = ' -----a----b----(c|)';

        const result = fromSource(source).pipe(
          alone(),
          processChunks(
            noting(starts, () => scheduler.now()),
            { concurrency: 1, prefetch: 2 },
          ),
          words(),
          alone(),
          processChunks(after(4), { concurrency: 1, prefetch: 0 }),
          words(),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(starts).toEqual(['0a', '5b', '10c']);
      });
    });

    it('should end what was accepted while the flow below is paused', () => {
      marbles(({ scheduler, hot, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcdef', () => scheduler.now());
        const pause = hot(' -t-------f', { t: true, f: false });
        const expected = ' --a-b-c----d-e-(f|)';

        const result = fromSource(source).pipe(
          alone(),
          processChunks(after(2), { concurrency: 1, prefetch: 2 }),
          words(),
          pauseWhen(pause),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 3, 9: 3 });
      });
    });

    it('should mind nothing of it with flow: null', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcd', () => scheduler.now());
        const starts: string[] = [];
        const unsub = '    ----!';
        const expected = ' -----';

        const work = noting(starts, () => scheduler.now());
        const result = fromSource(source).pipe(
          alone(),
          processChunks(work, { concurrency: 1, prefetch: 0, flow: null }),
          storeTo(scriptedStore({ append: () => later(scheduler, 10) }), { runId: 'r' }),
        );
        expectObservable(result, unsub).toBe(expected);
        flush();
        expect(starts).toEqual(['0a', '1b', '2c', '3d']);
        expect(perFrame).toEqual({ 0: 1, 1: 1, 2: 1, 3: 1 });
      });
      expect(claimWarnings()).toEqual([jasmine.stringContaining('storeTo: its slots are full')]);
    });
  });

  describe('that nobody asked for', () => {
    /** A source that no gate reaches, below it one lane; says what becomes of so many chunks. */
    const flood = (work: () => Observable<undefined>) => {
      const source = new Subject<number[]>();
      const seen: unknown[] = [];
      const options = { concurrency: 1, prefetch: 0 };
      source.pipe(processChunks<number, undefined>(work, options)).subscribe({
        next: () => seen.push('result'),
        error: (error: unknown) => seen.push(error),
      });
      const give = (chunks: number) => {
        for (let i = 0; i < chunks; i++) source.next([i]);
      };
      return { give, seen };
    };

    it('should hold 1,000 chunks, and end the run once with the next', () => {
      let aborted = 0;
      const { give, seen } = flood(
        () =>
          new Observable(() => () => {
            aborted++;
          }),
      );
      give(1 + 1000);
      expect(seen).toEqual([]);

      give(10);
      expect(seen).toEqual([
        jasmine.objectContaining({
          name: 'BufferOverflowError',
          operator: 'processChunks',
          held: 1001,
          limit: 1000,
        }),
      ]);
      expect(aborted).toBe(1);
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('processChunks: its slots are full'),
        jasmine.stringContaining('processChunks: 1000 values came that nobody asked for'),
      ]);
    });

    it('should begin to count anew when it has caught up', () => {
      let busy: Subject<undefined> | undefined = new Subject();
      const { give, seen } = flood(() => busy ?? EMPTY);
      for (let round = 0; round < 3; round++) {
        const first = (busy = new Subject());
        give(900);
        busy = undefined;
        first.complete();
      }

      expect(seen.length).toBe(2700);
      expect(seen).not.toContain(jasmine.any(Error));
      expect(claimWarnings().length).toBe(1);
    });

    it('should not be mistaken for the tail of a pull, however long', () => {
      marbles(({ expectObservable }) => {
        const expected = ' 1500ms (x|)';

        const result = fromSource([0]).pipe(
          mergeMap(() => range(0, 1500)),
          alone(),
          processChunks(after(1), { concurrency: 1, prefetch: 0 }),
          count(),
        );
        expectObservable(result).toBe(expected, { x: 1500 });
      });
    });
  });

  describe('of reports', () => {
    /** Stands where adaptive chunkers do. */
    const listen =
      <T>(reports: Report[]): MonoTypeOperatorFunction<T> =>
      (source) =>
        new Observable<T>((subscriber) => {
          gateBelow(subscriber)?.onReport((report) => reports.push(report));
          return source.subscribe(subscriber);
        });

    it('should tell those above what each chunk was, took and became', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const reports: Report[] = [];
        const e1 = cold('  a-b-(c|)', { a: ['a', 'A'], b: ['b'], c: ['c'] });
        const e1subs = '   ^---!';
        const expected = ' ----(xyz|)';

        const frames: Record<string, number> = { a: 4, b: 2, c: 0 };
        const work = (items: readonly string[]) => {
          const [item = ''] = items;
          if (item === 'c') throw 'broken';
          const outcomes = items.map((reason) => ({ status: 'rejected' as const, reason }));
          const answer = after(frames[item] ?? 0)(items);
          return item === 'b' ? answer.pipe(map(() => settled<string>(outcomes))) : answer;
        };
        const result = e1.pipe(listen(reports), processChunks(work));
        expectObservable(result.pipe(map(({ chunk }) => chunk.items.length))).toBe(expected, {
          x: 1,
          y: 2,
          z: 1,
        });
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        flush();
        expect(reports).toEqual([
          { type: 'settled', size: 1, weight: 1, ms: 0, outcome: 'rejected', reason: 'broken' },
          { type: 'settled', size: 2, weight: 2, ms: 4, outcome: 'fulfilled' },
          { type: 'settled', size: 1, weight: 1, ms: 2, outcome: 'fulfilled' },
        ]);
      });
    });

    it('should build none where nobody listens', () => {
      const report = spyOn(Gate.prototype, 'report').and.callThrough();
      const reports: Report[] = [];
      fromSource([['a']])
        .pipe(processChunks((items) => items))
        .subscribe();
      expect(report).not.toHaveBeenCalled();

      fromSource([['a']])
        .pipe(
          listen(reports),
          processChunks((items) => items),
        )
        .subscribe();
      expect(report).toHaveBeenCalledTimes(1);
    });
  });

  it('should leave its source first, then abort its work, then open its gate to others', () => {
    const flow = createFlow();
    const order: string[] = [];
    const source = new Observable<string[]>((subscriber) => {
      subscriber.next(['a']);
      return () => order.push(`source left, gate ${flow.open ? 'open' : 'closed'}`);
    });
    const work = () =>
      new Observable<undefined>(() => () => {
        order.push(`work left, gate ${flow.open ? 'open' : 'closed'}`);
      });
    source
      .pipe(
        processChunks(work, { concurrency: 1, prefetch: 0, flow }),
        tap({ finalize: () => order.push(`all left, gate ${flow.open ? 'open' : 'closed'}`) }),
      )
      .subscribe()
      .unsubscribe();

    expect(order).toEqual([
      'source left, gate closed',
      'work left, gate closed',
      'all left, gate open',
    ]);
    expect(claimWarnings().length).toBe(1);
  });
});
