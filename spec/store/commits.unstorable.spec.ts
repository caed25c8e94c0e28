import { of, type Observable, type SchedulerLike } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import { rejected, type ItemFailure, type Outcome } from '../../src/core/outcome.js';
import { UnstorableValueError } from '../../src/core/unstorable-value-error.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { RunWriter, Unstorable } from '../../src/store/result-store.js';
import type { Storable } from '../../src/store/storable.js';
import { storeTo } from '../../src/store/store-to.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';
import { emptyStore, newRun, resultOf } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const REASON = new UnstorableValueError('it is NaN (number)');
const FAILED = { kind: 'rejected', reason: REASON } as const;
const BEFORE = { kind: 'rejected', reason: 'before' } as const;

/** A store whose writer answers so to each record. */
function answering(append: RunWriter['append']) {
  return { ...emptyStore(), open: () => ({ ...newRun(), append }) };
}

/** What comes through, and how it ends. */
function stored<S extends Storable>(source: Observable<S>, answer: unknown) {
  const seen: unknown[] = [];
  const store = answering(() => answer as undefined);
  source.pipe(storeTo(store, RUN)).subscribe({
    next: (result) => seen.push(result),
    error: (error: unknown) => seen.push(error),
    complete: () => seen.push('complete'),
  });
  return seen;
}

describe('Commits, values that cannot be stored', () => {
  it('should hand a result on as it is stored: without these values, as failures', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const store = answering(({ values }) => {
        const places = values.flatMap((value, place) => (Number.isNaN(value) ? [place] : []));
        const answer: Unstorable = new Map(places.map((place) => [place, REASON]));
        return after(scheduler, 2, answer);
      });
      const before = new Map([[0, BEFORE]]);
      const a = resultOf([undefined, NaN, 3, NaN], 0, before);
      const b = resultOf<number | undefined>([5], 4);
      const x = {
        ...a,
        values: [undefined, undefined, 3, undefined],
        failures: new Map<number, ItemFailure>([
          [0, BEFORE],
          [1, FAILED],
          [3, FAILED],
        ]),
      };
      const e1 = cold('  -a---b-|', { a, b });
      const e1subs = '   ^------!';
      const expected = ' ---x---(b|)';

      expectObservable(e1.pipe(storeTo(store, RUN))).toBe(expected, { x, b });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should leave what it was given unchanged', () => {
    const given = resultOf([NaN, 2]);
    const [result] = stored(of(given), new Map([[0, REASON]]));

    expect(given).toEqual(resultOf([NaN, 2]));
    expect(result).toEqual({ ...given, values: [undefined, 2], failures: new Map([[0, FAILED]]) });
  });

  it('should hand outcomes on as rejected, in their places, with their positions', () => {
    const seen: Chunk<Outcome<number, number>>[] = [];
    const store = answering(({ values }) => {
      const place = values.indexOf(-1);
      return place < 0 ? undefined : new Map([[place, REASON]]);
    });
    fromSource([10, 11, 12])
      .pipe(
        mapConcurrent((item) => of(item === 11 ? -1 : item * 2), {
          outcomes: true,
          concurrency: 1,
        }),
        chunkBy(2),
        storeTo(store, RUN),
      )
      .subscribe((chunk) => seen.push(chunk));

    expect(
      seen.map(({ items, ranges }) => [items.map(({ position }) => position), ranges]),
    ).toEqual([
      [[0, 1], [[0, 2]]],
      [[2], [[2, 3]]],
    ]);
    const [first, second] = seen[0]?.items ?? [];
    expect(first).toEqual(jasmine.objectContaining({ status: 'fulfilled', value: 20 }) as never);
    expect(second).toEqual(rejected(11, 1, REASON));
    expect(seen[0]?.items.length).toBe(2);
  });

  it('should count them as failed in the progress below it', () => {
    const done: unknown[] = [];
    const store = answering(() => new Map([[1, REASON]]));
    of(resultOf([1, NaN, 3]))
      .pipe(
        storeTo(store, RUN),
        trackProgress(({ fulfilled, failed }) => done.push([fulfilled, failed])),
      )
      .subscribe();

    expect(done.at(-1)).toEqual([2, 1]);
  });

  it('should hand on the very same result where the answer tells of none', () => {
    const given = resultOf([1]);
    for (const answer of [undefined, null, new Map(), new Set([0]), { size: 1 }, 1, 'ok', [0]]) {
      const seen = stored(of(given), answer);
      expect(seen)
        .withContext(typeof answer)
        .toEqual([given, 'complete']);
      expect(seen[0]).toBe(given);
    }
  });

  it('should write each record once, whatever the answer', () => {
    let records = 0;
    const store = answering(() => {
      records++;
      return new Map([[0, REASON]]);
    });
    of(resultOf([NaN], 0), resultOf([NaN], 1))
      .pipe(storeTo(store, RUN))
      .subscribe();

    expect(records).toBe(2);
  });
});

/** What takes the place of a promise in virtual time. */
function after<T>(scheduler: SchedulerLike, frames: number, answer: T): PromiseLike<T> {
  const then = (done?: (value: T) => unknown) => {
    scheduler.schedule(() => done?.(answer), frames);
  };
  return { then: then as PromiseLike<T>['then'] };
}
