import { NEVER, Observable, of, Subject } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import {
  Deferred,
  emptyStore,
  later,
  newRun,
  resultOf,
  scriptedStore,
} from '../support/scripted-store.js';
import { microtasks } from '../support/ticks.js';

const RUN = { runId: 'run' };
const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
const FAILED = new Error('disk full');

const fail = () => {
  throw FAILED;
};

function watchedFlow() {
  const flow = createFlow();
  const events: FlowEvent[] = [];
  flow.events$.subscribe((event) => {
    if (event.type === 'closeFailed') events.push(event);
  });
  return { flow, events };
}

describe('Commits, closing', () => {
  it('should complete when the store has closed the run', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ close: () => later(scheduler, 3) });
      const e1 = cold('  -a-b-|', values);
      const e1subs = '   ^----!';
      const expected = ' -a-b----|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
    });
  });

  it('should open and close a run without results', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ open: () => later(scheduler, 2) });
      const e1 = cold('  |', values);
      const e1subs = '   (^!)';
      const expected = ' --|';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'close']);
    });
  });

  it('should pass on a source error when all that came before it is written and closed', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({
        append: () => later(scheduler, 3),
        close: () => later(scheduler, 2),
      });
      const e1 = cold('  -a-b#', values, FAILED);
      const e1subs = '   ^---!';
      const expected = ' ----a--b-#';

      const result$ = e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }));
      expectObservable(result$).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
    });
  });

  it('should pass on a source error that came while the store was opening', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({ open: () => later(scheduler, 4) });
      const e1 = cold('  -a#', values, FAILED);
      const e1subs = '   ^-!';
      const expected = ' ----(a#)';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should close once on unsubscribe, and leave a write under way to itself', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ append: () => later(scheduler, 4) });
      const e1 = cold('  -a-b--c-|', values);
      const e1subs = '   ^---!';
      const expected = ' -----';
      const unsub = '    ----!';

      const result$ = e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }));
      expectObservable(result$, unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    });
  });

  it('should error at once when a write fails, and give up the rest', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const written = [undefined, FAILED];
      const store = scriptedStore({ append: () => later(scheduler, 3, written.shift()) });
      const e1 = cold('  (abc)-|', values);
      const e1subs = '   ^-----!';
      const expected = ' ---a--#';

      const result$ = e1.pipe(storeTo(store, { ...RUN, prefetch: 5 }));
      expectObservable(result$).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
    });
  });

  it('should error at once when the store throws on a write', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ append: fail });
      const e1 = cold('  -a-b-|', values);
      const e1subs = '   ^!';
      const expected = ' -#';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    });
  });

  it('should abort the work above when a write fails', () => {
    const store = scriptedStore({ append: fail });
    const signals: AbortSignal[] = [];
    const first = new Subject<void>();
    const errors: unknown[] = [];
    const work = (_items: readonly number[], { signal }: { readonly signal: AbortSignal }) => {
      signals.push(signal);
      return signals.length === 1 ? first : NEVER;
    };
    fromSource([1, 2, 3, 4, 5])
      .pipe(chunkBy(1), processChunks(work, { concurrency: 3, prefetch: 0 }), storeTo(store, RUN))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
    first.complete();

    expect(errors).toEqual([FAILED]);
    expect(signals.slice(1).map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(store.log).toEqual(['open run', 'append ', 'close']);
  });

  it('should say nothing of a write that fails after the result was unsubscribed', () => {
    const writing = new Deferred();
    const store = scriptedStore({ append: () => writing });
    const seen: unknown[] = [];
    const subscription = of(values.a, values.b)
      .pipe(storeTo(store, { ...RUN, prefetch: 5 }))
      .subscribe({ next: (result) => seen.push(result), error: (error) => seen.push(error) });
    subscription.unsubscribe();
    writing.reject(FAILED);

    expect(seen).toEqual([]);
    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should write nothing more when a write ends after the result was unsubscribed', () => {
    const writing = new Deferred();
    const store = scriptedStore({ append: () => writing });
    const seen: unknown[] = [];
    const subscription = of(values.a, values.b)
      .pipe(storeTo(store, { ...RUN, prefetch: 5 }))
      .subscribe((result) => seen.push(result));
    subscription.unsubscribe();
    writing.resolve();

    expect(seen).toEqual([]);
    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should settle a write once, however often and in whatever way the store answers', () => {
    const answers: (() => void)[] = [];
    const then = (done: () => void, failed: (reason: unknown) => void) => {
      answers.push(done, done, () => failed(FAILED));
    };
    let written = 0;
    const append = () => {
      written++;
      return { then } as PromiseLike<void>;
    };
    const store = { ...emptyStore(), open: () => ({ ...newRun(), append }) };
    const seen: unknown[] = [];
    of(values.a, values.b)
      .pipe(storeTo(store, { ...RUN, prefetch: 5 }))
      .subscribe({ next: (result) => seen.push(result), error: (error) => seen.push(error) });
    for (const answer of answers.splice(0)) answer();

    expect(seen).toEqual([values.a]);
    expect(written).toBe(2);
  });

  it('should end with the error of a store whose answer cannot be waited for', () => {
    const store = scriptedStore({ append: () => ({ then: fail }) });
    const errors: unknown[] = [];
    of(values.a)
      .pipe(storeTo(store, RUN))
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([FAILED]);
    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should end with the error when the run cannot be closed', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ close: () => later(scheduler, 2, FAILED) });
      const e1 = cold('  -a-|', values);
      const e1subs = '   ^--!';
      const expected = ' -a---#';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    });
  });

  it('should end with the error when the store throws on closing', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ close: fail });
      const e1 = cold('  -a-|', values);
      const e1subs = '   ^--!';
      const expected = ' -a-#';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, values, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'close']);
    });
  });

  it('should announce that the run could not be closed after it was unsubscribed', async () => {
    for (const close of [fail, () => Promise.reject(FAILED)]) {
      const { flow, events } = watchedFlow();
      const store = scriptedStore({ close });
      NEVER.pipe(storeTo(store, { ...RUN, flow }))
        .subscribe()
        .unsubscribe();
      await microtasks(2);

      expect(events).toEqual([{ type: 'closeFailed', reason: FAILED }]);
    }
  });

  it('should announce that the run could not be closed after a write had failed', () => {
    const { flow, events } = watchedFlow();
    const store = scriptedStore({ append: fail, close: fail });
    const errors: unknown[] = [];
    of(values.a)
      .pipe(storeTo(store, { ...RUN, flow }))
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(errors).toEqual([FAILED]);
    expect(events).toEqual([{ type: 'closeFailed', reason: FAILED }]);
    expect(store.log).toEqual(['open run', 'append a', 'close']);
  });

  it('should not close again when it is unsubscribed while closing', () => {
    const { flow, events } = watchedFlow();
    const closing = new Deferred();
    const store = scriptedStore({ close: () => closing });
    const seen: unknown[] = [];
    const subscription = of(values.a)
      .pipe(storeTo(store, { ...RUN, flow }))
      .subscribe({ complete: () => seen.push('complete'), error: (error) => seen.push(error) });
    expect(store.log).toEqual(['open run', 'append a', 'close']);
    subscription.unsubscribe();
    closing.reject(FAILED);

    expect(store.log).toEqual(['open run', 'append a', 'close']);
    expect(seen).toEqual([]);
    expect(events).toEqual([{ type: 'closeFailed', reason: FAILED }]);
  });

  it('should have given the run back before it says that it has completed', () => {
    const store = scriptedStore();
    const seen: string[] = [];
    of(values.a)
      .pipe(storeTo(store, RUN))
      .subscribe({ complete: () => seen.push(...store.log) });

    expect(seen).toEqual(['open run', 'append a', 'close']);
  });

  it('should leave the source before it closes the run', () => {
    const steps: string[] = [];
    const store = scriptedStore({ close: () => void steps.push('closed') });
    new Observable<typeof values.a>(() => () => steps.push('left'))
      .pipe(storeTo(store, RUN))
      .subscribe()
      .unsubscribe();

    expect(steps).toEqual(['left', 'closed']);
  });
});
