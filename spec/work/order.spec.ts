import fc from 'fast-check';
import { map, of, throwError, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { MalformedItem } from '../../src/core/malformed.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';

/** The first letter says whose it is, the digit how long it takes, the last is shown. */
const key = (item: string) => item[0];
const work = (item: string) => timer(Number(item[1])).pipe(map(() => item));
const byKey = { key };
const shown = map((item: string) => item[2] as string);

describe('ordered: { key }', () => {
  it('should have one item of a key in work, while those of others overtake', () => {
    marbles(({ expectObservable }) => {
      const source = ['a4v', 'a1w', 'b2x', 'b3y', 'c1z'];
      const expected = ' -zx-v(yw|)';

      const options = { concurrency: 3, prefetch: 2, ordered: byKey };
      const result$ = fromSource(source).pipe(mapConcurrent(work, options), shown);
      expectObservable(result$).toBe(expected);
    });
  });

  it('should read no further than its slots, however many lanes are idle', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls(['a5v', 'a5w', 'a5x', 'b1y']);
      const pulls = '    (ppp)p|';
      const expected = ' -----vy---w----(x|)';

      expectObservable(seen$).toBe(pulls);
      const options = { concurrency: 2, prefetch: 1, ordered: byKey };
      const result$ = fromSource(source).pipe(mapConcurrent(work, options), shown);
      expectObservable(result$).toBe(expected);
    });
  });

  it('should give an outcome the position of its arrival, also where it was overtaken', () => {
    marbles(({ expectObservable }) => {
      const source = ['a3v', 'a1w', 'b1x'];
      const expected = ' -2-0(1|)';

      const options = { concurrency: 2, prefetch: 2, ordered: byKey, outcomes: true } as const;
      const result$ = fromSource(source).pipe(
        mapConcurrent<string, string>(work, options),
        map(({ position }) => String(position)),
      );
      expectObservable(result$).toBe(expected);
    });
  });

  it('should have a chunk wait for all keys of its items, and keep the positions', () => {
    marbles(({ expectObservable }) => {
      const source = ['a4', 'b4', 'b1', 'c1', 'd1', 'd1', 'c2', 'c2'];
      const expected = ' -4--02-(6|)';

      const result$ = fromSource(source).pipe(
        chunkBy(2),
        processChunks((items) => timer(Number(items[0]?.[1])).pipe(map(() => items)), {
          concurrency: 4,
          ordered: byKey,
        }),
        map(({ chunk }) => String(chunk.ranges[0]?.[0])),
      );
      expectObservable(result$).toBe(expected);
    });
  });

  it('should not ask for the key of what its source could not read', () => {
    const asked: unknown[] = [];
    const reader = new Reader<string>().read(
      fromSource(['a', new MalformedItem('unreadable') as never as string, 'b']).pipe(
        mapConcurrent((item) => of(item), {
          ordered: { key: (item) => asked.push(item) },
          outcomes: true,
        }),
        map(({ status }) => status),
      ),
    );

    expect(asked).toEqual(['a', 'b']);
    expect(reader.items).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('should end with what the key throws', () => {
    const broken = {
      key: () => {
        throw 'broken';
      },
    };
    const readers = [
      new Reader<unknown>().read(fromSource(['a']).pipe(mapConcurrent(work, { ordered: broken }))),
      new Reader<unknown>().read(of(['a']).pipe(processChunks(() => [1], { ordered: broken }))),
    ];

    expect(readers.map(({ end }) => end)).toEqual([{ error: 'broken' }, { error: 'broken' }]);
  });

  it('should go on with a key whose work has failed', () => {
    const tried: string[] = [];
    const fails = (item: string) => {
      tried.push(item);
      return throwError(() => 'failed');
    };
    const reader = new Reader<unknown>().read(
      fromSource(['a1', 'a2', 'a3']).pipe(mapConcurrent(fails, { ordered: byKey, outcomes: true })),
    );

    expect(tried).toEqual(['a1', 'a2', 'a3']);
    expect(reader.end).toBe('complete');
  });

  it('should need no stack for items of one key whose work is synchronous, and no time for lanes', async () => {
    const reader = new Reader().read(
      fromSource(Array.from({ length: 100_000 }, (_, i) => i)).pipe(
        mapConcurrent((item) => of(item), { concurrency: 10_000, ordered: { key: () => 1 } }),
      ),
    );
    await reader.over;

    expect(reader.items.length).toBe(100_000);
  });

  it('should start each as soon as it may, and none together with another of its key', () => {
    const item = fc.record({
      keys: fc.uniqueArray(fc.nat({ max: 3 }), { minLength: 1, maxLength: 2 }),
      takes: fc.nat({ max: 6 }),
    });
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat({ max: 5 }),
        (items, concurrency, prefetch) => {
          const began = new Map<number, number>();
          const ended = new Map<number, number>();
          let [running, most] = [0, 0];
          const scheduler = new TestScheduler(() => undefined);
          scheduler.run(() => {
            // A chunk of one item for each key, that knows its place.
            const chunks = items.map(({ keys }, id) => keys.map((each) => ({ key: each, id })));
            fromSource(chunks)
              .pipe(
                processChunks(
                  ([first]) => {
                    const id = first?.id ?? 0;
                    began.set(id, scheduler.now());
                    most = Math.max(most, ++running);
                    return timer(items[id]?.takes ?? 0).pipe(
                      map(() => {
                        running--;
                        ended.set(id, scheduler.now());
                        return undefined;
                      }),
                    );
                  },
                  { concurrency, prefetch, ordered: { key: (each) => each.key } },
                ),
              )
              .subscribe();
          });

          expect(ended.size).toBe(items.length);
          expect(most).toBeLessThanOrEqual(concurrency);
          items.forEach(({ keys }, id) => {
            const earlier = items.slice(0, id).map((other, place) => ({ ...other, place }));
            for (const { keys: others, place } of earlier) {
              if (!others.some((each) => keys.includes(each))) continue;
              expect(ended.get(place)).toBeLessThanOrEqual(began.get(id) as number);
            }
          });
        },
      ),
    );
  });
});
