import { map, merge, of, Subject, tap, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { macrotask } from '../support/ticks.js';

const ONE = { concurrency: 1, prefetch: 0 };

/** Writes down when a value is being handed over, and when that is done. */
function watching<T>(log: string[], during: (value: T) => void = () => {}) {
  return tap((value: T) => {
    log.push(`( ${value}`);
    during(value);
    log.push(`) ${value}`);
  });
}

/** `( a`, `) a`, `( b`, `) b`: one after the other, none inside another. */
const oneByOne = (values: readonly unknown[]) => values.flatMap((v) => [`( ${v}`, `) ${v}`]);

describe('turns', () => {
  beforeEach(() => {
    // However slow the machine, no source lets the host have a turn between.
    spyOn(performance, 'now').and.returnValue(0);
  });

  it('should let synchronous work wake the source, without entering it again', () => {
    const seen: number[] = [];
    const rows = function* () {
      // A generator that is entered while it runs throws.
      for (let row = 0; row < 1000; row++) yield row;
    };
    let depth = 0;
    let deepest = 0;
    const work = (items: readonly number[]) => {
      deepest = Math.max(deepest, ++depth);
      depth--;
      return items;
    };

    fromSource(rows)
      .pipe(chunkBy(3), processChunks(work, ONE), flattened())
      .subscribe((row) => seen.push(row));

    expect(seen).toEqual(Array.from({ length: 1000 }, (_, row) => row));
    expect(deepest).toBe(1);
  });

  it('should wake a parked source after the hand-over that opened its gate, not inside it', async () => {
    const log: string[] = [];
    let first = true;
    // The first answer comes later: by then the source is parked.
    const work = (row: string) => {
      const answer = first ? Promise.resolve(row) : of(row);
      first = false;
      return answer;
    };

    fromSource('abcd'.split('')).pipe(mapConcurrent(work, ONE), watching(log)).subscribe();
    await macrotask();

    expect(log).toEqual(oneByOne(['a', 'b', 'c', 'd']));
  });

  it('should not pull for one source inside the emission of another that opens its gate', () => {
    const log: string[] = [];
    const flow = createFlow({ paused: true });
    const subject = new Subject<string>();
    const rows = function* () {
      log.push('pull a');
      yield 'a';
    };
    const resumes = (value: string) => {
      if (value === 'x') flow.resume();
    };

    merge(fromSource(rows, { flow }), subject)
      .pipe(
        mapConcurrent((value) => of(value), { flow }),
        watching(log, resumes),
      )
      .subscribe();
    subject.next('x');

    expect(log).toEqual([...oneByOne(['x']), 'pull a', ...oneByOne(['a'])]);
  });

  it('should emit one by one what comes inside a wake, also when the consumer closes and opens the gate', () => {
    const log: string[] = [];
    const pauses$ = new Subject<boolean>();
    const toggles = () => {
      pauses$.next(true);
      pauses$.next(false);
    };
    const rows$ = (rows: string) => fromSource(rows.split(''));

    merge(rows$('abc'), rows$('xyz'))
      .pipe(watching(log, toggles), startsPaused(pauses$))
      .subscribe();
    expect(log).toEqual([]);
    pauses$.next(false);

    expect(log.filter((line) => line.startsWith('(')).length).toBe(6);
    expect(log).toEqual(oneByOne(log.filter((_, at) => at % 2 === 0).map((line) => line.slice(2))));
  });

  it('should deliver what was accepted before a completion that comes inside a hand-over', () => {
    const log: string[] = [];
    const subject = new Subject<string>();
    subject
      .pipe(
        chunkBy(1),
        processChunks((items) => items, { concurrency: 1, prefetch: 5 }),
        map(({ values }) => values.join('')),
        watching(log, (value) => {
          if (value !== 'a') return;
          subject.next('b');
          subject.next('c');
          subject.complete();
        }),
      )
      .subscribe({ complete: () => log.push('complete') });

    subject.next('a');

    expect(log).toEqual([...oneByOne(['a', 'b', 'c']), 'complete']);
  });

  it('should deliver what was accepted before an error that comes inside a hand-over', () => {
    const log: string[] = [];
    const subject = new Subject<string>();
    subject
      .pipe(
        chunkBy(2),
        processChunks((items) => items, { concurrency: 1, prefetch: 5 }),
        map(({ values }) => values.join('')),
        watching(log, (value) => {
          if (value !== 'ab') return;
          subject.next('c');
          subject.error('no');
        }),
      )
      .subscribe({ error: (error) => log.push(`error ${error}`) });

    subject.next('a');
    subject.next('b');

    expect(log).toEqual([...oneByOne(['ab', 'c']), 'error no']);
  });

  it('should not let the end of the source overtake the chunk that is being handed over', async () => {
    for (let rows = 0; rows < 12; rows++) {
      const seen: number[] = [];
      let complete = false;
      const items = Array.from({ length: rows }, (_, row) => row);
      const answer = (row: number) => (row % 3 === 0 ? Promise.resolve() : undefined);

      fromSource(() => items[Symbol.iterator]())
        .pipe(
          chunkBy(2),
          processChunks((chunk) => answer(chunk[0] ?? 0), { concurrency: 2, prefetch: 1 }),
          map(({ chunk }) => chunk),
          processChunks((chunk) => answer(chunk.at(-1) ?? 0), { ...ONE, ordered: true }),
        )
        .subscribe({
          next: ({ chunk }) => seen.push(...chunk.items),
          complete: () => (complete = true),
        });
      await macrotask();

      expect(complete).withContext(`${rows} rows`).toBeTrue();
      expect(seen.sort((a, b) => a - b)).toEqual(items);
    }
  });

  it('should stop at once when the consumer leaves inside a wake', () => {
    const pauses$ = new Subject<boolean>();
    const seen: number[] = [];
    let pulled = 0;
    const rows = function* () {
      for (;;) yield ++pulled;
    };
    const subscription = fromSource(rows)
      .pipe(startsPaused(pauses$))
      .subscribe((row) => {
        seen.push(row);
        if (row === 3) subscription.unsubscribe();
      });

    pauses$.next(false);

    expect([pulled, seen]).toEqual([3, [1, 2, 3]]);
  });
});

/** A second boundary, that emits the values of the results of the first. */
function flattened<T>() {
  return (result$: Observable<{ readonly values: readonly (T | undefined)[] }>) =>
    result$.pipe(mapConcurrent(({ values }) => of(...(values as T[])), ONE));
}

/** `pauseWhen`, paused from before the source is subscribed. */
function startsPaused<T>(pauses$: Observable<boolean>) {
  return pauseWhen<T>(merge(of(true), pauses$));
}
