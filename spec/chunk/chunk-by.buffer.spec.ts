import { buffer, EMPTY, filter, map, of, Subject, take, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { marbles } from '../support/marbles.js';
import { macrotask } from '../support/ticks.js';

// The cases that RxJS 7.8 has for `buffer` and `bufferWhen`, asked of `chunkBy({ flush })`.
// Where RxJS emits an empty buffer, nothing is emitted.

const itemsOf = <T>({ items }: Chunk<T>) => items.join('');

describe('chunkBy flush', () => {
  it('should emit chunks that close and reopen', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--d--e--f--g--h--i--|');
      const e1subs = '   ^----------------------------!';
      const flush = hot('---------x--------x--------x--|');
      const flushsubs = '^----------------------------!';
      const expected = ' ---------x--------y--------z-|';
      const values = { x: 'abc', y: 'def', z: 'ghi' };

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  it('should say so in the chunk, with the time', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b---|');
      const e1subs = '   ^------!';
      const flush = hot('-----f-|');
      const expected = ' -----x-|';
      const x = {
        items: ['a', 'b'],
        ranges: [[0, 2]],
        weight: 2,
        closedBy: 'flush',
        openedAt: 1,
        closedAt: 5,
      };

      expectObservable(e1.pipe(chunkBy({ flush }))).toBe(expected, { x });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit one chunk on completion if the notifier is already complete', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a--b--c-|');
      const e1subs = '  ^--------!';
      const expected = '---------(x|)';

      const result$ = e1.pipe(chunkBy({ flush: EMPTY }), map(itemsOf));
      expectObservable(result$).toBe(expected, { x: 'abc' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should emit all items if the source completes before the notifier does', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--|    ');
      const e1subs = '   ^----------!    ';
      const flush = hot('------x-------x-');
      const flushsubs = '^----------!    ';
      const expected = ' ------x----(y|) ';
      const values = { x: 'ab', y: 'c' };

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  const SILENT: readonly (readonly string[])[] = [
    ['empty and empty', '        |   ', '(^!)', ' |   ', '      |   '],
    ['empty and non-empty', '    |   ', '(^!)', ' ---a', '      |   '],
    ['empty and never', '        |   ', '(^!)', ' -   ', '      |   '],
    ['never and never', '        -   ', '^   ', ' -   ', '      -   '],
    ['never and empty', '        -   ', '^   ', ' |   ', '      -   '],
    ['never and non-empty', '    -   ', '^   ', ' ---x', '      -   '],
    ['throw and non-empty', '    #   ', '(^!)', ' ---a', '      #   '],
    ['late throw and non-empty', '---#', '^--!', ' -a--', '      ---#'],
  ];
  for (const [title, source = '', e1subs = '', notifier = '', expected = ''] of SILENT) {
    it(`should emit no chunk of ${title}`, () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold(source);
        const flush = cold(notifier);

        expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  }

  it('should work with non-empty and throw notifier, without reading the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold(' -a-b-|');
      const expected = '#';
      const flush = throwError(() => 'error');

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe([]);
    });
  });

  it('should hand over the open chunk before an error of the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--#');
      const e1subs = '   ^----------!';
      const flush = hot('------x-------');
      const flushsubs = '^----------!';
      const expected = ' ------x----(y#)';
      const values = { x: 'ab', y: 'c' };

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  it('should hand over the open chunk before an error of the notifier, and leave the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--d--|');
      const e1subs = '   ^--------!     ';
      const flush = hot('------x--#     ');
      const flushsubs = '^--------!     ';
      const expected = ' ------x--(y#)  ';
      const values = { x: 'ab', y: 'c' };

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  it('should keep the open chunk when the notifier completes', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--d--|');
      const e1subs = '   ^-------------!';
      const flush = hot('------x--|     ');
      const flushsubs = '^--------!     ';
      const expected = ' ------x-------(y|)';
      const values = { x: 'ab', y: 'cd' };

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(flush.subscriptions).toBe(flushsubs);
    });
  });

  it('should allow unsubscribing the result early, and leave the notifier with the source', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--d--|');
      const flush = hot('------x-----x--');
      const unsub = '    ---------!     ';
      const subs = '     ^--------!     ';
      const expected = ' ------x---     ';

      const result$ = e1.pipe(chunkBy({ flush }), map(itemsOf));
      expectObservable(result$, unsub).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(flush.subscriptions).toBe(subs);
    });
  });

  it('should leave the notifier when the result is taken from', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --a--b--c--d--|');
      const flush = hot('------x-----x--');
      const subs = '     ^-----!        ';
      const expected = ' ------(x|)     ';

      const result$ = e1.pipe(chunkBy({ flush }), map(itemsOf), take(1));
      expectObservable(result$).toBe(expected, { x: 'ab' });
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(flush.subscriptions).toBe(subs);
    });
  });

  it('should be subscribed before the source, so that it cuts before an item of the same moment', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-|');
      const e1subs = '  ^----!';
      const expected = '---x-(y|)';
      const values = { x: 'a', y: 'b' };

      // The notifier is the source itself, which tells its subscribers in turn.
      const result$ = e1.pipe(chunkBy({ flush: e1 }), map(itemsOf));
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe([e1subs, e1subs]);
    });
  });

  it('should cut when a Promise resolves', async () => {
    const source$ = new Subject<number>();
    const seen: string[] = [];
    source$.pipe(chunkBy({ flush: Promise.resolve() }), map(itemsOf)).subscribe((items) => {
      seen.push(items);
    });
    source$.next(1);
    await macrotask();
    source$.next(2);

    expect(seen).toEqual(['1']);
  });

  it('should raise an error when a Promise rejects', async () => {
    const source$ = new Subject<number>();
    const seen: unknown[] = [];
    source$.pipe(chunkBy({ flush: Promise.reject('error') }), map(itemsOf)).subscribe({
      next: (items) => seen.push(items),
      error: (error: unknown) => seen.push(error),
    });
    source$.next(1);
    await macrotask();

    expect(seen).toEqual(['1', 'error']);
    expect(source$.observed).toBeFalse();
  });

  it('should emit nothing at a flush while no chunk is open', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   ----a------|');
      const e1subs = '   ^----------!';
      const flush = hot('x-x--x-x-x--');
      const expected = ' -----x-----|';

      expectObservable(e1.pipe(chunkBy({ flush }), map(itemsOf))).toBe(expected, { x: 'a' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should have nothing to cut when the notifier is synchronous', () => {
    const seen: string[] = [];
    of(1, 2)
      .pipe(chunkBy({ flush: of('x', 'y') }), map(itemsOf))
      .subscribe((items) => seen.push(items));

    expect(seen).toEqual(['12']);
  });

  const CASES: readonly (readonly [source: string, subs: string, flush: string])[] = [
    ['--a--b--c--|  ', '^----------!  ', '-x-x-x-x-x-x-x'],
    ['(abc)-----d|  ', '^----------!  ', '--x--x--x-----'],
    ['-a-b-c-d-e-f-|', '^------------!', '---(xx)--x-|  '],
    ['-a-----------|', '^------------!', '--x-----------'],
    ['----------a|  ', '^----------!  ', '---------x----'],
  ];
  for (const [index, [source, subs, notifier]] of CASES.entries()) {
    it(`should be equivalent to buffer without its empty buffers, case ${index}`, () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot(source);
        const flush = hot(notifier);

        const result$ = e1.pipe(chunkBy({ flush }), map(itemsOf));
        const expected$ = e1.pipe(
          buffer(flush),
          map((items) => items.join('')),
          filter((items) => items !== ''),
        );
        expectObservable(result$).toEqual(expected$);
        expectSubscriptions(e1.subscriptions).toBe([subs, subs]);
      });
    });
  }

  it('should end with the source although the notifier goes on', () => {
    const flush$ = new Subject<void>();
    of(1)
      .pipe(chunkBy({ flush: flush$ }))
      .subscribe();

    expect(flush$.observed).toBeFalse();
  });
});

// Of buffer, "work with non-empty and empty selector error" is the same as the error of the notifier
// above. Of bufferWhen, what makes a new closing Observable per buffer cannot apply, since there is
// one notifier for the whole subscription: varying cold, hot and empty closings, an error thrown by
// the closing selector, inner never, synchronous inner, inner throw.
