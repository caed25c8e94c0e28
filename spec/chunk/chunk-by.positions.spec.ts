import { filter, map, of, Subject, timer } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';

describe('chunkBy positions', () => {
  it('should count items, whatever closes the chunks', () => {
    const source$ = new Subject<number>();
    const flush$ = new Subject<void>();
    const ranges: unknown[] = [];
    source$
      .pipe(
        chunkBy({
          maxSize: 3,
          maxWeight: 100,
          weight: (item) => item,
          closeWhen: (item) => item === 7,
          flush: flush$,
        }),
      )
      .subscribe((chunk) => ranges.push([chunk.closedBy, ...chunk.ranges]));
    for (const item of [1, 2, 3, 4, 7, 99, 5]) source$.next(item);
    flush$.next();
    source$.next(6);
    source$.complete();

    expect(ranges).toEqual([
      ['size', [0, 3]],
      ['closeWhen', [3, 4]],
      ['weight', [4, 5]],
      ['weight', [5, 6]],
      ['flush', [6, 7]],
      ['complete', [7, 8]],
    ]);
  });

  it('should not take note of items that a filter above has dropped', () => {
    const ranges: unknown[] = [];
    fromSource([1, 2, 3, 4, 5], { flow: null })
      .pipe(
        filter((item) => item % 2 === 1),
        chunkBy(2),
      )
      .subscribe((chunk) => ranges.push(...chunk.ranges));

    expect(ranges).toEqual([
      [0, 2],
      [2, 3],
    ]);
  });

  it('should be those of the outcomes, in the order in which they were completed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      // The frames that each takes; d and e begin when c and d have ended.
      const e1 = cold('(abcde|)', { a: 5, b: 3, c: 1, d: 1, e: 1 });
      const e1subs = ' (^!)    ';
      const expected = '---x-(y|)';
      const values = {
        x: [
          [2, 4],
          [1, 2],
        ],
        y: [
          [4, 5],
          [0, 1],
        ],
      };
      const e1all = cold('  (abc|)', { a: 4, b: 2, c: 3 });
      const e1allsubs = '   (^!)';
      const expectedAll = ' ----(z|)';
      const z = [
        [1, 3],
        [0, 1],
      ];
      const outcomes = mapConcurrent((frames: number) => timer(frames), {
        concurrency: 3,
        outcomes: true,
      });

      const result$ = e1.pipe(
        outcomes,
        chunkBy(3),
        map(({ ranges }) => ranges),
      );
      const all$ = e1all.pipe(
        outcomes,
        chunkBy(9),
        map(({ ranges }) => ranges),
      );
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectObservable(all$).toBe(expectedAll, { z });
      expectSubscriptions(e1all.subscriptions).toBe(e1allsubs);
    });
  });

  it('should stay those of the outcomes that are left', () => {
    const ranges: unknown[] = [];
    const items: unknown[] = [];
    of('a', 'b', 'c', 'd', 'e')
      .pipe(
        mapConcurrent(
          (item) => {
            if (item === 'c') throw 'error';
            return item.toUpperCase();
          },
          { outcomes: true },
        ),
        filter(({ status }) => status === 'fulfilled'),
        chunkBy(2),
      )
      .subscribe((chunk) => {
        ranges.push(chunk.ranges);
        items.push(chunk.items.map(({ item }) => item));
      });

    expect(items).toEqual([
      ['a', 'b'],
      ['d', 'e'],
    ]);
    expect(ranges).toEqual([[[0, 2]], [[3, 5]]]);
  });

  it('should bring results back into the order of the items, when read from a store', () => {
    const store = memoryStore();
    const read: unknown[] = [];
    const answers = new Map<number, Subject<string>>();
    const source$ = of(0, 1, 2, 3);
    source$
      .pipe(
        mapConcurrent((item) => answers.set(item, new Subject()).get(item)!, { outcomes: true }),
        chunkBy(3),
        storeTo(store, { runId: 'run' }),
      )
      .subscribe();
    for (const item of [2, 0, 3, 1]) {
      answers.get(item)?.next(`v${item}`);
      answers.get(item)?.complete();
    }
    fromSource(store.results('run'), { flow: null }).subscribe((outcome) => {
      read.push([outcome.position, outcome.status === 'fulfilled' && outcome.value]);
    });

    expect(read).toEqual([
      [0, 'v0'],
      [1, 'v1'],
      [2, 'v2'],
      [3, 'v3'],
    ]);
  });

  it('should count anew where the outcomes were turned into something else', () => {
    const ranges: unknown[] = [];
    of('a', 'b')
      .pipe(
        mapConcurrent((item) => item, { outcomes: true }),
        filter(({ position }) => position > 0),
        map(({ item }) => item),
        chunkBy(2),
      )
      .subscribe((chunk) => ranges.push(...chunk.ranges));

    expect(ranges).toEqual([[0, 1]]);
  });
});
