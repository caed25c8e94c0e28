import * as fc from 'fast-check';
import {
  map,
  take,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import type { Chunk } from '../../../src/core/chunk.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import type { PullSource } from '../../../src/flow/pull-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { marbles } from '../../support/marbles.js';

/** One pipeline under one script of pages, closings and durations. */
interface Case {
  /** How many items are in each page, and after how many frames it comes; 0 is at once. */
  readonly pages: readonly (readonly [size: number, delay: number])[];
  readonly maxSize: number;
  readonly maxWait: number | undefined;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ordered: boolean;
  /** How long work takes, in turn. */
  readonly durations: readonly number[];
  /** When the flow is paused, and for how long. */
  readonly pauses: readonly (readonly [at: number, duration: number])[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  pages: fc.array(fc.tuple(fc.nat(12), fc.oneof(fc.constant(0), fc.nat(4))), { maxLength: 8 }),
  maxSize: fc.integer({ min: 1, max: 9 }),
  maxWait: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  concurrency: fc.integer({ min: 1, max: 3 }),
  prefetch: fc.nat(3),
  ordered: fc.boolean(),
  durations: fc.array(fc.nat(5), { minLength: 1, maxLength: 5 }),
  pauses: fc.array(fc.tuple(fc.nat(20), fc.nat(10)), { maxLength: 3 }),
});

type Log = (what: string, ...about: unknown[]) => void;

/** The pages of a script; numbers from 0, each answered at once or after its frames. */
function paged({ pages }: Case, log: Log, scheduler: SchedulerLike): PullSource<number> {
  const left = [...pages];
  let next = 0;
  return {
    pull: () => {
      log('pull');
      const [size, delay] = left.shift() ?? [-1, 0];
      const page = size < 0 ? null : Array.from({ length: size }, () => next++);
      if (delay === 0) return page;
      return {
        then: (give: (page: number[] | null) => unknown) => {
          timer(delay, scheduler).subscribe(() => give(page));
        },
      } as PromiseLike<number[] | null>;
    },
    close: () => log('close'),
  };
}

/**
 * All that can be seen of a run: what was done, and the frame in which it was. Timers are the test scheduler's
 * own, since those that it stands in for it loses when one cancels another of the same frame.
 */
function observed(
  run: Case,
  pipeline: (
    source$: Observable<number>,
    log: Log,
    scheduler: SchedulerLike,
  ) => Observable<unknown>,
): readonly unknown[] {
  const seen: unknown[] = [];
  marbles(({ scheduler, flush }) => {
    const log: Log = (...what) => seen.push([scheduler.now(), ...what]);
    const isPaused = (now: number) =>
      run.pauses.some(([at, duration]) => at <= now && now < at + duration);
    const pause$ = timer(0, 1, scheduler).pipe(map(isPaused), take(31));
    pipeline(fromSource(paged(run, log, scheduler)), log, scheduler)
      .pipe(pauseWhen(pause$))
      .subscribe({
        next: (result) => log('result', result),
        error: (error) => log('error', error),
        complete: () => log('complete'),
      });
    flush();
  });
  return seen;
}

function timed<T>({ durations }: Case, log: Log, scheduler: SchedulerLike) {
  let nth = 0;
  return (work: T) => {
    log('work', work);
    const duration = durations[nth++ % durations.length] ?? 0;
    return timer(duration, scheduler).pipe(map(() => work));
  };
}

/** Stands between source and taker, so that no range can be handed over. */
const between: MonoTypeOperatorFunction<number> = map((item) => item);
const direct: MonoTypeOperatorFunction<number> = (source$) => source$;

describe('a range of a page', () => {
  it('should give a chunker the same chunks at the same times as item by item', () => {
    const pipeline =
      (run: Case, link: MonoTypeOperatorFunction<number>) =>
      (source$: Observable<number>, log: Log, scheduler: SchedulerLike) => {
        const { maxSize, maxWait, concurrency, prefetch, ordered } = run;
        const work = timed<readonly number[]>(run, log, scheduler);
        return source$.pipe(
          link,
          chunkBy({ maxSize, maxWait, scheduler }),
          map((chunk: Chunk<number>) => {
            log('chunk', chunk);
            return chunk;
          }),
          processChunks((items) => work(items), { concurrency, prefetch, ordered }),
          map(({ values }) => values),
        );
      };
    fc.assert(
      fc.property(cases, (run) => {
        const ranges = observed(run, pipeline(run, direct));
        expect(ranges).toEqual(observed(run, pipeline(run, between)));
        expect(ranges.at(-1)).toEqual([jasmine.any(Number), 'complete']);
      }),
      { numRuns: 300 },
    );
  });

  it('should give mapConcurrent the same items at the same times as item by item', () => {
    const pipeline =
      (run: Case, link: MonoTypeOperatorFunction<number>) =>
      (source$: Observable<number>, log: Log, scheduler: SchedulerLike) => {
        const { concurrency, prefetch, ordered } = run;
        const work = timed<number>(run, log, scheduler);
        return source$.pipe(
          link,
          mapConcurrent((item) => work(item), { concurrency, prefetch, ordered }),
        );
      };
    fc.assert(
      fc.property(cases, (run) => {
        const ranges = observed(run, pipeline(run, direct));
        expect(ranges).toEqual(observed(run, pipeline(run, between)));
        expect(ranges.at(-1)).toEqual([jasmine.any(Number), 'complete']);
      }),
      { numRuns: 300 },
    );
  });
});
