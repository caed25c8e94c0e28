import { map, of, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { ResultStore } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { later } from '../../src/testing/later.js';
import { scriptedStore, type StoreScript } from '../../src/testing/scripted-store.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { macrotask } from '../support/ticks.js';

const FULL = new Error('disk full');

/** Items through the store, one by one. */
function stored(source$: Observable<string>, store: ResultStore): Observable<string> {
  return fromSource(source$).pipe(
    chunkBy(1),
    processChunks((items: readonly string[]) => items, { concurrency: 1 }),
    storeTo(store, { runId: 'run' }),
    map(({ values: [value] }) => value ?? 'none'),
  );
}

/** What is found in it afterwards. */
function read(store: ResultStore): unknown[] {
  const found: unknown[] = [];
  fromSource(store.results('run'), { flow: null }).subscribe((outcome) => {
    found.push(outcome.status === 'fulfilled' ? outcome.value : outcome.status);
  });
  return found;
}

/** The values that came through, or the error. */
function through(store: ResultStore, ...values: string[]): unknown[] {
  const seen: unknown[] = [];
  stored(of(...values), store).subscribe({
    next: (value) => seen.push(value),
    error: (error: unknown) => seen.push(error),
  });
  return seen;
}

describe('scriptedStore', () => {
  it('should store what it is given, at once, and remember the calls', () => {
    const store = scriptedStore();

    expect(through(store, 'a', 'b')).toEqual(['a', 'b']);
    expect(read(store)).toEqual(['a', 'b']);
    expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
    expect(store.opened).toEqual([
      { runId: 'run', fingerprint: { identity: 'position' }, resume: true, retryFailed: false },
    ]);
    expect(store.records.map(({ ranges, values }) => [ranges, values])).toEqual([
      [[[0, 1]], ['a']],
      [[[1, 2]], ['b']],
    ]);
    expect(store.closedAs).toEqual(['completed']);
  });

  it('should take its time', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const frames = { open: 4, append: 3, close: 2 };
      const store = scriptedStore({
        open: () => later(scheduler, frames.open),
        append: () => later(scheduler, frames.append),
        close: () => later(scheduler, frames.close),
      });
      const e1 = cold('  (ab|)');
      const e1subs = '   (^!)';
      const expected = ' -------a--b-|';

      expectObservable(stored(e1, store)).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(read(store)).toEqual(['a', 'b']);
    });
  });

  it('should store when its script is done, not before', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({ append: () => later(scheduler, 3) });
      const e1 = cold('  a-|');
      const e1subs = '   ^-!';
      const expected = ' ---(a|)';
      const seen: unknown[] = [];
      for (const frame of [2, 4]) scheduler.schedule(() => seen.push(read(store)), frame);

      expectObservable(stored(e1, store)).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(seen).toEqual([[], ['a']]);
    });
  });

  it('should fail as it is told to, and keep what was stored before', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const store = scriptedStore({
        append: () => later(scheduler, 3, store.records.length === 2 ? FULL : undefined),
      });
      const e1 = cold('  (abc)-|');
      const e1subs = '   ^-----!';
      const expected = ' ---a--#';

      expectObservable(stored(e1, store)).toBe(expected, undefined, FULL);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(store.log).toEqual(['open run', 'append a', 'append b', 'close']);
      expect(store.closedAs).toEqual(['open']);
      expect(read(store)).toEqual(['a']);
    });
  });

  it('should fail with what its script throws, in every call', () => {
    const fail = (): never => {
      throw FULL;
    };
    const scripts: Record<string, StoreScript> = {
      'open run': { open: fail },
      'open run, append a, close': { append: fail },
      'open run, append a, append b, close': { close: fail },
    };
    for (const [log, script] of Object.entries(scripts)) {
      const store = scriptedStore(script);
      expect(through(store, 'a', 'b').at(-1)).toBe(FULL);
      expect(store.log.join(', ')).toBe(log);
    }
  });

  it('should give a run back that cannot be closed, but not as completed', async () => {
    const failures = [
      () => {
        throw FULL;
      },
      () => Promise.reject(FULL),
    ];
    for (const close of failures) {
      const store = scriptedStore({ close });
      const seen = through(store, 'a');
      await macrotask();
      expect(seen).toEqual(['a', FULL]);
      expect((await store.runs()).map(({ state, holder }) => [state, holder])).toEqual([
        ['open', undefined],
      ]);
    }
  });

  it('should give its script what it is given itself', () => {
    const given: unknown[] = [];
    const store = scriptedStore({
      open: ({ runId }) => void given.push(runId),
      append: ({ values }) => void given.push(...values),
      close: (state) => void given.push(state),
    });
    through(store, 'a');

    expect(given).toEqual(['run', 'a', 'completed']);
  });

  it('should find again what it has, as after a crash', () => {
    let writes = 0;
    const store = scriptedStore({
      append: () => {
        if (++writes === 2) throw FULL;
      },
    });
    expect(through(store, 'a', 'b', 'c')).toEqual(['a', FULL]);

    expect(through(store, 'a', 'b', 'c')).toEqual(['b', 'c']);
    expect(read(store)).toEqual(['a', 'b', 'c']);
  });

  it('should find what it is told to', () => {
    const store = scriptedStore({ found: { done: [[0, 2]] } });

    expect(through(store, 'a', 'b', 'c')).toEqual(['c']);
    expect(read(store)).toEqual(['c']);
  });

  it('should tell of values that it cannot keep', () => {
    const reason = new UnstorableValueError('it is a letter');
    const store = scriptedStore({ append: () => new Map([[0, reason]]) });

    expect(through(store, 'a')).toEqual(['none']);
  });

  it('should have one writer of a run, as every store', () => {
    const store = scriptedStore();
    const run = { runId: 'run', resume: true, fingerprint: { identity: 'position' } } as const;
    void store.open(run);

    expect(() => store.open(run)).toThrow(jasmine.objectContaining({ code: 'ERR_RUN_LOCKED' }));
  });

  it('should refuse what is no script', () => {
    const coded = (code: string) => jasmine.objectContaining({ code }) as never;
    expect(() => scriptedStore({ append: 1 } as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    expect(() => scriptedStore({ found: [] } as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    expect(() => scriptedStore({ apend: () => 1 } as never)).toThrow(coded('ERR_UNKNOWN_OPTION'));
  });
});
