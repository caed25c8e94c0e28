import {
  type Observable,
  EMPTY,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  of,
  range,
  Subject,
  timer,
} from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent, type MapConcurrentOptions } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';

const delayed =
  (frames: number) =>
  <T>(item: T): Observable<T> =>
    timer(frames).pipe(map(() => item));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('flow of mapConcurrent', () => {
  describe('to its source', () => {
    it('should have as many items read ahead as there are lanes, where nothing is said', () => {
      for (const [concurrency, pulled] of [
        [undefined, 8],
        [1, 2],
        [16, 32],
      ] as const) {
        const { source, perFrame } = visiblePulls(upTo(100));
        fromSource(source)
          .pipe(mapConcurrent(() => NEVER, { concurrency }))
          .subscribe();

        expect(perFrame).toEqual({ 0: pulled });
      }
    });

    it('should have it read again when half of what was read ahead is used', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcdefgh', () => scheduler.now());
        const expected = ' --a-b-c-d-e-f-g-(h|)';

        const work = mapConcurrent(delayed(2), { concurrency: 1, prefetch: 4 });
        expectObservable(fromSource(source).pipe(work)).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 5, 4: 2, 8: 1 });
      });
    });

    it('should have it read for each free lane without prefetch', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcd', () => scheduler.now());
        const expected = ' --a-b-c-(d|)';

        const work = mapConcurrent(delayed(2), { concurrency: 1, prefetch: 0 });
        expectObservable(fromSource(source).pipe(work)).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 1, 2: 1, 4: 1, 6: 1 });
      });
    });

    it('should take a page as far as it has slots', () => {
      const started: number[] = [];
      fromSource(upTo(500))
        .pipe(
          mapConcurrent(
            (item) => {
              started.push(item);
              return item < 3 ? [item] : NEVER;
            },
            { concurrency: 2, prefetch: 2 },
          ),
        )
        .subscribe();

      expect(started).toEqual([0, 1, 2, 3, 4]);
    });
  });

  describe('from what is below', () => {
    it('should reach pull sources that are inners', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const { source, perFrame } = visiblePulls('abcd', () => scheduler.now());
        const expected = ' ---a--b--c--(d|)';

        const slow = mapConcurrent(delayed(3), { concurrency: 1, prefetch: 0 });
        const result = of(0).pipe(mapConcurrent(source), slow);
        expectObservable(result).toBe(expected);
        flush();
        expect(perFrame).toEqual({ 0: 1, 3: 1, 6: 1, 9: 1 });
      });
    });

    it('should share the pulls among inners, each in its turn', () => {
      marbles(({ scheduler, flush }) => {
        const sources = ['a', 'b', 'c'].map((name) =>
          visiblePulls(
            upTo(100).map(() => name),
            () => scheduler.now(),
          ),
        );
        const seen: string[] = [];
        fromSource(sources)
          .pipe(
            mapConcurrent(({ source }) => source()),
            mapConcurrent(delayed(1), { concurrency: 1, prefetch: 0 }),
          )
          .subscribe((name) => seen.push(name));
        flush();

        expect(seen.length).toBe(300);
        for (const name of ['a', 'b', 'c']) {
          const early = seen.slice(0, 90).filter((other) => other === name).length;
          expect(early).withContext(`of ${name} among the first 90`).toBeGreaterThan(20);
        }
      });
    });

    it('should start nothing that is queued while what is below is full', () => {
      marbles(({ scheduler, expectObservable, flush }) => {
        const starts: string[] = [];
        const { source, perFrame } = visiblePulls('abc', () => scheduler.now());
        const expected = ' -----a----b----(c|)';

        const first = (item: string) => {
          starts.push(`${scheduler.now()}${item}`);
          return delayed(1)(item);
        };
        const result = fromSource(source).pipe(
          mapConcurrent(first, { concurrency: 1, prefetch: 2 }),
          mapConcurrent(delayed(4), { concurrency: 1, prefetch: 0 }),
        );
        expectObservable(result).toBe(expected);
        flush();
        expect(starts).toEqual(['0a', '5b', '10c']);
        expect(perFrame).toEqual({ 0: 3 });
      });
    });
  });

  describe('that nobody asked for', () => {
    const BOUND = 65_536;

    it('should hold 65,536 items, and end the run once with the next, saying how many', () => {
      const source = new Subject<number>();
      const errors: unknown[] = [];
      source
        .pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      for (let i = 0; i < 1 + BOUND; i++) source.next(i);
      expect(errors).toEqual([]);

      for (let i = 0; i < 10; i++) source.next(i);
      expect(errors).toEqual([
        jasmine.objectContaining({
          code: 'ERR_BUFFER_OVERFLOW',
          operator: 'mapConcurrent',
          held: BOUND + 1,
          limit: BOUND,
        }),
      ]);
      expect(source.observed).toBeFalse();
      expect(claimWarnings()).toEqual([
        jasmine.stringContaining('its slots are full'),
        jasmine.stringContaining('1000 values came that nobody asked for'),
      ]);
    });

    it('should not be mistaken for the expansion of one item, however long', () => {
      for (const values of [1000, 70_000]) {
        const busy = new Subject<never>();
        let started = 0;
        let error: unknown;
        fromSource([0])
          .pipe(
            mergeMap(() => range(0, values)),
            mapConcurrent(() => (started++ === 0 ? busy : EMPTY), { concurrency: 1, prefetch: 0 }),
          )
          .subscribe({ error: (e: unknown) => (error = e) });
        busy.complete();

        expect(error).toBeUndefined();
        expect(started).toBe(values);
      }
    });
  });

  describe('given a million items', () => {
    const MILLION = 1_000_000;
    const counted = async (
      inner: (n: number) => Observable<number> | Promise<number> | number[],
      options?: MapConcurrentOptions & { outcomes?: false },
      items = MILLION,
    ) => {
      let seen = 0;
      await fromSource(upTo(items))
        .pipe(mapConcurrent(inner, options))
        .forEach(() => seen++);
      return seen;
    };

    it('should need no stack for synchronous inners', async () => {
      const emptyOr = (n: number) => (n % 2 === 0 ? of(n) : EMPTY);

      expect(await counted(emptyOr)).toBe(MILLION / 2);
    });

    it('should need no stack where an asynchronous inner holds up synchronous ones', async () => {
      const inner = (n: number) => (n === 0 ? Promise.resolve(n) : of(n));

      expect(await counted(inner, { concurrency: 1 }, 100_000)).toBe(100_000);
      expect(await counted(inner, { concurrency: 2, ordered: true }, 100_000)).toBe(100_000);
    });

    it('should need no stack for promises', async () => {
      expect(await counted((n) => Promise.resolve(n), { concurrency: 64 })).toBe(MILLION);
    });

    it('should need no stack for one inner of as many values', async () => {
      let seen = 0;
      await lastValueFrom(
        of(0).pipe(
          mapConcurrent(() => range(0, MILLION)),
          map(() => seen++),
        ),
      );

      expect(seen).toBe(MILLION);
    });
  });
});
