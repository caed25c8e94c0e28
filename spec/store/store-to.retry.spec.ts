import { of, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { storeTo, type StoreToOptions } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import { macrotask } from '../support/ticks.js';
import { emptyStore, newRun, resultOf, scriptedStore } from '../support/scripted-store.js';

const RUN = { runId: 'run' };
const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const AGAIN = { retryFailed: true };

type Store = ReturnType<typeof scriptedStore>;

/** Works on digits, of which some fail. Gives what it worked on, and how it ended. */
function run(
  store: Store,
  failing: readonly number[],
  options: Partial<StoreToOptions> = {},
  source$: Observable<number> = of(...DIGITS),
) {
  const worked: number[] = [];
  const outcomeOf = (item: number) =>
    failing.includes(item)
      ? { status: 'rejected' as const, reason: `no ${item}` }
      : { status: 'fulfilled' as const, value: item * 10 };
  const work = (items: readonly number[]) => {
    worked.push(...items);
    return settled(items.map(outcomeOf));
  };
  const end = endOf(
    source$.pipe(chunkBy(4), processChunks(work), storeTo(store, { ...RUN, ...options })),
  );
  return { worked, end };
}

/** How it ends: `complete`, or the code of the error. */
function endOf(run$: Observable<unknown>): unknown {
  let end: unknown = 'open';
  run$.subscribe({
    error: (error: { code?: unknown }) => (end = error.code ?? error),
    complete: () => (end = 'complete'),
  });
  return end;
}

/** Values, and reasons of what failed, in the order of positions. */
const stored = (store: Store): Promise<unknown[]> =>
  store.aggregate(
    'run',
    (all: unknown[], outcome: StoredOutcome) => [
      ...all,
      outcome.status === 'fulfilled' ? outcome.value : outcome.reason,
    ],
    [],
  );

describe('storeTo, working again on what failed', () => {
  it('should work on what failed and on nothing else, and replace its outcomes', async () => {
    const store = scriptedStore();
    run(store, [2, 3, 7]);

    expect(run(store, [7], AGAIN)).toEqual({ worked: [2, 3, 7], end: 'complete' });
    expect(await stored(store)).toEqual([0, 10, 20, 30, 40, 50, 60, 'no 7', 80, 90]);
    const [info] = await store.runs();
    expect([info?.items, info?.failed, info?.state]).toEqual([10, 1, 'completed']);
  });

  it('should leave out what failed, unless it is asked to try again', () => {
    const store = scriptedStore();
    run(store, [2]);

    expect(run(store, []).worked).toEqual([]);
    expect(run(store, [], { retryFailed: false }).worked).toEqual([]);
    expect(store.opened.map(({ retryFailed }) => retryFailed)).toEqual([false, false, false]);
  });

  it('should try again with each such start what still fails, and go on with what is new', () => {
    const store = scriptedStore();
    run(store, [1, 2], {}, fromSource([0, 1, 2]));
    run(store, [1, 2], {}, of(0, 1, 2, 3));

    expect(run(store, [1, 4], AGAIN, of(0, 1, 2, 3, 4)).worked).toEqual([1, 2, 4]);
    expect(run(store, [1], AGAIN).worked).toEqual([1, 4, 5, 6, 7, 8, 9]);
    expect(run(store, []).worked).toEqual([]);
    expect(run(store, [], AGAIN).worked).toEqual([1]);
    expect(run(store, [], AGAIN).worked).toEqual([]);
  });

  it('should try what was cancelled, and not what was skipped', () => {
    const store = scriptedStore();
    const failures = new Map<number, ItemFailure>([
      [0, { kind: 'cancelled', reason: 'stopped' }],
      [1, { kind: 'skipped', reason: 'not wanted' }],
      [2, { kind: 'rejected', reason: 'no' }],
    ]);
    of(resultOf(DIGITS, 0, failures))
      .pipe(storeTo(store, RUN))
      .subscribe();

    expect(run(store, [], AGAIN).worked).toEqual([0, 2]);
  });

  it('should keep the old outcome until the new one is written', async () => {
    let failing = false;
    const store = scriptedStore({
      append: () => {
        if (failing) throw new Error('disk full');
      },
    });
    run(store, [5, 6]);
    failing = true;
    run(store, [], AGAIN);
    failing = false;
    expect((await stored(store)).slice(5, 7)).toEqual(['no 5', 'no 6']);

    expect(run(store, []).worked).toEqual([]);
    expect(run(store, [], AGAIN).worked).toEqual([5, 6]);
    expect((await stored(store)).slice(5, 7)).toEqual([50, 60]);
  });

  it('should work on outcomes again by the positions that they carry', async () => {
    const store = scriptedStore();
    run(store, [0, 8]);
    const worked: number[] = [];
    const fn = (item: number) => worked.push(item);
    of(...DIGITS)
      .pipe(mapConcurrent(fn, { outcomes: true }), chunkBy(3), storeTo(store, { ...RUN, ...AGAIN }))
      .subscribe();

    expect(worked).toEqual([0, 8]);
    expect(await stored(store)).toEqual([1, 10, 20, 30, 40, 50, 60, 70, 2, 90]);
  });

  it('should find items again by their keys, wherever they come', async () => {
    const store = scriptedStore();
    const key = (digit: number) => `no. ${digit}`;
    run(store, [2, 3, 7], { key });
    const turned$ = of(...DIGITS.slice(5), ...DIGITS.slice(0, 5), 11);

    expect(run(store, [3], { key, ...AGAIN }, turned$).worked).toEqual([7, 2, 3, 11]);
    const values = await stored(store);
    expect(values.length).toBe(11);
    expect(new Set(values)).toEqual(new Set([0, 10, 20, 'no 3', 40, 50, 60, 70, 80, 90, 110]));
    expect(run(store, [], { key, ...AGAIN }).worked).toEqual([3]);
  });

  it('should refuse a second result of an item, of one that failed too', () => {
    const again = (...results: readonly ReturnType<typeof resultOf>[]) => {
      const store = scriptedStore();
      run(store, [4]);
      return endOf(of(...results).pipe(storeTo(store, { ...RUN, ...AGAIN })));
    };

    expect(again(resultOf([40], 4))).toBe('complete');
    expect(again(resultOf([30, 40], 3))).toBe('ERR_UNEXPECTED_RESULT');
    expect(again(resultOf([40], 4), resultOf([40], 4))).toBe('ERR_UNEXPECTED_RESULT');
  });

  it('should refuse a source that ends before what failed', () => {
    const store = scriptedStore();
    run(store, [9]);

    expect(run(store, [], AGAIN, of(0, 1, 2)).end).toBe('ERR_SOURCE_CHANGED');
  });

  it('should refuse a store that does not know how, and give the run back', async () => {
    const closedAs: unknown[] = [];
    const stores = [false, true].map((later) => {
      const close = (state: unknown) => void closedAs.push(state);
      const writer = { ...newRun(), failed: undefined as never, close };
      return { ...emptyStore(), open: () => (later ? Promise.resolve(writer) : writer) };
    });
    const start = (store: (typeof stores)[0]) =>
      endOf(of(resultOf([1])).pipe(storeTo(store, { ...RUN, ...AGAIN })));

    expect(start(stores[0]!)).toBe('ERR_INCOMPATIBLE_OPTIONS');
    expect(closedAs).toEqual(['open']);
    start(stores[1]!);
    await macrotask();
    expect(closedAs).toEqual(['open', 'open']);
  });

  it('should refuse to refuse the run at the same time', () => {
    expect(() => storeTo(scriptedStore(), { ...RUN, ...AGAIN, resume: false })).toThrowMatching(
      ({ code }) => code === 'ERR_INCOMPATIBLE_OPTIONS',
    );
  });
});
