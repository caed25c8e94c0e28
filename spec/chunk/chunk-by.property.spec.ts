import fc from 'fast-check';
import {
  bufferCount,
  bufferTime,
  connect,
  exhaustMap,
  from,
  map,
  merge,
  Observable,
  of,
  take,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { chunkBy, type ChunkByOptions } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

/** An item that arrives at a frame. */
interface Arrival {
  readonly at: number;
  readonly id: number;
  readonly weight: number;
}

const weights = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(50, 1e300, Infinity, 0.1) },
);

const arrivals = fc
  .array(fc.record({ gap: fc.constantFrom(0, 0, 1, 1, 2, 5, 11), weight: weights }), {
    maxLength: 40,
  })
  .map((list) => {
    let at = 0;
    return list.map(({ gap, weight }, id): Arrival => ({ at: (at += gap), id, weight }));
  });

const anyLimits = fc.record(
  {
    maxSize: fc.integer({ min: 1, max: 6 }),
    maxWeight: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(0.5)),
    maxWait: fc.integer({ min: 1, max: 8 }),
    closeEvery: fc.integer({ min: 2, max: 5 }),
  },
  { requiredKeys: [] },
);
type Limits = typeof anyLimits extends fc.Arbitrary<infer L> ? L : never;

function optionsOf({ closeEvery, maxWeight, ...limits }: Limits): ChunkByOptions<Arrival> {
  return {
    ...limits,
    ...(maxWeight !== undefined && { maxWeight, weight: ({ weight }: Arrival) => weight }),
    ...(closeEvery !== undefined && { closeWhen: ({ id }: Arrival) => id % closeEvery === 0 }),
  };
}

/** Emits each at its frame, and completes so many frames after the last. */
function timed<T extends { readonly at: number }>(
  list: readonly T[],
  scheduler: SchedulerLike,
): Observable<T> {
  return new Observable((subscriber) => {
    for (const entry of list) {
      subscriber.add(scheduler.schedule(() => subscriber.next(entry), entry.at));
    }
    const end = (list.at(-1)?.at ?? 0) + 3;
    subscriber.add(scheduler.schedule(() => subscriber.complete(), end));
  });
}

/** What an Observable emits in virtual time, and when. */
function run<T>(make: (scheduler: SchedulerLike) => Observable<T>): [frame: number, value: T][] {
  return marbles(({ scheduler }) => {
    const seen: [number, T][] = [];
    make(scheduler).subscribe((value) => seen.push([scheduler.frame, value]));
    scheduler.flush();
    return seen;
  });
}

const chunksOf = (list: readonly Arrival[], limits: Limits) =>
  run((scheduler) => timed(list, scheduler).pipe(chunkBy({ ...optionsOf(limits), scheduler }))).map(
    ([, chunk]) => chunk,
  );

const ids = ({ items }: Chunk<Arrival>) => items.map(({ id }) => id);
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Fails with the seed and the smallest counter-example. */
function holds<Ts>(property: fc.IProperty<Ts>, numRuns = 300): void {
  fc.assert(property, { numRuns });
  expect().nothing();
}

describe('chunkBy, whatever the items and the limits', () => {
  it('should lose nothing, double nothing and keep the order (C-1)', () => {
    holds(
      fc.property(arrivals, anyLimits, (list, limits) => {
        const chunks = chunksOf(list, limits);
        const positions = chunks.flatMap(({ ranges }) => ranges);
        return (
          chunks.flatMap(ids).join() === list.map(({ id }) => id).join() &&
          positions.every(([start], i) => start === (positions[i - 1]?.[1] ?? 0)) &&
          chunks.every(
            ({ items, ranges: [range] }) => range && range[1] - range[0] === items.length,
          )
        );
      }),
    );
  });

  it('should emit no empty chunk (C-2)', () => {
    holds(
      fc.property(arrivals, anyLimits, (list, limits) =>
        chunksOf(list, limits).every(({ items }) => items.length > 0),
      ),
    );
  });

  it('should keep to size and weight, a single heavier item excepted (C-3)', () => {
    holds(
      fc.property(arrivals, anyLimits, (list, limits) => {
        const { maxSize = Infinity, maxWeight = Infinity } = limits;
        return chunksOf(list, limits).every(({ items, weight }) => {
          const sum = items.reduce((total, item) => total + item.weight, 0);
          const told = limits.maxWeight === undefined ? items.length : sum;
          return (
            items.length <= maxSize &&
            weight === told &&
            (items.length === 1 || limits.maxWeight === undefined || sum <= maxWeight)
          );
        });
      }),
    );
  });

  it('should close no chunk that could have taken the next item (C-4)', () => {
    holds(
      fc.property(arrivals, anyLimits, (list, limits) => {
        const chunks = chunksOf(list, limits);
        return chunks.every(({ items, weight, closedBy, openedAt, closedAt }, i) => {
          const next = chunks[i + 1]?.items[0];
          switch (closedBy) {
            case 'size':
              return items.length === limits.maxSize;
            case 'weight':
              return (
                weight + (next?.weight ?? 0) > limits.maxWeight! || weight >= limits.maxWeight!
              );
            case 'closeWhen':
              return next !== undefined && next.id % limits.closeEvery! === 0;
            case 'wait':
              return closedAt - openedAt === limits.maxWait;
            default:
              return closedBy === 'complete' && next === undefined;
          }
        });
      }),
    );
  });

  it('should let no item wait longer than maxWait (C-5)', () => {
    holds(
      fc.property(arrivals, anyLimits, (list, limits) =>
        chunksOf(list, limits).every(
          ({ items, openedAt, closedAt }) =>
            items[0]?.at === openedAt &&
            items.every(({ at }) => at >= openedAt && at <= closedAt) &&
            (limits.maxWait === undefined || closedAt - openedAt <= limits.maxWait),
        ),
      ),
    );
  });

  it('should keep C-1 to C-3 while a gate below opens and closes', () => {
    const switches = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 });
    holds(
      fc.property(arrivals, anyLimits, switches, (list, limits, times) => {
        const toggles = times.sort((a, b) => a - b).map((at, i) => ({ at, paused: i % 2 === 0 }));
        const chunks = run((scheduler) =>
          timed(list, scheduler).pipe(
            chunkBy({ ...optionsOf(limits), scheduler }),
            pauseWhen(timed(toggles, scheduler).pipe(map(({ paused }) => paused))),
          ),
        ).map(([, chunk]) => chunk);
        const { maxSize = Infinity } = limits;
        return (
          chunks.flatMap(ids).join() === list.map(({ id }) => id).join() &&
          chunks.every(({ items }) => items.length > 0 && items.length <= maxSize)
        );
      }),
    );
  });
});

