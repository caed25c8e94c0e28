import { BehaviorSubject, map, NEVER, of, Subject, throwError } from 'rxjs';
import { chunkBy, type ChunkByOptions } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { fromSource } from '../../src/flow/from-source.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

const told = <T>({ items, closedBy }: Chunk<T>) => `${items.join('')} ${closedBy}`;

describe('chunkBy with bounds that change', () => {
  it('should form the next chunk by the new size', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const size = cold('x---y----------', { x: 2, y: 3 });
      const sizesubs = ' ^--------------!';
      const e1 = hot('  -a-b-c-d-e-f-g-|');
      const e1subs = '  ^--------------!';
      const expected = '---x-----y-----(z|)';
      const values = { x: 'ab size', y: 'cde size', z: 'fg complete' };

      expectObservable(e1.pipe(chunkBy({ maxSize: size }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(size.subscriptions).toBe(sizesubs);
    });
  });

  it('should close an open chunk that is beyond the new size when the next item comes', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const size = cold('x-----y---------', { x: 5, y: 2 });
      const e1 = hot('  -a-b-c-d-e-f---|');
      const e1subs = '  ^--------------!';
      const expected = '-------x-y-----(z|)';
      const values = { x: 'abc size', y: 'de size', z: 'f complete' };

      expectObservable(e1.pipe(chunkBy({ maxSize: size }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should weigh the open chunk by the new bound when the next item comes', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const maxWeight = cold('x-----y---------', { x: 9, y: 4 });
      const e1 = hot('       -2-3-1-1-3-2---|');
      const e1subs = '       ^--------------!';
      const expected = '     -------x-y-----(z|)';
      const values = { x: '231 weight', y: '13 weight', z: '2 complete' };

      const result$ = e1.pipe(chunkBy<string>({ maxWeight, weight: Number }), map(told));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should wait with the next chunk as long as the new bound says', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const maxWait = cold('x-----y----------', { x: 4, y: 1 });
      const e1 = hot('      -a---b-c---d-|');
      const e1subs = '      ^------------!';
      const expected = '    -----x--y---z|';
      const values = { x: 'ab wait', y: 'c wait', z: 'd wait' };

      expectObservable(e1.pipe(chunkBy({ maxWait }), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should have the default until the first value', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-|');
      const e1subs = '  ^--------!';
      const expected = '---------(x|)';
      const values = { x: 'abcd complete' };

      const limits: ChunkByOptions<string> = {
        maxSize: NEVER,
        maxWeight: NEVER,
        weight: () => 1,
        maxWait: NEVER,
      };
      expectObservable(e1.pipe(chunkBy(limits), map(told))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should take pages by the size of the time, one chunk for each look at the gate', () => {
    const size = new BehaviorSubject(2);
    const seen: string[] = [];
    fromSource([1, 2, 3, 4, 5, 6, 7, 8, 9])
      .pipe(
        chunkBy({ maxSize: size }),
        processChunks((items: readonly number[]) => {
          seen.push(items.join(''));
          size.next(items.length + 1);
        }),
      )
      .subscribe();

    expect(seen).toEqual(['12', '345', '6789']);
  });

  it('should close what is open of a page, and beyond the new size, before it takes more', () => {
    const size = new BehaviorSubject(4);
    const pages = [[1, 2, 3], [4], [5, 6]];
    const seen: string[] = [];
    const source = {
      pull: () => {
        if (pages.length === 2) size.next(2);
        return pages.shift() ?? null;
      },
    };
    fromSource(source)
      .pipe(
        chunkBy({ maxSize: size }),
        processChunks((items) => void seen.push(items.join(''))),
      )
      .subscribe();

    expect(seen).toEqual(['123', '45', '6']);
  });

  describe('by an Observable that goes wrong', () => {
    const limits: Record<string, (bound$: Subject<number>) => ChunkByOptions<string>> = {
      maxSize: (maxSize) => ({ maxSize }),
      maxWeight: (maxWeight) => ({ maxWeight, weight: () => 1 }),
      maxWait: (maxWait) => ({ maxWait }),
    };
    for (const [name, of$] of Object.entries(limits)) {
      it(`should end the run with an error that names ${name}, after the open chunk`, () => {
        const bound$ = new Subject<number>();
        const source = new Subject<string>();
        const seen: unknown[] = [];
        source.pipe(chunkBy(of$(bound$)), map(told)).subscribe({
          next: (text) => seen.push(text),
          error: ({ code, message }: { code: string; message: string }) => seen.push(code, message),
        });
        bound$.next(5);
        source.next('a');
        bound$.next(0);

        expect(seen).toEqual([
          'a error',
          'ERR_OUT_OF_RANGE',
          jasmine.stringContaining(`chunkBy: "${name}" must be`),
        ]);
        expect([source.observed, bound$.observed]).toEqual([false, false]);
      });
    }

    it('should not subscribe to the source if it goes wrong at once', () => {
      for (const maxSize of [of(0), throwError(() => 'broken')]) {
        const source = new Subject<string>();
        const seen: unknown[] = [];
        source.pipe(chunkBy({ maxSize })).subscribe({ error: () => seen.push('error') });

        expect(seen).toEqual(['error']);
        expect(source.observed).toBeFalse();
      }
    });
  });

  it('should leave the Observable with the run', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const size = cold('x-----', { x: 2 });
      const sizesubs = ' ^---!';
      const e1 = cold('  a-----');
      const e1subs = '   ^---!';
      const unsub = '    ----!';

      expectObservable(e1.pipe(chunkBy({ maxSize: size })), unsub).toBe('------');
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(size.subscriptions).toBe(sizesubs);
    });
  });
});
