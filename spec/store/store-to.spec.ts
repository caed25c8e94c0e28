import {
  concat,
  defer,
  map,
  mergeMap,
  Observable,
  of,
  repeat,
  retry,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { RunExistsError } from '../../src/core/run-exists-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { storeTo, type StoreToOptions } from '../../src/store/store-to.js';
import type { Storable } from '../../src/store/storable.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { emptyStore, later, newRun, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
const FAILED = new Error('source failed');

describe('storeTo', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ append: () => later(scheduler, 3) });
      const e1 = cold('  a-b------|', values);
      const e1subs = '   ^--------!';
      const expected = ' ---a--b--|';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, prefetch: 1 }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    expect(claimWarnings()).toEqual([jasmine.stringContaining('no source above it listens')]);
  });

  it('should complete with an empty source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  --|', values);
      const e1subs = '   ^-!';
      const expected = ' --|';

      expectObservable(e1.pipe(storeTo(scriptedStore(), RUN))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should go on for ever with a source that never ends', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -', values);
      const e1subs = '   ^';
      const expected = ' -';

      expectObservable(e1.pipe(storeTo(scriptedStore(), RUN))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on a single result', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  (a|)', values);
      const e1subs = '   (^!)';
      const expected = ' (a|)';

      expectObservable(e1.pipe(storeTo(scriptedStore(), RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on many results, each when it is written', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ append: () => later(scheduler, 1) });
      const e1 = cold('  -a--b--c--|', values);
      const e1subs = '   ^---------!';
      const expected = ' --a--b--c-|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on an error of the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a--#', values, FAILED);
      const e1subs = '   ^---!';
      const expected = ' -a--#';

      const result$ = e1.pipe(storeTo(scriptedStore(), RUN));
      expectObservable(result$).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on an error at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  #', values, FAILED);
      const e1subs = '   (^!)';
      const expected = ' #';

      const result$ = e1.pipe(storeTo(scriptedStore(), RUN));
      expectObservable(result$).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should allow unsubscribing early and explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a--b--c-|', values);
      const e1subs = '   ^----!';
      const expected = ' -a--b-';
      const unsub = '    -----!';

      expectObservable(e1.pipe(storeTo(scriptedStore(), RUN)), unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a--b--c-|', values);
      const e1subs = '   ^----!';
      const expected = ' -a--b-';
      const unsub = '    -----!';

      const result$ = e1.pipe(
        mergeMap((result) => of(result)),
        storeTo(scriptedStore(), RUN),
        mergeMap((result) => of(result)),
      );
      expectObservable(result$, unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should hand on the very object that it was given', () => {
    const seen: unknown[] = [];
    of(values.a, values.b)
      .pipe(storeTo(scriptedStore(), RUN))
      .subscribe((result) => seen.push(result));

    expect(seen[0]).toBe(values.a);
    expect(seen[1]).toBe(values.b);
  });

  it('should stop listening to a synchronous observable when unsubscribed', () => {
    const emitted: number[] = [];
    const source$ = new Observable<Storable>((subscriber) => {
      for (let i = 0; !subscriber.closed && i < 10; i++) {
        emitted.push(i);
        subscriber.next(resultOf([i], i));
      }
    });
    const store = scriptedStore();
    source$.pipe(storeTo(store, RUN), take(3)).subscribe();

    expect(emitted).toEqual([0, 1, 2]);
    expect(store.log).toEqual(['open run', 'append 0', 'append 1', 'append 2', 'close']);
  });

  it('should keep the order of a result that is emitted while another is handed on', () => {
    const source$ = new Subject<Storable>();
    const store = scriptedStore();
    const seen: unknown[] = [];
    source$.pipe(storeTo(store, { ...RUN, prefetch: 2 })).subscribe((result) => {
      seen.push(result);
      if (result === values.a) {
        source$.next(values.b);
        source$.complete();
      }
    });
    source$.next(values.a);

    expect(seen).toEqual([values.a, values.b]);
    expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
  });

  it('should close the run once when it is unsubscribed inside the last value', () => {
    const store = scriptedStore();
    const stop$ = new Subject<void>();
    const seen: string[] = [];
    const subscription = stop$
      .pipe(
        map(() => values.a),
        take(1),
        storeTo(store, RUN),
      )
      .subscribe({
        next: () => {
          seen.push('next');
          subscription.unsubscribe();
        },
        complete: () => seen.push('complete'),
      });
    stop$.next();

    expect(seen).toEqual(['next']);
    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should close the run once when it is unsubscribed inside complete', () => {
    const store = scriptedStore();
    const source$ = new Subject<Storable>();
    const subscription = source$
      .pipe(storeTo(store, RUN))
      .subscribe({ complete: () => subscription.unsubscribe() });
    source$.next(values.a);
    source$.complete();

    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should write nothing of what the source emits after unsubscribe', () => {
    const store = scriptedStore();
    let emit: (result: Storable) => void = () => undefined;
    const rude$ = new Observable<Storable>((subscriber) => {
      emit = (result) => subscriber.next(result);
    });
    rude$.pipe(storeTo(store, RUN)).subscribe().unsubscribe();
    emit(values.a);

    expect(store.log).toEqual(['open run', 'close']);
  });

  it('should share nothing between two subscribers', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const append = () => later(scheduler, 2);
      const store = { ...emptyStore(), open: () => ({ ...newRun(), append }) };
      const e1 = hot('   -a----b--|', values);
      const e1subs = ['  ^--------!', '---^-----!'];
      const expected = ' ---a----b|';
      const sub2 = '     ---^------';
      const second = '   --------b|';

      const result$ = e1.pipe(storeTo(store, RUN));
      expectObservable(result$).toBe(expected, values);
      expectObservable(result$, sub2).toBe(second, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should be used again, on another source', () => {
    const store = scriptedStore();
    const stored = storeTo(store, RUN);
    of(values.a).pipe(stored).subscribe();
    of(values.b).pipe(stored).subscribe();

    expect(store.log).toEqual(['open run', 'append a', 'close', 'open run', 'append b', 'close']);
  });

  it('should open the store anew on repeat', () => {
    const store = scriptedStore({ found: { done: [] } });
    of(values.a).pipe(storeTo(store, RUN), repeat(2)).subscribe();

    expect(store.log).toEqual(['open run', 'append a', 'close', 'open run', 'append a', 'close']);
  });

  it('should open the store anew on retry, when the first try is written and closed', () => {
    const store = scriptedStore({ found: { done: [] } });
    const answers: Observable<Storable>[] = [throwError(() => FAILED), of(values.b)];
    const source$ = defer(() => concat(of(values.a), answers.shift() ?? of()));
    const seen: unknown[] = [];
    source$.pipe(storeTo(store, RUN), retry(1)).subscribe((result) => seen.push(result));

    expect(seen).toEqual([values.a, values.a, values.b]);
    expect(store.log).toEqual([
      ...['open run', 'append a', 'close'],
      ...['open run', 'append a', 'append b', 'close'],
    ]);
  });

  it('should refuse a run that exists where it must not be resumed', () => {
    const store = memoryStore();
    const errors: unknown[] = [];
    const stored = storeTo(store, { runId: 'enrich', resume: false });
    of(values.a).pipe(stored).subscribe();
    of(values.b)
      .pipe(stored)
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([jasmine.any(RunExistsError)]);
  });

  it('should store results of chunks that can be read back in order', async () => {
    const store = memoryStore();
    const work = async (rows: readonly number[]) => rows.map((row) => row * row);
    const run$ = fromSource([1, 2, 3, 4, 5]).pipe(
      chunkBy(2),
      processChunks(work, { concurrency: 3 }),
      storeTo(store, RUN),
    );
    await new Promise<void>((resolve) => run$.subscribe({ complete: resolve }));

    const read: StoredOutcome[] = [];
    fromSource(store.results('run'), { flow: null }).subscribe((outcome) => read.push(outcome));
    expect(read.map((outcome) => 'value' in outcome && outcome.value)).toEqual([1, 4, 9, 16, 25]);
  });

  it('should store chunks of outcomes under the positions that they carry', () => {
    const store = memoryStore();
    const inners = [new Subject<string>(), new Subject<string>(), new Subject<string>()];
    fromSource([0, 1, 2])
      .pipe(
        mapConcurrent((i) => inners[i] ?? of(''), { outcomes: true }),
        chunkBy(2),
        storeTo(store, RUN),
      )
      .subscribe();
    inners[2]?.next('c');
    inners[2]?.complete();
    inners[0]?.error(FAILED);
    inners[1]?.next('b');
    inners[1]?.complete();

    const read: StoredOutcome[] = [];
    fromSource(store.results('run'), { flow: null }).subscribe((outcome) => read.push(outcome));
    expect(read).toEqual([
      { position: 0, status: 'rejected', reason: FAILED },
      { position: 1, status: 'fulfilled', value: 'b' },
      { position: 2, status: 'fulfilled', value: 'c' },
    ]);
  });

  it('should refuse inputs that are no results, and close the run', () => {
    const plain = resultOf(['a']).chunk;
    for (const other of [plain, ['a'], 'a', undefined, null, { items: [] }]) {
      const store = scriptedStore();
      const errors: unknown[] = [];
      of(values.a, other as unknown as Storable, values.b)
        .pipe(storeTo(store, RUN))
        .subscribe({ error: (error: unknown) => errors.push(error) });

      expect(errors).toEqual([
        jasmine.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }),
      ]);
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    }
  });

  it('should take run names that any file system and database takes', () => {
    const names = ['a', '7', 'enrich-2026', 'A.b_c-9', 'x'.repeat(128)];
    for (const runId of names) {
      const store = scriptedStore();
      of(values.a).pipe(storeTo(store, { runId })).subscribe();
      expect(store.log[0]).toBe(`open ${runId}`);
    }
  });

  it('should refuse other run names at the call', () => {
    const names = [
      '',
      '.',
      '..',
      '-x',
      '_x',
      '.x',
      'a b',
      'a/b',
      'a\\b',
      'ä',
      'a\n',
      'x'.repeat(129),
    ];
    for (const runId of names) {
      expect(() => storeTo(scriptedStore(), { runId }))
        .withContext(JSON.stringify(runId))
        .toThrowMatching((error: Error & { code: string }) => {
          return error instanceof RangeError && error.code === 'ERR_OUT_OF_RANGE';
        });
    }
  });

  it('should refuse a call without a run name', () => {
    for (const options of [undefined, {}, { runId: undefined }, { runId: 7 }, { runId: null }]) {
      expect(() => storeTo(scriptedStore(), options as unknown as StoreToOptions))
        .withContext(JSON.stringify(options))
        .toThrowMatching((error: Error) => error instanceof TypeError);
    }
  });

  it('should keep a named flow closed while it is full', () => {
    marbles(({ scheduler, cold, expectObservable }) => {
      const flow = createFlow();
      const store = scriptedStore({ append: () => later(scheduler, 3) });
      const result$ = fromSource([values.a, values.b], { flow }).pipe(
        storeTo(store, { ...RUN, flow, prefetch: 0 }),
      );
      const states = cold('  --o--o--o').pipe(map(() => flow.open));
      const expected = '     --n--n--y';

      expectObservable(states).toBe(expected, { n: false, y: true });
      expectObservable(result$).toBe('---a--(b|)', values);
    });
  });
});

// Of RxJS's cases of mergeMap those of concurrency 1 apply, with a write as the inner; they are above
// and in commits.spec.ts ("one after another", "error at once", "give up the rest"). Not applicable:
// - resultSelector, inner arrays, nested merges, interop inners: a write gives no values.
// - concurrency 2 and more: a run is written by one lane.
// - a scheduler, timers, handles: storeTo has no clock. Abort listeners: a store gets no signal.
