import { map, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import { drainWhen } from '../../src/flow/drain-when.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { SourceMark } from '../../src/flow/resume.js';
import { storeTo, type StoreToOptions } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { later, resultOf, scriptedStore, type ScriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const FAILED = new Error('source failed');

/** Digits from 0, in pages of five, with where it was asked to go on. */
function digits(count = 10): PullSource<number> & { readonly sought: unknown[] } {
  const sought: unknown[] = [];
  let next = 0;
  return {
    sought,
    pull: (max) => {
      const page = [0, 1, 2, 3, 4].slice(0, Math.min(max, count - next)).map((i) => next + i);
      next += page.length;
      return page.length === 0 ? null : page;
    },
    position: () => ({ digit: next }),
    seek: (cursor) => {
      sought.push(cursor);
      next = (cursor as { digit: number }).digit;
    },
  };
}

const keep = <T>(items: readonly T[]) => [...items];

function run(
  source$: Observable<number>,
  store: ScriptedStore,
  options: Partial<StoreToOptions> = {},
  size = 3,
): void {
  source$
    .pipe(chunkBy(size), processChunks(keep), storeTo(store, { ...RUN, ...options }))
    .subscribe({ error: () => undefined });
}

const rangesOf = (store: ScriptedStore) => store.records.map(({ ranges }) => ranges);

describe('storeTo, resuming', () => {
  it('should go on with a run that exists, unless it is told otherwise', () => {
    const store = scriptedStore();
    for (const resume of [undefined, true, false, 'force'] as const) run(of(1), store, { resume });

    expect(store.opened.map(({ resume }) => resume)).toEqual([true, true, false, 'force']);
  });

  it('should tell by what items are told apart', () => {
    const store = scriptedStore();
    run(of(1), store);
    run(of(1), store, { key: String });

    expect(store.opened.map(({ fingerprint }) => fingerprint.identity)).toEqual([
      'position',
      'key',
    ]);
  });

  it('should close a run as completed only when its source came to its end', () => {
    const store = scriptedStore();
    run(of(1), store);
    run(throwError(() => FAILED).pipe(map(() => 1)), store);
    run(fromSource([1, 2, 3]).pipe(drainWhen(of('now'))), store);
    NEVER.pipe(storeTo(store, RUN)).subscribe().unsubscribe();

    expect(store.closedAs).toEqual(['completed', 'open', 'open', 'open']);
  });

  it('should leave out what is stored, and close chunks at the gaps', () => {
    const store = scriptedStore({
      found: {
        done: [
          [0, 2],
          [4, 5],
        ],
      },
    });
    run(of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), store);

    expect(rangesOf(store)).toEqual([[[2, 4]], [[5, 8]], [[8, 10]]]);
    expect(store.log).toEqual([
      ...['open run', 'append 2,3', 'append 5,6,7', 'append 8,9', 'close'],
    ]);
  });

  it('should read nothing while the run opens, and then leave out what it found', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = scriptedStore({
        open: () => later(scheduler, 3),
        found: { done: [[0, 2]] },
      });
      const e1 = cold('  ----0-1-2-3-|');
      const e1subs = '   ^-----------!';
      const expected = ' ----------x-|';
      const result$ = e1.pipe(
        chunkBy(2),
        processChunks(keep),
        storeTo(store, RUN),
        map(({ values }) => values),
      );

      expectObservable(result$).toBe(expected, { x: ['2', '3'] });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should have nothing to do where all is stored', () => {
    const store = scriptedStore({ found: { done: [[0, 3]] } });
    run(of(0, 1, 2), store);

    expect(store.log).toEqual(['open run', 'close']);
    expect(store.closedAs).toEqual(['completed']);
  });

  it('should leave out outcomes by the positions that they carry, without working on them', () => {
    const store = scriptedStore({ found: { done: [[1, 3]] } });
    const worked: number[] = [];
    of(0, 1, 2, 3)
      .pipe(
        mapConcurrent(
          (item) => {
            worked.push(item);
            return item * 10;
          },
          { outcomes: true },
        ),
        chunkBy(10),
        storeTo(store, RUN),
      )
      .subscribe();

    expect(worked).toEqual([0, 3]);
    expect(rangesOf(store)).toEqual([
      [
        [0, 1],
        [3, 4],
      ],
    ]);
  });

  describe('with a source that can seek', () => {
    const mark: SourceMark = { position: 5, cursor: { digit: 5 } };

    it('should go on where all before is stored', () => {
      const source = digits();
      const store = scriptedStore({ found: { done: [[0, 6]], mark } });
      run(fromSource(source), store);

      expect(source.sought).toEqual([{ digit: 5 }]);
      expect(rangesOf(store)).toEqual([[[6, 9]], [[9, 10]]]);
    });

    it('should write where to go on, once all before it is stored with that record', () => {
      const store = scriptedStore();
      run(fromSource(digits()), store, {}, 4);

      expect(store.records.map(({ mark }) => mark?.position)).toEqual([undefined, 5, 10]);
      expect(store.records.at(-1)?.mark).toEqual({ position: 10, cursor: { digit: 10 } });
    });

    it('should read from the beginning, and leave out, when anything stands in between', () => {
      const source = digits();
      const store = scriptedStore({ found: { done: [[0, 6]], mark } });
      run(fromSource(source).pipe(map((digit) => digit + 100)), store);

      expect(source.sought).toEqual([]);
      expect(rangesOf(store)).toEqual([[[6, 9]], [[9, 10]]]);
      expect(store.log).toContain('append 106,107,108');
      expect(store.records.at(-1)?.mark).toEqual(mark);
    });
  });

  describe('by key', () => {
    const key = (digit: number) => `no. ${digit}`;

    it('should ask the store which items it has, and leave these out', () => {
      const asked: (readonly string[])[] = [];
      const store = scriptedStore({
        found: {
          done: [[0, 2]],
          isDone: (keys) => {
            asked.push(keys);
            return keys.map((each) => each === 'no. 1' || each === 'no. 2');
          },
        },
      });
      run(of(3, 2, 1, 0), store, { key });

      expect(asked).toEqual([['no. 3', 'no. 2', 'no. 1'], ['no. 0']]);
      expect(store.records.map(({ keys }) => keys)).toEqual([['no. 3'], ['no. 0']]);
    });

    it('should number what is new after all that is stored', () => {
      const store = scriptedStore({
        found: { done: [[0, 7]], isDone: (keys) => keys.map(() => false) },
      });
      run(of(3, 2), store, { key });

      expect(rangesOf(store)).toEqual([[[7, 9]]]);
    });
  });

  it('should write as many records at once as the store takes, and hand them on in order', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const durations = [5, 1, 1];
      const store = scriptedStore({
        append: () => later(scheduler, durations.shift() ?? 1),
        found: { concurrency: 3 },
      });
      const values = { a: resultOf(['a'], 0), b: resultOf(['b'], 1), c: resultOf(['c'], 2) };
      const e1 = hot('   -ab-c------|', values);
      const e1subs = '   ^----------!';
      const expected = ' ------(abc)|';

      expectObservable(e1.pipe(storeTo(store, { ...RUN, prefetch: 3 }))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should drain: store all that was read, and leave the rest for the next time', () => {
    const stop$ = new Subject<void>();
    const source$ = new Subject<number>();
    const store = scriptedStore();
    run(source$.pipe(drainWhen(stop$)), store);
    for (const item of [0, 1, 2, 3]) source$.next(item);
    stop$.next();
    source$.next(4);

    expect(store.log).toEqual(['open run', 'append 0,1,2', 'append 3', 'close']);
    expect(store.closedAs).toEqual(['open']);
  });
});
