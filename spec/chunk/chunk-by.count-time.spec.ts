import { concatMap, map, mergeMap, Observable, of, Subject, take } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { marbles } from '../support/marbles.js';

// The cases that RxJS 7.8 has for `bufferCount`, `bufferTime`, `windowCount` and `windowTime`, asked of
// `chunkBy({ maxSize, maxWait })`. `bufferTime` ticks from the subscription on; here the time starts
// with the first item of a chunk, and there are no empty chunks.

const itemsOf = <T>({ items }: Chunk<T>) => items.join('');

describe('chunkBy as bufferCount and windowCount', () => {
  it('should emit chunks of the size', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a--b--c--d--e--f--|');
      const e1subs = '  ^-------------------!';
      const expected = '-----x-----y-----z--|';
      const values = { x: 'ab', y: 'cd', z: 'ef' };

      expectObservable(e1.pipe(chunkBy(2), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit a partial chunk if the source completes before the size is reached', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a--b--c--d--|');
      const e1subs = '  ^-------------!';
      const expected = '--------------(x|)';

      expectObservable(e1.pipe(chunkBy(5), map(itemsOf))).toBe(expected, { x: 'abcd' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit a full chunk, then the last partial chunk, if the source completes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a^-b--c--d--e--|');
      const e1subs = '     ^-------------!';
      const expected = '   --------y-----(z|)';
      const values = { y: 'bcd', z: 'e' };

      expectObservable(e1.pipe(chunkBy(3), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit chunks of the size, but stop when the result is unsubscribed early', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a--b--c--d--e--f--g--h--i--|');
      const e1subs = '  ^-----------------!           ';
      const unsub = '   ------------------!           ';
      const expected = '--------v--------w-           ';
      const values = { v: 'abc', w: 'def' };

      expectObservable(e1.pipe(chunkBy(3), map(itemsOf)), unsub).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit what it has if the source errors before the size is reached', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  --a--b--c--d--#');
      const e1subs = '  ^-------------!';
      const expected = '--------------(x#)';

      expectObservable(e1.pipe(chunkBy(5), map(itemsOf))).toBe(expected, { x: 'abcd' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should take an item that comes while a chunk is emitted into the next one', () => {
    const source$ = new Subject<number>();
    const seen: string[] = [];
    source$.pipe(chunkBy(3), map(itemsOf)).subscribe((items) => {
      seen.push(items);
      if (items === '123') source$.next(4);
    });
    for (const item of [1, 2, 3, 5, 6]) source$.next(item);

    expect(seen).toEqual(['123', '456']);
  });

  it('should stop listening to a synchronous observable when unsubscribed', () => {
    const sideEffects: number[] = [];
    const synchronous$ = new Observable<number>((subscriber) => {
      for (let i = 0; !subscriber.closed && i < 10; i++) {
        sideEffects.push(i);
        subscriber.next(i);
      }
    });
    synchronous$.pipe(chunkBy({ maxSize: 3, maxWait: 5 }), take(1)).subscribe();

    expect(sideEffects).toEqual([0, 1, 2]);
  });
});

describe('chunkBy as bufferTime and windowTime', () => {
  it('should emit chunks by time', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---e---f---g-----|');
      const e1subs = '  ^--------------------------------!';
      const expected = '------------x-----------y--------(z|)';
      const values = { x: 'abc', y: 'def', z: 'g' };

      expectObservable(e1.pipe(chunkBy({ maxWait: 9 }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit chunks by time or when they are full', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---e---f---g-----|');
      const e1subs = '  ^--------------------------------!';
      const expected = '-------x-------y-------z--------w|';
      const values = { x: 'ab', y: 'cd', z: 'ef', w: 'g' };

      const result$ = e1.pipe(chunkBy({ maxWait: 5, maxSize: 2 }), map(itemsOf));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit chunks by time or when they are full, items in bursts', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  (abcde)----f----|');
      const e1subs = '  ^---------------!';
      const expected = '(xy)-z----------(w|)';
      const values = { x: 'ab', y: 'cd', z: 'e', w: 'f' };

      const result$ = e1.pipe(chunkBy({ maxWait: 5, maxSize: 2 }), map(itemsOf));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit what it has when the source ends with an error', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---e---#');
      const e1subs = '  ^----------------------!';
      const expected = '------------x----------(y#)';
      const values = { x: 'abc', y: 'de' };

      expectObservable(e1.pipe(chunkBy({ maxWait: 9 }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit chunks and allow the result to be unsubscribed early', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---e---f---|');
      const e1subs = '  ^-----------------!         ';
      const unsub = '   ------------------!         ';
      const expected = '------------x------         ';

      const result$ = e1.pipe(chunkBy({ maxWait: 9 }), map(itemsOf));
      expectObservable(result$, unsub).toBe(expected, { x: 'abc' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---e---f---|');
      const e1subs = '  ^-----------------!         ';
      const unsub = '   ------------------!         ';
      const expected = '------------x------         ';

      const result$ = e1.pipe(
        mergeMap((item) => of(item)),
        chunkBy({ maxWait: 9 }),
        mergeMap((chunk) => of(itemsOf(chunk))),
      );
      expectObservable(result$, unsub).toBe(expected, { x: 'abc' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  const SILENT: readonly (readonly [title: string, source: string, subs: string])[] = [
    ['empty', '|', '(^!)'],
    ['never', '-', '^---'],
    ['throw', '#', '(^!)'],
  ];
  for (const [title, marble, e1subs] of SILENT) {
    it(`should handle ${title}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold(marble);
        const expected = marble;

        expectObservable(e1.pipe(chunkBy({ maxWait: 2, maxSize: 2 }))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  }

  it('should make one chunk of a source that has one item', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' (a|)');
      const e1subs = '  (^!)';
      const expected = '(x|)';

      const result$ = e1.pipe(chunkBy({ maxWait: 5 }), map(itemsOf));
      expectObservable(result$).toBe(expected, { x: 'a' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not throw when it is unsubscribed synchronously after a chunk', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  ---a---b---c---d---|');
      const e1subs = '  ^------!            ';
      const expected = '-------(x|)         ';

      const result$ = e1.pipe(chunkBy({ maxWait: 5, maxSize: 2 }), map(itemsOf), take(1));
      expectObservable(result$).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not have errors when take follows and the time is up first', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-------b----c--------|');
      const e1subs = '  ^-------------!         ';
      const expected = '------x-------(y|)      ';
      const values = { x: 'a', y: 'bc' };

      const result$ = e1.pipe(chunkBy({ maxWait: 5, maxSize: 9 }), map(itemsOf), take(2));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not mutate the chunk on reentrant next', () => {
    marbles(({ expectObservable }) => {
      const source$ = new Subject<number>();
      const expected = '---(x|)';
      const result$ = source$.pipe(
        chunkBy({ maxWait: 3 }),
        take(1),
        concatMap((chunk) => {
          source$.next(2);
          return of(itemsOf(chunk));
        }),
      );

      expectObservable(result$).toBe(expected, { x: '1' });
      expectObservable(of(1).pipe(map((item) => source$.next(item)))).toBe('(u|)', {
        u: undefined,
      });
    });
  });
});

// Cannot apply, since chunks neither overlap nor leave gaps: buffers with a skip count, windows with a
// skip count, buffers and windows with a creation interval. Cannot apply, since a chunk is a value and
// no Observable: "dispose of inner windows", "not error if maxWindowSize is hit while nexting to other
// windows". Cannot apply, since no chunk is empty: "split a never Observable into timely empty windows",
// "return a single empty window if source is empty", "emit an error-only window".
