import {
  BehaviorSubject,
  concat,
  defer,
  finalize,
  lastValueFrom,
  map,
  NEVER,
  noop,
  of,
  Subject,
  takeUntil,
  tap,
  type Observable,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { macrotask } from '../support/ticks.js';

const ROWS = [1, 2, 3];
const ONE = { concurrency: 1, prefetch: 0 };

/** A source that has nothing to do with the pipeline in whose callback it is read. */
class Foreign {
  read = 0;
  readonly rows$: Observable<number>;

  constructor(flow?: null) {
    this.rows$ = fromSource(() => this.#rows(), flow === null ? { flow } : {});
  }

  readonly subscribe = () => {
    if (this.read === 0) this.rows$.subscribe();
  };

  *#rows(): Generator<number, void, undefined> {
    while (this.read < 10) yield ++this.read;
  }
}

/** It was read to its end, and it is the one of all sources that found no flow. */
function expectFree(foreign: Foreign): void {
  expect(foreign.read).toBe(10);
  expect(claimWarnings()).toEqual([jasmine.stringContaining('found nothing below it')]);
}

type Place = (foreign: Foreign) => Observable<unknown>;

/** Where a user may read a source of his own, in a pipeline of one slot. */
const places: Record<string, Place> = {
  map: ({ subscribe }) =>
    fromSource(ROWS).pipe(
      map((row) => {
        subscribe();
        return row;
      }),
      mapConcurrent((row) => of(row), ONE),
    ),
  'tap, under a late source': ({ subscribe }) => {
    const source = new Subject<number>();
    queueMicrotask(() => {
      source.next(1);
      source.complete();
    });
    return source.pipe(
      tap(subscribe),
      mapConcurrent((row) => of(row), ONE),
    );
  },
  'work, before an await': ({ subscribe }) =>
    fromSource(ROWS).pipe(
      chunkBy(1),
      processChunks(async () => {
        subscribe();
      }, ONE),
    ),
  'work, after an await': ({ subscribe }) =>
    fromSource(ROWS).pipe(
      chunkBy(1),
      processChunks(async () => {
        await Promise.resolve();
        subscribe();
      }, ONE),
    ),
  'work that waits for it': ({ rows$ }) =>
    fromSource([1]).pipe(
      chunkBy(1),
      processChunks(async () => [await lastValueFrom(rows$)], ONE),
    ),
  'work that answers with it': ({ rows$ }) =>
    fromSource([1]).pipe(
      chunkBy(1),
      processChunks(() => rows$.pipe(map((row) => [row])), ONE),
    ),
  'a function of one item that answers with it': ({ rows$ }) =>
    fromSource([1]).pipe(mapConcurrent(() => rows$, { ...ONE, outcomes: true })),
  'work of a boundary above another': ({ subscribe }) =>
    fromSource(ROWS).pipe(
      mapConcurrent(async (row) => {
        subscribe();
        return row;
      }, ONE),
      mapConcurrent(async (row) => row, ONE),
    ),
  'a source factory': ({ subscribe }) =>
    fromSource(() => {
      subscribe();
      return ROWS;
    }).pipe(mapConcurrent((row) => of(row), ONE)),
  "a generator's body": ({ subscribe }) =>
    fromSource(function* () {
      for (const row of ROWS) {
        subscribe();
        yield row;
      }
    }).pipe(mapConcurrent((row) => of(row), ONE)),
  "an asynchronous generator's body": ({ subscribe }) =>
    fromSource(async function* () {
      await Promise.resolve();
      subscribe();
      yield* ROWS;
    }).pipe(mapConcurrent((row) => of(row), ONE)),
  'a finally of a generator': ({ subscribe }) =>
    fromSource(function* () {
      try {
        yield* ROWS;
      } finally {
        subscribe();
      }
    }).pipe(mapConcurrent((row) => of(row), ONE)),
  pull: ({ subscribe }) => {
    const pages = [ROWS, null];
    const pull = () => {
      subscribe();
      return pages.shift() ?? null;
    };
    return fromSource({ pull }).pipe(mapConcurrent((row) => of(row), ONE));
  },
  weight: ({ subscribe }) =>
    fromSource(ROWS).pipe(
      chunkBy({
        maxWeight: 1,
        weight: () => {
          subscribe();
          return 1;
        },
      }),
      processChunks(async () => undefined, ONE),
    ),
  'the end of the source': ({ subscribe }) =>
    fromSource(ROWS).pipe(
      mapConcurrent((row) => of(row), ONE),
      finalize(subscribe),
    ),
};

describe('a source of the user', () => {
  for (const [place, build] of Object.entries(places)) {
    it(`should be free in ${place}`, async () => {
      const foreign = new Foreign();
      let complete = false;

      build(foreign).subscribe({ complete: () => (complete = true) });
      await macrotask();

      expect(complete).toBeTrue();
      expectFree(foreign);
    });
  }

  const notifiers: Record<string, Place> = {
    'the notifier of pauseWhen': ({ rows$ }) =>
      fromSource(ROWS).pipe(pauseWhen(rows$.pipe(map(() => false)))),
    'the concurrency of processChunks': ({ rows$ }) =>
      fromSource(ROWS).pipe(
        chunkBy(1),
        processChunks(() => undefined, { concurrency: rows$ }),
      ),
    'the concurrency of mapConcurrent': ({ rows$ }) =>
      fromSource(ROWS).pipe(mapConcurrent((row) => of(row), { concurrency: rows$ })),
    'the flush of chunkBy': ({ rows$ }) =>
      fromSource(ROWS).pipe(chunkBy({ maxSize: 2, flush: rows$ })),
  };
  for (const [place, build] of Object.entries(notifiers)) {
    it(`should be free as ${place}, though all below is paused`, () => {
      const foreign = new Foreign();

      const subscription = build(foreign)
        .pipe(pauseWhen(of(true)))
        .subscribe();

      expectFree(foreign);
      subscription.unsubscribe();
    });
  }

  it('should be free in the next of the subscriber of a synchronous pipeline', () => {
    const foreign = new Foreign();

    fromSource(ROWS)
      .pipe(
        mapConcurrent((row) => of(row), ONE),
        pauseWhen(of(false)),
      )
      .subscribe(foreign.subscribe);

    expectFree(foreign);
  });

  it('should be free in a listener of the abort of work', () => {
    const foreign = new Foreign();
    const subscription = fromSource(ROWS)
      .pipe(
        mapConcurrent((_, { signal }) => {
          signal.addEventListener('abort', foreign.subscribe);
          return new Promise(noop);
        }, ONE),
        pauseWhen(of(false)),
      )
      .subscribe();

    subscription.unsubscribe();

    expectFree(foreign);
  });
});

/** The three places in which it finds the gate, as the page on operators that hold items says. */
describe('a source that is subscribed while the pipeline is', () => {
  const callbacks: Record<string, Place> = {
    'in a defer factory': ({ subscribe }) =>
      defer(() => {
        subscribe();
        return fromSource(ROWS);
      }),
    'in a tap under of': ({ subscribe }) => concat(of(1), NEVER).pipe(tap(subscribe)),
    'as a notifier': ({ rows$ }) => fromSource(ROWS).pipe(takeUntil(rows$)),
  };
  for (const [place, build] of Object.entries(callbacks)) {
    it(`should wait for the gate of that pipeline ${place}`, () => {
      const foreign = new Foreign();
      const pauses$ = new BehaviorSubject(true);

      const subscription = build(foreign).pipe(pauseWhen(pauses$)).subscribe();

      expect(foreign.read).toBe(0);
      pauses$.next(false);
      expect(foreign.read).toBeGreaterThan(0);
      expect(claimWarnings()).toEqual([]);
      subscription.unsubscribe();
    });

    it(`should be free ${place} with { flow: null }`, () => {
      const foreign = new Foreign(null);

      const subscription = build(foreign)
        .pipe(pauseWhen(of(true)))
        .subscribe();

      expect(foreign.read).toBeGreaterThan(0);
      subscription.unsubscribe();
    });
  }
});
