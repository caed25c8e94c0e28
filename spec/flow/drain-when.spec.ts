import { EMPTY, map, NEVER, of, Subject, throwError, timer, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { drainWhen } from '../../src/flow/drain-when.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { Probe, probedSources } from '../support/probe.js';
import { later, scriptedStore } from '../support/scripted-store.js';

describe('drainWhen', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  a-b-c-d-e');
      const e2 = hot('   -----s---');
      const e1subs = '   ^----!   ';
      const items = '    a-b-c|   ';
      const expected = ' ----x--(y|)';
      const values = { x: 'ab', y: 'c' };

      const item$ = e1.pipe(drainWhen(e2));
      const joined = (chunk: readonly string[]) => timer(2).pipe(map(() => [...chunk]));
      const result$ = item$.pipe(
        chunkBy(2),
        processChunks(joined),
        map(({ chunk }) => chunk.items.join('')),
      );
      expectObservable(item$).toBe(items);
      expectObservable(result$).toBe(expected, values);
      flush();
      expectSubscriptions(e1.subscriptions).toBe([e1subs, e1subs]);
      expectSubscriptions(e2.subscriptions).toBe([e1subs, e1subs]);
    });
  });

  it('should complete with the source, and leave the notifier', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-|');
      const e2 = hot('   --------s');
      const subs = '     ^----!';

      expectObservable(e1.pipe(drainWhen(e2))).toBe('-a-b-|');
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(e2.subscriptions).toBe(subs);
    });
  });

  it('should not mind a notifier that ends without a value', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-|');
      const e2 = cold('  --|');
      const e1subs = '   ^----!';
      const e2subs = '   ^-!';

      expectObservable(e1.pipe(drainWhen(e2))).toBe('-a-b-|');
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
    });
  });

  it('should fail with the source, and with the notifier', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-#');
      const e2 = hot('   -----#');
      const e3 = cold('  -a-b-c-d');
      const e1subs = '   ^--!';
      const e3subs = '   ^----!';

      expectObservable(e1.pipe(drainWhen(NEVER))).toBe('-a-#');
      expectObservable(e3.pipe(drainWhen(e2))).toBe('-a-b-#');
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e3.subscriptions).toBe(e3subs);
    });
  });

  it('should leave both when it is left', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c');
      const e2 = hot('   ------s');
      const subs = '     ^---!';

      expectObservable(e1.pipe(drainWhen(e2)), subs).toBe('-a-b');
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(e2.subscriptions).toBe(subs);
    });
  });

  it('should read nothing if it is to drain from the start', () => {
    for (const now$ of [of('now'), of(1, 2, 3), throwError(() => 'failed')]) {
      const probe = new Probe();
      const source = probedSources['generator']?.(probe) ?? (() => []);
      const seen: unknown[] = [];
      fromSource(source)
        .pipe(drainWhen(now$ as Observable<unknown>))
        .subscribe({ error: (e) => seen.push(e), complete: () => seen.push('complete') });

      expect([probe.pulls, seen.length]).toEqual([0, 1]);
    }
  });

  it('should end a source that is read on demand, and give it back', () => {
    const probe = new Probe();
    const stop$ = new Subject<void>();
    const source = probedSources['generator']?.(probe) ?? (() => []);
    fromSource(source)
      .pipe(
        drainWhen(stop$),
        chunkBy(2),
        processChunks(() => NEVER, { concurrency: 1, prefetch: 0 }),
      )
      .subscribe();
    expect([probe.pulls, probe.closed]).toEqual([2, 0]);
    stop$.next();

    expect([probe.pulls, probe.closed]).toEqual([2, 1]);
  });

  it('should take a notifier that reads a source, which does not wait for the gate below', () => {
    const probe = new Probe();
    const source = probedSources['generator']?.(probe) ?? (() => []);
    let ended = false;
    fromSource(source)
      .pipe(
        drainWhen(fromSource([1], { flow: null })),
        chunkBy(2),
        processChunks(() => NEVER, { concurrency: 1, prefetch: 0 }),
      )
      .subscribe({ complete: () => (ended = true) });

    expect([ended, probe.pulls]).toEqual([true, 0]);
  });

  describe('above a store', () => {
    const keep = <T>(items: readonly T[]) => [...items];

    it('should have what was read stored before the end, and the run left open', () => {
      marbles(({ cold, hot, scheduler, expectObservable, expectSubscriptions, flush }) => {
        const store = scriptedStore({ append: () => later(scheduler, 3) });
        const e1 = cold('  a-b-c-d-e-|');
        const e2 = hot('   -----s-----');
        const e1subs = '   ^----!';
        const expected = ' -----x--(y|)';
        const result$ = e1.pipe(
          drainWhen(e2),
          chunkBy(2),
          processChunks(keep),
          storeTo(store, { runId: 'run' }),
          map(({ values }) => values.join('')),
        );

        expectObservable(result$).toBe(expected, { x: 'ab', y: 'c' });
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        flush();
        expect(store.closedAs).toEqual(['open']);
        // A cold Observable does not listen to a gate.
        claimWarnings();
      });
    });

    it('should tell all stores below', () => {
      const stores = [scriptedStore(), scriptedStore()] as const;
      const stop$ = new Subject<void>();
      const source$ = new Subject<number>();
      source$
        .pipe(
          drainWhen(stop$),
          chunkBy(1),
          processChunks(keep),
          storeTo(stores[0], { runId: 'run' }),
          storeTo(stores[1], { runId: 'run' }),
        )
        .subscribe();
      source$.next(1);
      stop$.next();

      expect(stores.map(({ closedAs }) => closedAs)).toEqual([['open'], ['open']]);
    });

    it('should let a run that has come to its end before count as completed', () => {
      const store = scriptedStore();
      const stop$ = new Subject<void>();
      of(1)
        .pipe(drainWhen(stop$), chunkBy(1), processChunks(keep), storeTo(store, { runId: 'run' }))
        .subscribe();
      stop$.next();

      expect(store.closedAs).toEqual(['completed']);
    });

    it('should be of no effect for a notifier that completes', () => {
      const store = scriptedStore();
      of(1)
        .pipe(drainWhen(EMPTY), chunkBy(1), processChunks(keep), storeTo(store, { runId: 'run' }))
        .subscribe();

      expect(store.closedAs).toEqual(['completed']);
    });
  });

  it('should refuse what is no notifier, at the call', () => {
    expect(() => drainWhen(1 as never)).toThrowMatching(
      (error: { code?: string }) => error.code === 'ERR_INVALID_ARG_TYPE',
    );
  });
});
