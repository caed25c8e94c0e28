import {
  bufferCount,
  concat,
  map,
  merge,
  mergeMap,
  of,
  retry,
  share,
  Subject,
  throwError,
  type Observable,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { ResultStore, StoredOutcome } from '../../src/store/result-store.js';
import { storeTo, type StoreToOptions } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { macrotask } from '../support/ticks.js';
import { Deferred, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const FAILED = new Error('failed');
const keep = <T>(items: readonly T[]) => [...items];
const chunked = (size = 2) =>
  [chunkBy<unknown>(size), processChunks<unknown, unknown>(keep)] as const;

/** How it ends: `complete`, or what the error is called. */
function endOf(run$: Observable<unknown>): string {
  let end = 'open';
  run$.subscribe({
    error: (error: Error & { code?: string }) => (end = error.code ?? error.message),
    complete: () => (end = 'complete'),
  });
  return end;
}

const stored = (
  run$: Observable<never>,
  store: ResultStore,
  options: Partial<StoreToOptions> = {},
) => endOf(run$.pipe(storeTo(store, { ...RUN, ...options })));

async function valuesIn(store: ResultStore): Promise<unknown[]> {
  const add = (all: unknown[], outcome: StoredOutcome) => [
    ...all,
    outcome.status === 'fulfilled' ? outcome.value : outcome.status,
  ];
  return store.aggregate('run', add, []);
}

const found = (...done: (readonly [number, number])[]) => scriptedStore({ found: { done } });

describe('storeTo, refusing', () => {
  afterEach(() => {
    claimWarnings();
  });

  it('should take the results of an item once', () => {
    const store = scriptedStore();
    const results$ = of(resultOf(['a', 'b'], 0), resultOf(['c'], 2), resultOf(['b', 'd'], 1));

    expect(stored(results$ as never, store)).toBe('ERR_UNEXPECTED_RESULT');
    expect(store.log).toEqual(['open run', 'append a,b', 'append c', 'close']);
    expect(store.closedAs).toEqual(['open']);
    expect(stored(of(resultOf(['x'], 4)) as never, found([4, 6]))).toBe('ERR_UNEXPECTED_RESULT');
  });

  it('should take no results of two chunkers, side by side or one after the other', () => {
    const [a$, b$] = [of(1, 2).pipe(...chunked()), of(3, 4).pipe(...chunked())];

    for (const both$ of [merge(a$, b$), concat(a$, b$)]) {
      expect(stored(both$ as never, scriptedStore())).toBe('ERR_UNEXPECTED_RESULT');
      expect(stored(both$ as never, found([0, 2]))).toBe('ERR_UNEXPECTED_RESULT');
      expect(stored(both$ as never, scriptedStore(), { key: String })).toBe(
        'ERR_UNEXPECTED_RESULT',
      );
    }
  });

  it('should take no results of a chunker that is subscribed again', () => {
    let times = 0;
    const source$ = concat(
      of(1, 2, 3),
      throwError(() => FAILED),
    );
    const run$ = source$.pipe(
      ...chunked(),
      retry(2),
      map((result) => (times++, result)),
    );

    expect(stored(run$ as never, scriptedStore())).toBe('ERR_UNEXPECTED_RESULT');
    expect(times).toBe(3);
  });

  it('should leave out nothing for one that another one lacks, behind a share', () => {
    const work = processChunks<number, number>(keep);
    for (const make of [
      (n$: Observable<number>) => n$.pipe(chunkBy(1), work, share()),
      (n$: Observable<number>) => n$.pipe(chunkBy(1), share(), work),
      (n$: Observable<number>) =>
        n$.pipe(
          mapConcurrent((n) => n, { outcomes: true }),
          share(),
          chunkBy(1),
        ),
      (n$: Observable<number>) => n$.pipe(bufferCount(1), work, share()),
    ] as ((n$: Observable<number>) => Observable<never>)[]) {
      const source$ = new Subject<number>();
      const shared$ = make(source$);
      const stores = [found([0, 2]), found([0, 1])];
      const ends: string[] = [];
      for (const store of stores) {
        shared$.pipe(storeTo(store, RUN)).subscribe({
          error: ({ code }: { code: string }) => ends.push(code),
        });
      }
      source$.next(0);

      expect(ends).toEqual(['ERR_UNEXPECTED_RESULT', 'ERR_UNEXPECTED_RESULT']);
    }
  });

  it('should refuse a source that has less than is stored of it, unless it was drained', () => {
    expect(stored(of(1, 2).pipe(...chunked()) as never, found([0, 3]))).toBe('ERR_SOURCE_CHANGED');
    expect(stored(of(1, 2, 3).pipe(...chunked()) as never, found([0, 3]))).toBe('complete');
    const outcomes = (count: number) =>
      of(...Array.from({ length: count }, (_, i) => i)).pipe(
        mapConcurrent((item) => item, { outcomes: true }),
        chunkBy(2),
      );
    expect(stored(outcomes(2) as never, found([0, 3]))).toBe('ERR_SOURCE_CHANGED');
    expect(stored(outcomes(0) as never, found([0, 3]))).toBe('ERR_SOURCE_CHANGED');
    expect(stored(outcomes(3) as never, found([0, 3]))).toBe('complete');
    const plain$ = of(1, 2).pipe(bufferCount(2), processChunks(keep));
    expect(stored(plain$ as never, found([0, 3]))).toBe('ERR_SOURCE_CHANGED');
    expect(stored(of(1).pipe(...chunked()) as never, found([0, 3]), { key: String })).toBe(
      'complete',
    );
  });

  it('should count all that has come, also what overtook others by its key', () => {
    const ends: string[] = [];
    for (const last of [4, 5]) {
      const first$ = new Subject<number>();
      const key = (item: number) => item % 3;
      const outcome$ = of(0, 1, 2, 3, 4).pipe(
        mapConcurrent((item) => (item === 0 ? first$ : item), { outcomes: true, ordered: { key } }),
        chunkBy(1),
      );
      outcome$.pipe(storeTo(found([last, last + 1]), RUN)).subscribe({
        error: ({ code }: { code: string }) => ends.push(code),
        complete: () => ends.push('complete'),
      });
      first$.complete();
    }

    expect(ends).toEqual(['complete', 'ERR_SOURCE_CHANGED']);
  });

  it('should not mind results that nobody above has numbered', () => {
    expect(stored(of(resultOf(['x'], 9)) as never, found([0, 3]))).toBe('complete');
  });

  describe('plain arrays', () => {
    it('should be numbered by processChunks, which leaves out what is stored', async () => {
      const store = memoryStore();
      const worked: unknown[] = [];
      const run$ = (size: number) =>
        of(0, 1, 2, 3, 4, 5, 6).pipe(
          bufferCount(size),
          processChunks((items) => {
            worked.push(items);
            return items;
          }),
        );
      const failing$ = concat(run$(2).pipe(map((r, i) => (i < 2 ? r : ([] as never)))));

      expect(stored(failing$ as never, store)).toBe('ERR_INVALID_ARG_TYPE');
      worked.length = 0;
      expect(stored(run$(3) as never, store)).toBe('complete');
      expect(worked).toEqual([[4, 5], [6]]);
      expect(await valuesIn(store)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    });

    it('should not be numbered below a chunker, whose numbers are others', () => {
      const run$ = of(0, 1, 2, 3).pipe(
        chunkBy(2),
        mergeMap(({ items }) => items),
        bufferCount(1),
        processChunks(keep),
      );

      expect(stored(run$ as never, scriptedStore())).toBe('complete');
      expect(stored(run$ as never, found([0, 2]))).toBe('ERR_UNEXPECTED_RESULT');
    });

    it('should not be taken by key, nor of outcomes', () => {
      const plain$ = of(0, 1).pipe(bufferCount(2), processChunks(keep));
      const outcome$ = of(0, 1).pipe(
        mapConcurrent((item) => item, { outcomes: true }),
        bufferCount(2),
        processChunks(keep),
      );

      expect(stored(plain$ as never, scriptedStore(), { key: String })).toBe(
        'ERR_UNEXPECTED_RESULT',
      );
      expect(stored(outcome$ as never, scriptedStore())).toBe('ERR_LOST_POSITIONS');
    });
  });

  describe('outcomes', () => {
    const outcomes = { outcomes: true } as const;

    it('should come to the chunker as they are, all of them', () => {
      const outcome$ = of(0, 1).pipe(mapConcurrent((item) => item, outcomes));
      const other$ = outcome$.pipe(
        map(({ item }) => item),
        ...chunked(),
      );
      const mixed$ = merge(outcome$, of(2)).pipe(...chunked(3));
      expect(stored(other$ as never, scriptedStore())).toBe('ERR_LOST_POSITIONS');
      expect(stored(mixed$ as never, scriptedStore())).toBe('ERR_LOST_POSITIONS');
      // Nor is anything left out by numbers that are not those of the outcomes.
      expect(stored(other$ as never, found([0, 1]))).toBe('ERR_LOST_POSITIONS');
    });

    it('should be numbered by the nearest alone', () => {
      const above: unknown[] = [];
      const run$ = of(0, 1, 2).pipe(
        mapConcurrent((item) => (above.push(item), item), outcomes),
        mapConcurrent(({ item }) => item * 10, outcomes),
        chunkBy(5),
      );
      const store = found([0, 2]);

      expect(stored(run$ as never, store)).toBe('complete');
      expect(above).toEqual([0, 1, 2]);
      expect(store.log).toEqual(['open run', 'append 20', 'close']);
    });

    it('should be told apart by the keys of their items', () => {
      const asked: unknown[] = [];
      const store = scriptedStore({
        found: {
          isDone: (keys) => {
            asked.push(...keys);
            return keys.map((key) => key === 'a');
          },
        },
      });
      const run$ = of('a', 'b').pipe(
        mapConcurrent((item) => item, outcomes),
        chunkBy(5),
      );

      expect(stored(run$ as never, store, { key: String })).toBe('complete');
      expect(asked).toEqual(['a', 'b']);
      expect(store.records.map(({ keys }) => keys)).toEqual([['b']]);
    });
  });

  describe('by key', () => {
    it('should take the first of items with the same key', async () => {
      const store = memoryStore();
      const key = (item: string) => item.toLowerCase();
      const run$ = of('a', 'b', 'A', 'c', 'B', 'd').pipe(chunkBy(3), processChunks(keep));

      expect(stored(run$ as never, store, { key })).toBe('complete');
      expect(await valuesIn(store)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('should leave out what is worked on or written at the time', () => {
      const working = new Deferred();
      const written = new Deferred();
      const store = scriptedStore({ append: () => written });
      const source$ = new Subject<string>();
      const worked: unknown[] = [];
      source$
        .pipe(
          chunkBy(1),
          processChunks((items) => {
            worked.push(...items);
            return working;
          }),
          storeTo(store, { ...RUN, key: String, prefetch: 5 }),
        )
        .subscribe();
      source$.next('a');
      source$.next('a');
      working.resolve();
      source$.next('a');
      expect(worked).toEqual(['a']);
      written.resolve();
      source$.next('b');

      expect(worked).toEqual(['a', 'b']);
    });

    it('should take nothing but strings, and nothing beside another store', () => {
      for (const key of [Number, () => undefined, () => ({})]) {
        const run$ = of(1).pipe(...chunked());
        expect(stored(run$ as never, scriptedStore(), { key: key as never })).toBe(
          'ERR_INVALID_ARG_TYPE',
        );
      }
      const [above, below] = [scriptedStore(), scriptedStore()];
      const run$ = of(1).pipe(...chunked(), storeTo(above, { ...RUN, key: String }));
      expect(stored(run$ as never, below)).toBe('ERR_INCOMPATIBLE_OPTIONS');
      expect([above.log, below.closedAs]).toEqual([[], ['open']]);
      const other$ = of(1).pipe(...chunked(), storeTo(above, RUN));
      expect(stored(other$ as never, scriptedStore(), { key: String })).toBe(
        'ERR_INCOMPATIBLE_OPTIONS',
      );
    });
  });

  describe('two stores in one pipe', () => {
    const both = (above: ResultStore, below: ResultStore) =>
      stored(of(0, 1, 2).pipe(...chunked(), storeTo(above, RUN)) as never, below);

    it('should go on together, or not at all', () => {
      const same = [found([0, 2]), found([0, 2])] as const;
      expect(both(...same)).toBe('complete');
      expect(same.map(({ log }) => log)).toEqual(
        Array.from({ length: 2 }, () => ['open run', 'append 2', 'close']),
      );
      expect(both(found([0, 2]), found())).toBe('ERR_UNEXPECTED_RESULT');
      expect(both(found(), found([0, 2]))).toBe('ERR_UNEXPECTED_RESULT');
    });
  });

  describe('a write that fails', () => {
    it('should not be in the mark of one that comes after it', async () => {
      const writes = [new Deferred(), new Deferred()];
      const store = scriptedStore({
        append: () => writes[store.records.length - 1],
        found: { concurrency: 2 },
      });
      let next = 0;
      const source = {
        pull: () => (next < 4 ? [next++] : null),
        position: () => ({ next }),
      };
      fromSource(source)
        .pipe(chunkBy(1), processChunks(keep), storeTo(store, { ...RUN, prefetch: 0 }))
        .subscribe({ error: () => undefined });

      const marks = () => store.records.map(({ mark }) => mark?.position);
      // A source whose slice of time is used up goes on in the next macrotask.
      await macrotask();
      expect(marks()).toEqual([undefined, undefined]);
      writes[0]?.resolve();
      await macrotask();
      writes[1]?.resolve();
      await macrotask();
      expect(marks()).toEqual([undefined, undefined, 1, 3]);
    });
  });

  describe('a pipe that is subscribed again', () => {
    it('should find its run given back, also while it is being closed', () => {
      const closing = new Deferred();
      let attempts = 0;
      const store = scriptedStore({
        append: () => {
          if (attempts++ === 0) throw FAILED;
        },
        close: () => (store.closedAs.length === 1 ? closing : undefined),
      });
      let end = 'open';
      of(1, 2)
        .pipe(...chunked(), storeTo(store, RUN), retry(1))
        .subscribe({ complete: () => (end = 'complete') });
      expect([store.log, end]).toEqual([['open run', 'append 1,2', 'close'], 'open']);
      closing.resolve();

      expect(store.log.slice(3)).toEqual(['open run', 'append 1,2', 'close']);
      expect(end).toBe('complete');
    });

    it('should wait for an opening that nobody wants any more', () => {
      const openings = [new Deferred(), undefined];
      const store = scriptedStore({ open: () => openings.shift() });
      const [opening] = openings;
      const run$ = of(1).pipe(...chunked(), storeTo(store, RUN));
      run$.subscribe().unsubscribe();
      const left = run$.subscribe();
      run$.subscribe();
      left.unsubscribe();
      expect(store.log).toEqual(['open run']);
      opening?.resolve();

      expect(store.log).toEqual(['open run', 'close', 'open run', 'append 1', 'close']);
    });

    it('should not wait for another that is still there', () => {
      const store = memoryStore();
      const run$ = new Subject<number>().pipe(...chunked(), storeTo(store, RUN));
      run$.subscribe();

      expect(endOf(run$)).toBe('ERR_RUN_LOCKED');
    });
  });
});