describe('chunkBy beside RxJS', () => {
  it('should cut by size as bufferCount does (C-6)', () => {
    holds(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 9 }), (items, size) => {
        const ours: (readonly number[])[] = [];
        const theirs: number[][] = [];
        from(items)
          .pipe(chunkBy(size))
          .subscribe((chunk) => ours.push(chunk.items));
        from(items)
          .pipe(bufferCount(size))
          .subscribe((buffer) => theirs.push(buffer));
        return same(ours, theirs);
      }),
      1000,
    );
  });

  it('should cut by time and size as a bufferTime does that starts with the first item (C-6)', () => {
    const waits = fc.integer({ min: 1, max: 8 });
    const sizes = fc.integer({ min: 1, max: 6 });
    holds(
      fc.property(arrivals, waits, sizes, (list, maxWait, maxSize) => {
        const ours = run((scheduler) =>
          timed(list, scheduler).pipe(chunkBy({ maxWait, maxSize, scheduler }), map(ids)),
        );
        // bufferTime alone starts with the subscription and goes on ticking; started with each first
        // item, it has no empty buffers.
        const theirs = run((scheduler) =>
          timed(list, scheduler).pipe(
            map(({ id }) => id),
            connect((id$) =>
              id$.pipe(
                exhaustMap((first) =>
                  merge(of(first), id$).pipe(
                    bufferTime(maxWait, null, maxSize, scheduler),
                    take(1),
                  ),
                ),
              ),
            ),
          ),
        );
        return same(ours, theirs);
      }),
    );
  });
});

describe('chunkBy directly below fromSource', () => {
  const pages = fc.array(fc.array(fc.nat(99), { maxLength: 12 }), { maxLength: 8 });
  /** Gives each page so many frames after it was asked for; at once with 0. */
  const paged = (
    list: readonly (readonly number[])[],
    frames: number,
    scheduler: SchedulerLike,
    log: unknown[],
  ): PullSource<number> => {
    let next = 0;
    return {
      pull: () => {
        log.push([scheduler.now(), next]);
        const page = list[next++] ?? null;
        if (frames === 0) return page;
        const then = (done: (page: readonly number[] | null) => void) => {
          scheduler.schedule(() => done(page), frames);
        };
        return { then } as PromiseLike<readonly number[] | null>;
      },
    };
  };

  it('should make of pages what it makes of their items one by one, and pull at the same times', () => {
    const limits = fc.record(
      { maxSize: fc.integer({ min: 1, max: 7 }), maxWait: fc.integer({ min: 1, max: 9 }) },
      { requiredKeys: ['maxSize'] },
    );
    const pauses = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 6 });
    const some = fc.integer({ min: 1, max: 9 });
    holds(
      fc.property(pages, limits, fc.nat(3), pauses, some, (list, cuts, frames, times, count) => {
        const toggles = times.sort((a, b) => a - b).map((at, i) => ({ at, paused: i % 2 === 0 }));
        const [slices, items] = [true, false].map((direct) => {
          const pulls: unknown[] = [];
          const seen = run((scheduler) => {
            const source$ = fromSource(paged(list, frames, scheduler, pulls));
            return (direct ? source$ : source$.pipe(map((item) => item))).pipe(
              chunkBy({ ...cuts, scheduler }),
              pauseWhen(timed(toggles, scheduler).pipe(map(({ paused }) => paused))),
              processChunks(() => timer(2, scheduler).pipe(map(() => undefined)), {
                concurrency: 1,
                prefetch: 0,
              }),
              map(({ chunk }) => chunk),
              take(count),
            );
          });
          return { seen, pulls };
        });
        return same(slices, items);
      }),
    );
  });
});
