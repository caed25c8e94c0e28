import { map, of, Subject, throwError, concat, type Observable } from 'rxjs';
import { chunkArrays } from '../../src/chunk/chunk-arrays.js';
import type { Chunk } from '../../src/core/chunk.js';
import { inspect } from '../../src/core/inspect.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { after } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';
import { later, scriptedStore, type StoreScript } from '../support/scripted-store.js';

const FAILED = new Error('failed');

const read = <T>(source$: Observable<readonly T[]>) =>
  new Reader<Chunk<T>>().read(source$.pipe(chunkArrays()));

describe('chunkArrays', () => {
  it('should make a chunk of each array, when it comes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const values = { x: ['a', 'b'], y: ['c'] };
      const e1 = cold('  -x--y-|', values);
      const e1subs = '   ^-----!';
      const expected = ' -x--y-|';
      const items$ = e1.pipe(
        chunkArrays(),
        map(({ items }) => items),
      );

      expectObservable(items$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass an error on, and leave the source when it is left', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [failing, left] = [cold<string[]>('--#'), cold<string[]>('-----|')];

      expectObservable(failing.pipe(chunkArrays())).toBe('--#');
      expectObservable(left.pipe(chunkArrays()), '---!').toBe('---');
      expectSubscriptions(failing.subscriptions).toBe('^-!');
      expectSubscriptions(left.subscriptions).toBe('^--!');
    });
  });

  it('should number the items as they come, and weigh a chunk by their number', () => {
    const chunks = read(of(['a', 'b'], ['c'])).items;

    expect(chunks.map(({ ranges, weight, closedBy }) => [ranges, weight, closedBy])).toEqual([
      [[[0, 2]], 2, 'closeWhen'],
      [[[2, 3]], 1, 'closeWhen'],
    ]);
    expect(chunks.every(({ openedAt, closedAt }) => openedAt === closedAt)).toBeTrue();
  });

  it('should make no chunk of an empty array', () => {
    const { items, end } = read(of([], ['a'], []));

    expect(items.map(({ ranges }) => ranges)).toEqual([[[0, 1]]]);
    expect(end).toBe('complete');
  });

  it('should keep what it was given, though the array is filled again', () => {
    const array = ['a'];
    const source$ = new Subject<string[]>();
    const { items } = read(source$);
    source$.next(array);
    array[0] = 'changed';

    expect(items[0]?.items).toEqual(['a']);
  });

  it('should refuse anything but arrays', () => {
    for (const value of ['ab', 5, undefined, null, { length: 1 }]) {
      expect(read(of(value) as Observable<never>).end)
        .withContext(inspect(value))
        .toEqual({ error: jasmine.objectContaining({ code: 'ERR_STRATEGY' }) });
    }
  });

  it('should let its source be read as fast as work ends, and no faster', () => {
    marbles(({ expectObservable, scheduler }) => {
      const pulls = visiblePulls([['a'], ['b'], ['c'], ['d']], () => scheduler.frame);
      const result$ = fromSource(pulls.source).pipe(
        chunkArrays(),
        processChunks(after(3), { concurrency: 1, prefetch: 1 }),
        map(({ values }) => values.join('')),
      );

      expectObservable(result$).toBe('---a--b--c--(d|)');
      scheduler.flush();
      expect(pulls.perFrame).toEqual({ 0: 2, 3: 1, 6: 1 });
    });
  });
});

describe('chunkArrays above a store', () => {
  const stored = (
    source$: Observable<readonly string[]>,
    script: StoreScript = {},
    key?: (item: string) => string,
  ) => {
    const store = scriptedStore(script);
    const result$ = source$.pipe(
      chunkArrays(),
      processChunks((items) => items),
      storeTo(store, { runId: 'run', key }),
    );
    const { end } = new Reader<unknown>().read(result$);
    return { store, end, ranges: store.records.map(({ ranges }) => ranges) };
  };

  it('should leave out what is stored, and cut its chunk there', () => {
    const done = [
      [0, 1],
      [3, 4],
    ] as const;
    const { store, ranges } = stored(of(['a', 'b', 'c'], ['d'], ['e', 'f']), { found: { done } });

    expect(store.log).toEqual(['open run', 'append b,c', 'append e,f', 'close']);
    expect(ranges).toEqual([[[1, 3]], [[4, 6]]]);
  });

  it('should leave out by key what the store has', () => {
    const isDone = (keys: readonly string[]) => keys.map((key) => key === 'b');
    const { store } = stored(of(['a', 'b', 'c'], ['b']), { found: { isDone } }, (item) => item);

    expect(store.log).toEqual(['open run', 'append a,c', 'close']);
  });

  it('should say why a chunk ends early', () => {
    const source$ = of(['a', 'b', 'c']);
    const seen: string[] = [];
    const store = scriptedStore({ found: { done: [[1, 2]] } });
    source$
      .pipe(
        chunkArrays(),
        processChunks((items) => items),
        storeTo(store, { runId: 'run' }),
      )
      .subscribe(({ chunk }) => seen.push(chunk.closedBy));

    expect(seen).toEqual(['flush', 'closeWhen']);
  });

  it('should cut nothing before the store is open', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -x-y-|', { x: ['a', 'b'], y: ['c'] });
      const e1subs = '  ^----!';
      const expected = '-------(xy|)';
      const store = scriptedStore({ open: () => later(scheduler, 7) });
      const result$ = e1.pipe(
        chunkArrays(),
        processChunks((items) => items, { concurrency: 1 }),
        storeTo(store, { runId: 'run' }),
        map(({ values }) => values.join('')),
      );

      expectObservable(result$).toBe(expected, { x: 'ab', y: 'c' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should notice a source that ends before all that is stored of it has come', () => {
    const found = { done: [[0, 5]] } as const;

    expect(stored(of(['a', 'b']), { found }).end).toEqual({
      error: jasmine.objectContaining({ code: 'ERR_SOURCE_CHANGED' }),
    });
    expect(
      stored(
        concat(
          of(['a']),
          throwError(() => FAILED),
        ),
        { found },
      ).end,
    ).toEqual({
      error: FAILED,
    });
  });

  it('should refuse items whose outcomes were numbered above, and have become something else', () => {
    const array$ = of('a', 'b').pipe(
      mapConcurrent((item) => item, { outcomes: true }),
      map(({ item }) => [item]),
    );
    const { end, store } = stored(array$);

    expect(end).toEqual({ error: jasmine.objectContaining({ code: 'ERR_LOST_POSITIONS' }) });
    expect(store.records).toEqual([]);
  });
});
