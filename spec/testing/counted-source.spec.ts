import { NEVER, retry, take, tap, throwError, mergeMap, of } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { countedSource } from '../../src/testing/counted-source.js';
import { scriptedWork } from '../../src/testing/scripted-work.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

const FREE = { flow: null };

describe('countedSource', () => {
  it('should give the items, and count them', () => {
    const rows = countedSource('abc');
    expect([rows.pulls, rows.peakHeld, rows.closed]).toEqual([0, 0, false]);
    const seen: string[] = [];
    fromSource(rows, FREE).subscribe((row) => seen.push(row));

    expect(seen).toEqual(['a', 'b', 'c']);
    expect([rows.pulls, rows.peakHeld, rows.closed]).toEqual([3, 3, true]);
  });

  it('should say how many items were held at most', () => {
    marbles(({ flush }) => {
      const rows = countedSource(Array(1000).keys());
      const options = { concurrency: 2, prefetch: 1 };
      fromSource(rows)
        .pipe(
          chunkBy(10),
          processChunks(scriptedWork({ frames: 5 }), options),
          tap(({ chunk }) => rows.release(chunk.items.length)),
        )
        .subscribe();
      flush();

      expect([rows.pulls, rows.peakHeld, rows.closed]).toEqual([1000, 30, true]);
    });
  });

  it('should release one item at a time unless told otherwise', () => {
    const rows = countedSource('abcdefg');
    const iterator = rows[Symbol.iterator]();
    const read = (count: number) => {
      for (let n = 0; n < count; n++) iterator.next();
      return rows.peakHeld;
    };

    expect(read(2)).toBe(2);
    rows.release();
    expect(read(1)).toBe(2);
    rows.release(2);
    expect(read(2)).toBe(2);
    rows.release(0);
    expect(read(1)).toBe(3);
    rows.release(3);
    expect(read(1)).toBe(3);
  });

  it('should show in a marble how it is read', () => {
    marbles(({ expectObservable }) => {
      const rows = countedSource('abc');
      const work = scriptedWork({ frames: 3 });
      const result$ = fromSource(rows).pipe(
        chunkBy(1),
        processChunks(work, { concurrency: 1, prefetch: 0 }),
        mergeMap(({ values }) => values as string[]),
      );
      const pulls = '    p--p--p--|';
      const expected = ' ---a--b--(c|)';

      expectObservable(rows.seen$).toBe(pulls);
      expectObservable(result$).toBe(expected);
    });
  });

  it('should show that it was left', () => {
    marbles(({ expectObservable, flush }) => {
      const rows = countedSource('abc');
      const result$ = fromSource(rows).pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 })); // prettier-ignore
      const pulls = '    p---x';
      const unsub = '    ----!';
      const expected = ' -----';

      expectObservable(rows.seen$).toBe(pulls);
      expectObservable(result$, unsub).toBe(expected);
      flush();
      expect([rows.pulls, rows.closed]).toEqual([1, true]);
    });
  });

  it('should not be closed while somebody reads', () => {
    const rows = countedSource('abc');
    const [first, second] = [rows[Symbol.iterator](), rows[Symbol.iterator]()];
    first.next();
    second.next();
    expect(rows.closed).toBeFalse();
    first.return?.();
    expect(rows.closed).toBeFalse();
    second.return?.();

    expect(rows.closed).toBeTrue();
  });

  it('should begin again for whoever reads it again, and count on', () => {
    const rows = countedSource('ab');
    let tries = 0;
    const seen: string[] = [];
    fromSource(rows, FREE)
      .pipe(
        mergeMap((row) => (row === 'b' && tries++ === 0 ? throwError(() => 'no') : of(row))),
        retry(1),
      )
      .subscribe((row) => seen.push(row));

    expect(seen).toEqual(['a', 'a', 'b']);
    expect([rows.pulls, rows.closed]).toEqual([4, true]);
  });

  it('should read its items no further than it is read, and close them', () => {
    const log: unknown[] = [];
    const numbers = function* () {
      try {
        for (let n = 0; ; n++) {
          log.push(n);
          yield n;
        }
      } finally {
        log.push('closed');
      }
    };
    fromSource(countedSource(numbers()), FREE).pipe(take(2)).subscribe();

    expect(log).toEqual([0, 1, 'closed']);
  });

  it('should refuse what is no iterable, and no number of items', () => {
    const coded = (code: string) => jasmine.objectContaining({ code }) as never;
    for (const items of [undefined, null, 7, {}, async function* () {}]) {
      expect(() => countedSource(items as never)).toThrow(coded('ERR_INVALID_ARG_TYPE'));
    }
    const rows = countedSource([]);
    expect(() => rows.release(-1)).toThrow(coded('ERR_OUT_OF_RANGE'));
  });
});
