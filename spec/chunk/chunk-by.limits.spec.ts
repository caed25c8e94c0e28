import { from, map, of, Subject, throwError, type Observable } from 'rxjs';
import { chunkBy, type ChunkByOptions } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { WeightError } from '../../src/core/weight-error.js';
import { marbles } from '../support/marbles.js';

/** Items, why closed: `ab size`. */
const told = <T>({ items, closedBy }: Chunk<T>) => `${items.join('')} ${closedBy}`;

/** All chunks of a synchronous source, and the error where there is one. */
function chunksOf<T>(source$: Observable<T>, limits: number | ChunkByOptions<T>): unknown[] {
  const seen: unknown[] = [];
  source$.pipe(chunkBy(limits)).subscribe({
    next: (chunk) => seen.push(told(chunk)),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('|'),
  });
  return seen;
}

const weighing = (maxWeight: number, more: Partial<ChunkByOptions<number>> = {}) => ({
  maxWeight,
  weight: (item: number) => item,
  ...more,
});

describe('chunkBy maxSize', () => {
  it('should close a chunk with the item that fills it', () => {
    expect(chunksOf(of(1, 2, 3, 4, 5), 2)).toEqual(['12 size', '34 size', '5 complete', '|']);
  });

  it('should leave no chunk behind when the last one was filled', () => {
    expect(chunksOf(of(1, 2, 3, 4), 2)).toEqual(['12 size', '34 size', '|']);
  });

  it('should make chunks of one', () => {
    expect(chunksOf(of(1, 2), 1)).toEqual(['1 size', '2 size', '|']);
  });

  it('should be 10,000 where nothing is said', () => {
    const sizes: number[] = [];
    of(...new Array<number>(10_001).fill(0))
      .pipe(chunkBy({}))
      .subscribe(({ items }) => sizes.push(items.length));

    expect(sizes).toEqual([10_000, 1]);
  });

  it('should hold everything at Infinity', () => {
    const sizes: number[] = [];
    of(...new Array<number>(10_001).fill(0))
      .pipe(chunkBy(Infinity))
      .subscribe(({ items }) => sizes.push(items.length));

    expect(sizes).toEqual([10_001]);
  });
});

