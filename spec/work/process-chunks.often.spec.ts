import { EMPTY, lastValueFrom, Observable, of, range, repeat, retry, tap } from 'rxjs';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { fromSource } from '../../src/flow/from-source.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { after, alone, words } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';

const same = <T>(items: readonly T[]): readonly T[] => items;

describe('processChunks used often', () => {
  describe('used more than once', () => {
    const positions = (seen: unknown[]) => (result: ChunkResult<string, string>) => {
      seen.push([result.chunk.ranges[0]?.[0], result.values[0]]);
    };

    it('should share no state between two subscribers', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b--c|');
        const e1subs = [' ^------!', '--^----!'];
        const late = '     --^';
        const expected1 = '-----a-b--(c|)';
        const expected2 = '-------b--(c|)';

        const result = e1.pipe(alone(), processChunks(after(4)), words());
        expectObservable(result).toBe(expected1);
        expectObservable(result, late).toBe(expected2);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should number anew for each subscriber, whichever source an operator is given', () => {
      const seen: unknown[] = [];
      const work = processChunks<string, string>(same);
      const first$ = of(['a'], ['b']).pipe(work);
      first$.subscribe(positions(seen));
      first$.subscribe(positions(seen));
      of(['c']).pipe(work).subscribe(positions(seen));

      const once = [
        [0, 'a'],
        [1, 'b'],
      ];
      expect(seen).toEqual([...once, ...once, [0, 'c']]);
    });

    it('should start clean after repeat', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b|');
        const e1subs = ['  ^--!', '------^--!'];
        const expected = ' ----a-b---a-(b|)';

        const result = e1.pipe(alone(), processChunks(after(4)), words(), repeat(2));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should start clean after retry', () => {
      const seen: unknown[] = [];
      let left = 1;
      const source = new Observable<string[]>((subscriber) => {
        subscriber.next(['a']);
        if (left-- > 0) subscriber.error('once');
        else subscriber.complete();
      });
      source
        .pipe(processChunks<string, string>(same), retry(1))
        .subscribe({ next: positions(seen), complete: () => seen.push('complete') });

      expect(seen).toEqual([[0, 'a'], [0, 'a'], 'complete']);
    });
  });

  describe('given a million chunks', () => {
    const MILLION = 1_000_000;
    const count = <T>(source: Observable<T>) => {
      let seen = 0;
      source.subscribe({ next: () => seen++ });
      return seen;
    };

    it('should need no stack for synchronous work', () => {
      expect(count(range(0, MILLION).pipe(alone(), processChunks(same)))).toBe(MILLION);
      expect(
        count(
          range(0, MILLION).pipe(
            alone(),
            processChunks(() => EMPTY),
          ),
        ),
      ).toBe(MILLION);
    });

    it('should need no stack when synchronous work was waiting for asynchronous work', async () => {
      let seen = 0;
      const source = fromSource(function* () {
        for (let i = 0; i < MILLION; i++) yield [i];
      });
      const work = (items: readonly number[]) => (items[0] === 0 ? Promise.resolve(items) : items);
      const result = source.pipe(
        processChunks(work, { concurrency: 1 }),
        tap(() => seen++),
      );
      await lastValueFrom(result);

      expect(seen).toBe(MILLION);
    });
  });
});
