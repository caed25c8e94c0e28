import {
  concat,
  EMPTY,
  merge,
  mergeMap,
  mergeWith,
  NEVER,
  of,
  Subject,
  takeUntil,
  throwError,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import type { Progress } from '../../src/progress/progress.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings, expectUnhandled } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { Deferred, resultOf, scriptedStore } from '../support/scripted-store.js';

/** RxJS reports what a consumer throws in a macrotask. */
const macrotask = () => new Promise((resolve) => setTimeout(resolve, 1));
const THROWN = new Error('thrown by the observer');

/** Everything that is told, and the latest of it. */
class Told {
  readonly all: Progress[] = [];
  readonly next = (progress: Progress) => {
    this.all.push(progress);
  };

  get latest(): Progress | undefined {
    return this.all.at(-1);
  }

  /** Told without a delay, so that a spec can ask after each step. */
  get operator() {
    return trackProgress<unknown>({ to: this.next, sample: 0 });
  }
}

describe('Watch', () => {
  it('should see what runs and what waits in every stage above it', () => {
    const told = new Told();
    const working: Subject<void>[] = [];
    const work = () => {
      const answer = new Subject<void>();
      working.push(answer);
      return answer;
    };
    const subscription = fromSource([1, 2, 3, 4, 5, 6, 7, 8, 9])
      .pipe(chunkBy(2), processChunks(work, { concurrency: 2, prefetch: 1 }), told.operator)
      .subscribe();
    working[0]?.complete();

    // 3, 4 run and 5, 6 wait; the source is asked again when this turn ends.
    expect(told.latest).toEqual(jasmine.objectContaining({ done: 2, running: 2, waiting: 2 }));
    subscription.unsubscribe();
  });

  it('should see what a chunker holds as waiting', () => {
    const told = new Told();
    const row$ = new Subject<number>();
    const subscription = row$
      .pipe(
        chunkBy(2),
        processChunks(() => undefined),
        told.operator,
      )
      .subscribe();
    for (const row of [1, 2, 3]) row$.next(row);
    expect(told.latest).toEqual(jasmine.objectContaining({ done: 2, waiting: 0 }));
    row$.next(4);
    row$.next(5);
    row$.complete();
    expect(told.latest).toEqual(jasmine.objectContaining({ done: 5, running: 0, waiting: 0 }));
    subscription.unsubscribe();
  });

  it('should wait for the start while the store is opening', () => {
    const told = new Told();
    const tick$ = new Subject<number>();
    const store = scriptedStore({ open: () => new Deferred() });
    const subscription = fromSource([1, 2, 3])
      .pipe(
        chunkBy(1),
        processChunks(() => undefined),
        storeTo(store, { runId: 'run' }),
        mergeWith(tick$),
        told.operator,
      )
      .subscribe();
    tick$.next(0);

    expect(told.latest?.waitingOn).toBe('start');
    subscription.unsubscribe();
  });

  it('should wait for the store while that is full', () => {
    const told = new Told();
    const tick$ = new Subject<number>();
    const store = scriptedStore({ append: () => new Deferred() });
    const subscription = fromSource([1, 2, 3, 4, 5, 6, 7, 8, 9])
      .pipe(
        chunkBy(1),
        processChunks(() => undefined, { concurrency: 1 }),
        storeTo(store, { runId: 'run' }),
        mergeWith(tick$),
        told.operator,
      )
      .subscribe();
    tick$.next(0);

    expect(told.latest).toEqual(
      jasmine.objectContaining({ waitingOn: 'store', running: 1, waiting: 1 }),
    );
    subscription.unsubscribe();
  });

  it('should wait for work while that is full', () => {
    const chunk$ = fromSource([1, 2, 3, 4, 5, 6]).pipe(chunkBy(1));
    for (const worked$ of [
      chunk$.pipe(processChunks<number, never>(() => NEVER, { concurrency: 2, prefetch: 1 })),
      chunk$.pipe(mapConcurrent(() => NEVER, { concurrency: 2, prefetch: 1 })),
    ]) {
      const told = new Told();
      const tick$ = new Subject<number>();
      const subscription = merge<unknown[]>(worked$, tick$).pipe(told.operator).subscribe();
      tick$.next(0);

      expect(told.latest).toEqual(
        jasmine.objectContaining({ waitingOn: 'work', running: 2, waiting: 1 }),
      );
      subscription.unsubscribe();
    }
  });

  it('should wait for the pause to end', () => {
    const told = new Told();
    const tick$ = new Subject<number>();
    const subscription = fromSource([1, 2, 3])
      .pipe(pauseWhen(concat(of(true), NEVER)), mergeWith(tick$), told.operator)
      .subscribe();
    tick$.next(0);
    expect(told.latest).toEqual(jasmine.objectContaining({ waitingOn: 'pause', done: 1 }));
    subscription.unsubscribe();
  });

  it('should wait for the end of a pause by hand, as long as a source minds that', () => {
    const told = new Told();
    const flow = createFlow({ paused: true });
    const tick$ = new Subject<number>();
    const left$ = new Subject<void>();
    const subscription = fromSource([1, 2, 3], { flow })
      .pipe(takeUntil(left$), mergeWith(tick$), pauseWhen(NEVER), told.operator)
      .subscribe();
    tick$.next(0);
    const paused = told.latest?.waitingOn;
    left$.next();
    tick$.next(0);

    expect([paused, told.latest?.waitingOn]).toEqual(['pause', 'source']);
    subscription.unsubscribe();
  });

  it('should wait for the source while all stages have room', () => {
    const told = new Told();
    const row$ = new Subject<number>();
    const subscription = fromSource(row$)
      .pipe(
        chunkBy(1),
        processChunks(() => undefined),
        told.operator,
      )
      .subscribe();
    row$.next(1);

    expect(told.latest?.waitingOn).toBe('source');
    subscription.unsubscribe();
  });

  it('should wait for the last work, and then for the store, when the source is over', () => {
    const told = new Told();
    const tick$ = new Subject<number>();
    const [working, writing, closing] = [new Deferred(), new Deferred(), new Deferred()];
    const store = scriptedStore({ append: () => writing, close: () => closing });
    const subscription = fromSource([1])
      .pipe(
        chunkBy(1),
        processChunks(() => working),
        storeTo(store, { runId: 'run' }),
        mergeWith(tick$),
        told.operator,
      )
      .subscribe();
    const waits = [working, writing, closing].map(({ resolve }) => {
      tick$.next(0);
      const waitedOn = told.latest?.waitingOn;
      resolve();
      return waitedOn;
    });

    expect(waits).toEqual(['work', 'store', 'store']);
    subscription.unsubscribe();
  });

  it('should wait for nothing when the run is over', () => {
    for (const end$ of [EMPTY, throwError(() => THROWN)]) {
      const told = new Told();
      concat(fromSource([1]), end$)
        .pipe(
          chunkBy(1),
          processChunks(() => undefined),
          told.operator,
        )
        .subscribe({ error: () => undefined });

      expect(told.latest).toEqual(
        jasmine.objectContaining({ waitingOn: 'nothing', running: 0, waiting: 0, done: 1 }),
      );
    }
  });

  it('should be the root of a pipeline that has no other boundary', () => {
    // Without one fromSource warns.
    const told = new Told();
    fromSource([1, 2, 3]).pipe(told.operator).subscribe();

    expect(told.latest).toEqual(jasmine.objectContaining({ done: 3, state: 'completed' }));
  });

  it('should join a flow that it is given', () => {
    const told = new Told();
    const flow = createFlow({ paused: true });
    const row$ = fromSource([1, 2, 3], { flow });
    row$.pipe(trackProgress({ to: told.next, flow })).subscribe();
    expect(told.all.map(({ done }) => done)).toEqual([0]);
    flow.resume();

    expect(told.latest).toEqual(jasmine.objectContaining({ done: 3, state: 'completed' }));
  });

  it('should report an observer that throws as RxJS reports it, and go on', async () => {
    let calls = 0;
    const to = () => {
      calls++;
      throw THROWN;
    };
    const seen: unknown[] = [];
    of('a', 'b')
      .pipe(trackProgress({ to, sample: 0 }))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    await macrotask();

    expect(seen).toEqual(['a', 'b', 'complete']);
    expect(calls).toBe(4);
    expectUnhandled(THROWN, THROWN, THROWN, THROWN);
  });

  it('should report an observer that throws on completion, and complete', async () => {
    const next = () => undefined;
    const complete = () => {
      throw THROWN;
    };
    const seen: unknown[] = [];
    of('a')
      .pipe(trackProgress({ next, complete }))
      .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    of('b')
      .pipe(
        mergeMap(() => throwError(() => 'failed')),
        trackProgress({ next, complete }),
      )
      .subscribe({ error: (error) => seen.push(error) });
    await macrotask();

    expect(seen).toEqual(['a', 'complete', 'failed']);
    expectUnhandled(THROWN, THROWN);
  });

  it('should call the methods of an observer on the observer', () => {
    class Collected {
      readonly states: string[] = [];
      next({ state }: Progress) {
        this.states.push(state);
      }
      complete() {
        this.states.push('complete');
      }
    }
    const collected = new Collected();
    of(1).pipe(trackProgress(collected)).subscribe();

    expect(collected.states).toEqual(['running', 'completed', 'complete']);
  });

  it('should tell an observer in virtual time without running it in real time', () => {
    marbles(({ cold, expectObservable }) => {
      const e1 = cold('  -a-|');
      const expected = ' -a-|';
      const to = () => {
        throw THROWN;
      };
      expectObservable(e1.pipe(trackProgress(to))).toBe(expected);
    });
    expectUnhandled(THROWN, THROWN);
  });

  it('should not subscribe to the source when its first progress unsubscribes it', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const stop$ = new Subject<void>();
      const e1 = cold('  -a-|');
      const expected = ' |';

      const result$ = e1.pipe(
        trackProgress(() => stop$.next()),
        takeUntil(stop$),
      );
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe([]);
    });
  });

  it('should tell the first progress without a flow of its own around the observer', () => {
    const read: number[] = [];
    const to = () => {
      if (read.length === 0) fromSource([1, 2, 3]).subscribe((row) => read.push(row));
    };
    // The boundary below subscribes while it holds the ambient flow, closed until it has opened.
    const store = scriptedStore({ open: () => new Deferred() });
    of(resultOf(['a']))
      .pipe(trackProgress(to), storeTo(store, { runId: 'run' }))
      .subscribe()
      .unsubscribe();

    expect(read).toEqual([1, 2, 3]);
    expect(claimWarnings()).toEqual([jasmine.stringContaining('fromSource found nothing below')]);
  });
});