describe('chunkBy maxWeight', () => {
  it('should close a chunk before the item that would exceed it', () => {
    expect(chunksOf(of(4, 4, 4), weighing(10))).toEqual(['44 weight', '4 complete', '|']);
  });

  it('should close a chunk at once that weighs exactly that', () => {
    expect(chunksOf(of(4, 6, 1), weighing(10))).toEqual(['46 weight', '1 complete', '|']);
  });

  it('should send out alone what is heavier', () => {
    expect(chunksOf(of(1, 99, 1), weighing(10))).toEqual([
      '1 weight',
      '99 weight',
      '1 complete',
      '|',
    ]);
    expect(chunksOf(of(99, 99), weighing(10))).toEqual(['99 weight', '99 weight', '|']);
  });

  it('should send out an infinitely heavy item alone', () => {
    expect(chunksOf(of(1, Infinity, 1), weighing(10))).toEqual([
      '1 weight',
      'Infinity weight',
      '1 complete',
      '|',
    ]);
  });

  it('should let any number of weightless items join, within maxSize', () => {
    expect(chunksOf(of(0, 0, 10, 0, 0, 0), weighing(10, { maxSize: 3 }))).toEqual([
      '0010 size',
      '000 size',
      '|',
    ]);
    expect(chunksOf(of(0, -0, 0), weighing(Number.MIN_VALUE))).toEqual(['000 complete', '|']);
  });

  it('should name the size first when both limits are met by the same item', () => {
    expect(chunksOf(of(5, 5), weighing(10, { maxSize: 2 }))).toEqual(['55 size', '|']);
  });

  it('should name the weight when it would be exceeded before the size is reached', () => {
    expect(chunksOf(of(5, 6), weighing(10, { maxSize: 2 }))).toEqual([
      '5 weight',
      '6 complete',
      '|',
    ]);
  });

  it('should weigh each item once, before it joins', () => {
    const weighed: number[] = [];
    const weight = (item: number) => {
      weighed.push(item);
      return item;
    };
    chunksOf(of(4, 7, 1, 12, 3), { maxWeight: 10, weight });

    expect(weighed).toEqual([4, 7, 1, 12, 3]);
  });

  it('should sum the weights, and count items where nothing weighs them', () => {
    const weights = (limits: number | ChunkByOptions<number>) => {
      const seen: number[] = [];
      of(1, 2, 3)
        .pipe(chunkBy(limits))
        .subscribe(({ weight }) => seen.push(weight));
      return seen;
    };

    expect(weights(weighing(100))).toEqual([6]);
    expect(weights({ maxSize: 2, weight: (item) => item })).toEqual([3, 3]);
    expect(weights(2)).toEqual([2, 1]);
    expect(weights({ closeWhen: (item) => item === 3 })).toEqual([2, 1]);
  });

  const NO_WEIGHTS: readonly unknown[] = [NaN, -1, -Infinity, '5', undefined, null, 5n, {}];
  for (const wrong of NO_WEIGHTS) {
    it(`should hand over the open chunk, then a WeightError, when a weight is ${typeof wrong} ${String(wrong)}`, () => {
      const weight = (item: string) => (item === 'c' ? (wrong as number) : 1);
      const [chunk, error] = chunksOf(of('a', 'b', 'c', 'd'), { maxWeight: 10, weight });

      expect(chunk).toBe('ab error');
      expect(error).toBeInstanceOf(WeightError);
      expect((error as WeightError).item).toBe('c');
      expect((error as WeightError).weight).toEqual(wrong);
    });
  }

  it('should hand over the open chunk, then the error of a weight that throws', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-d-|');
      const e1subs = '   ^----!    ';
      const expected = ' -----(x#) ';
      const weight = (item: string) => {
        if (item === 'c') throw 'error';
        return 1;
      };

      const result$ = e1.pipe(chunkBy({ maxWeight: 9, weight }), map(told));
      expectObservable(result$).toBe(expected, { x: 'ab error' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit no chunk when the first item cannot be weighed', () => {
    const [error, ...more] = chunksOf(of(NaN, 1), weighing(10));

    expect(error).toBeInstanceOf(WeightError);
    expect(more).toEqual([]);
  });
});

describe('chunkBy closeWhen', () => {
  it('should close the open chunk before the item, which opens the next one', () => {
    const closeWhen = (item: string) => item === item.toUpperCase();

    expect(chunksOf(from('AbcDeFG'), { closeWhen })).toEqual([
      'Abc closeWhen',
      'De closeWhen',
      'F closeWhen',
      'G complete',
      '|',
    ]);
  });

  it('should be asked with the item and the open chunk, and not where none is open', () => {
    const asked: string[] = [];
    const closeWhen = (item: number, chunk: readonly number[]) => {
      asked.push(`${chunk.join('')}+${item}`);
      return item === 3;
    };
    chunksOf(of(1, 2, 3, 4, 5), { maxSize: 2, closeWhen });

    expect(asked).toEqual(['1+2', '3+4']);
  });

  it('should not be asked about an item that the weight keeps out', () => {
    const asked: number[] = [];
    const closeWhen = (item: number) => {
      asked.push(item);
      return false;
    };
    chunksOf(of(6, 6, 2), weighing(10, { closeWhen }));

    expect(asked).toEqual([2]);
  });

  it('should hand over the open chunk, then the error that it throws', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-d-|');
      const e1subs = '   ^----!    ';
      const expected = ' -----(x#) ';
      const closeWhen = (item: string) => {
        if (item === 'c') throw 'error';
        return false;
      };

      const result$ = e1.pipe(chunkBy({ closeWhen }), map(told));
      expectObservable(result$).toBe(expected, { x: 'ab error' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });
});

describe('chunkBy re-entrant arrivals', () => {
  /** Sends `again` into the source when the chunk `at` comes out. */
  function reenter(limits: ChunkByOptions<number>, items: number[], at: string, again: number[]) {
    const source$ = new Subject<number>();
    const seen: string[] = [];
    source$.pipe(chunkBy(limits)).subscribe((chunk) => {
      seen.push(told(chunk));
      if (seen.at(-1) === at) for (const item of again) source$.next(item);
    });
    for (const item of items) source$.next(item);
    source$.complete();
    return seen;
  }

  it('should open the next chunk after a chunk closed by size', () => {
    expect(reenter({ maxSize: 2 }, [1, 2, 3], '12 size', [8])).toEqual(['12 size', '83 size']);
  });

  it('should stand behind the item that closed a chunk by its weight, and keep to the weight', () => {
    expect(reenter(weighing(10), [6, 5], '6 weight', [8, 1])).toEqual([
      '6 weight',
      '5 weight',
      '81 complete',
    ]);
  });

  it('should stand behind the item that closed a chunk by closeWhen, and keep to the size', () => {
    const closeWhen = (item: number) => item === 3;

    expect(reenter({ closeWhen }, [1, 3, 4], '1 closeWhen', [8])).toEqual([
      '1 closeWhen',
      '384 complete',
    ]);
    expect(reenter({ closeWhen, maxSize: 2 }, [1, 3], '1 closeWhen', [7, 8, 9])).toEqual([
      '1 closeWhen',
      '37 size',
      '89 size',
    ]);
  });

  it('should find a full chunk closed, when its forerunner filled it while closing another', () => {
    expect(reenter(weighing(10), [1, 10], '1 weight', [0, 2])).toEqual([
      '1 weight',
      '10 weight',
      '02 complete',
    ]);
  });

  it('should keep the positions in the order of the chunks', () => {
    const source$ = new Subject<number>();
    const ranges: unknown[] = [];
    source$.pipe(chunkBy(weighing(10))).subscribe((chunk) => {
      ranges.push(...chunk.ranges);
      if (ranges.length === 1) source$.next(8);
    });
    for (const item of [6, 5, 9]) source$.next(item);
    source$.complete();

    expect(ranges).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  it('should not add to an emitted chunk', () => {
    const source$ = new Subject<number>();
    const chunks: Chunk<number>[] = [];
    source$.pipe(chunkBy(2)).subscribe((chunk) => {
      chunks.push(chunk);
      if (chunks.length === 1) source$.next(9);
    });
    for (const item of [1, 2, 3]) source$.next(item);

    expect(chunks.map(({ items }) => items)).toEqual([
      [1, 2],
      [9, 3],
    ]);
  });

  it('should be dropped after a re-entrant completion', () => {
    const source$ = new Subject<number>();
    const seen: string[] = [];
    source$.pipe(chunkBy(weighing(10))).subscribe({
      next: (chunk) => {
        seen.push(told(chunk));
        if (seen.length === 1) source$.complete();
      },
      complete: () => seen.push('|'),
    });
    for (const item of [6, 5, 9]) source$.next(item);

    expect(seen).toEqual(['6 weight', '5 complete', '|']);
  });

  it('should start nothing when a function of the user unsubscribes', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-|');
      const e1subs = '  ^--!    ';
      const expected = '--------';
      const stop$ = new Subject<void>();
      const weight = (item: string) => {
        if (item === 'b') stop$.next();
        return 1;
      };
      const chunks$ = e1.pipe(chunkBy({ maxWeight: 9, maxWait: 100, weight, scheduler }));
      const subscriber$ = new Subject<unknown>();
      const subscription = chunks$.subscribe(subscriber$);
      stop$.subscribe(() => subscription.unsubscribe());

      expectObservable(subscriber$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      scheduler.flush();

      expect(scheduler.frame).withContext('time of the last action').toBeLessThan(100);
    });
  });
});

describe('chunkBy errors of the source', () => {
  it('should emit no chunk before the error when none is open', () => {
    expect(
      chunksOf(
        throwError(() => 'error'),
        2,
      ),
    ).toEqual(['error']);
  });
});
