import { map, NEVER, range, tap } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { fromSource } from '../../src/flow/from-source.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Deferred, scriptedStore, type ScriptedStore } from '../support/scripted-store.js';

type Keys = readonly string[];
type Flags = readonly boolean[];

/** What settles when `start` says so, and is passed on at once, where a promise takes a microtask. */
function settling<T>(
  start: (settle: (value: T) => void, fail: (error: unknown) => void) => unknown,
) {
  const then = <R>(done: (value: T) => R, failed?: (error: unknown) => R) => {
    let next: [(value: R) => unknown, ((error: unknown) => unknown)?] = [() => undefined];
    start(
      (value) => next[0](done(value)),
      (error) => (failed ?? next[1])?.(error),
    );
    return { then: (...handlers: typeof next) => (next = handlers) };
  };
  return { then } as unknown as PromiseLike<T>;
}

type Start = (settle: () => void, fail: (error: unknown) => void) => unknown;

/** A store that says which of the keys it has: at once, or when it is told to. */
function storeOf(keys: string, start?: Start): ScriptedStore {
  const isDone = (asked: Keys): Flags | PromiseLike<Flags> => {
    const flags = asked.map((key) => keys.includes(key));
    if (start === undefined) return flags;
    return settling<Flags>((settle, fail) =>
      start(() => {
        settle(flags);
      }, fail),
    );
  };
  return scriptedStore({ found: { isDone } });
}

const options = { runId: 'run', key: (item: unknown) => String(item) };
const keep = <T>(items: readonly T[]) => [...items];
const lanes = { concurrency: 1, prefetch: 0 };
const itemsOf = ({ chunk }: ChunkResult<unknown, unknown>) => chunk.items.join('');

describe('LeaveOutDone', () => {
  afterEach(() => {
    // A cold Observable does not listen to a gate.
    claimWarnings();
  });

  it('should hand on what of each chunk is not stored, and no chunk of which all is', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  ab-cd-ef-g|');
      const e1subs = '   ^---------!';
      const expected = ' -x-----y--(z|)';
      const result$ = e1.pipe(
        chunkBy(2),
        tap(({ items }) => {
          expect(items.length).toBeGreaterThan(0);
        }),
        processChunks(keep, lanes),
        storeTo(storeOf('acdh'), options),
        map(itemsOf),
      );

      expectObservable(result$).toBe(expected, { x: 'b', y: 'ef', z: 'g' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should ask about one chunk at a time, while the source waits', () => {
    marbles(({ scheduler, expectObservable, flush }) => {
      const { source, perFrame } = visiblePulls('abcdef', () => scheduler.now());
      const expected = ' ---x--y--(z|)';
      const later = (settle: () => void) => scheduler.schedule(settle, 3);
      const result$ = fromSource(source).pipe(
        chunkBy(2),
        processChunks(keep, lanes),
        storeTo(storeOf('b', later), options),
        map(itemsOf),
      );

      expectObservable(result$).toBe(expected, { x: 'a', y: 'cd', z: 'ef' });
      flush();
      expect(perFrame).toEqual({ 0: 2, 3: 2, 6: 2 });
    });
  });

  it('should hold the end, and a failure, until the answer has come', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a|');
      const e2 = cold('  a#');
      const subs = '     ^!';
      const later = (settle: () => void) => scheduler.schedule(settle, 3);
      const ends = [e1, e2].map((e) =>
        e.pipe(
          chunkBy(1),
          processChunks(keep, lanes),
          storeTo(storeOf('', later), options),
          map(itemsOf),
        ),
      );

      expectObservable(ends[0] ?? NEVER).toBe('---(a|)');
      expectObservable(ends[1] ?? NEVER).toBe('---(a#)');
      expectSubscriptions(e1.subscriptions).toBe(subs);
      expectSubscriptions(e2.subscriptions).toBe(subs);
    });
  });

  it('should keep the positions and the share of the weight of what is left', () => {
    const store = storeOf('bd');
    const seen: unknown[] = [];
    fromSource('abcdef'.split(''))
      .pipe(
        chunkBy({ maxSize: 6, weight: () => 10 }),
        processChunks(keep, lanes),
        storeTo(store, options),
      )
      .subscribe(({ chunk: { ranges, weight } }) => seen.push(ranges, weight));

    expect(seen).toEqual([[[0, 1], [2, 3], [4, 6]], 40]); // prettier-ignore
  });

  it('should go through as much as is stored without a standstill or a deep stack', () => {
    const store = scriptedStore({
      found: { isDone: (keys) => keys.map((key) => Number(key) < 100_000) },
    });
    let ended = false;
    range(0, 100_003)
      .pipe(chunkBy(1), processChunks(keep, lanes), storeTo(store, options))
      .subscribe({ complete: () => (ended = true) });

    expect(ended).toBeTrue();
    expect(store.records.flatMap(({ values }) => values)).toEqual([100_000, 100_001, 100_002]);
  });

  it('should answer nobody who has left', () => {
    const answer = new Deferred();
    const store = storeOf('', answer.then.bind(answer));
    let worked = 0;
    const subscription = fromSource('abc'.split(''))
      .pipe(
        chunkBy(1),
        processChunks(() => {
          worked++;
        }, lanes),
        storeTo(store, options),
      )
      .subscribe();
    subscription.unsubscribe();
    answer.resolve();

    expect([worked, store.log]).toEqual([0, ['open run', 'close']]);
  });

  it('should take the first answer of a store that gives two', () => {
    const answers: (() => void)[] = [];
    const twice = storeOf('', (settle) => answers.push(settle));
    const worked: string[] = [];
    fromSource('ab'.split(''))
      .pipe(
        chunkBy(1),
        processChunks((items) => {
          worked.push(...items);
        }),
        storeTo(twice, options),
      )
      .subscribe();

    for (const answer of answers) {
      answer();
      answer();
    }

    expect(worked).toEqual(['a', 'b']);
    expect(twice.records.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
  });

  it('should end the run when the question fails, or the key does', () => {
    const failed = new Error('no answer');
    const answer = new Deferred();
    const throws = () => {
      throw failed;
    };
    const seen: unknown[] = [];
    for (const [store, key] of [
      [storeOf('', answer.then.bind(answer)), String],
      [scriptedStore({ found: { isDone: throws } }), String],
      [storeOf(''), throws],
    ] as const) {
      fromSource('abc'.split(''))
        .pipe(chunkBy(1), processChunks(keep), storeTo(store, { runId: 'run', key }))
        .subscribe({ error: (error) => seen.push(error) });
    }
    answer.reject(failed);

    expect(seen).toEqual([failed, failed, failed]);
  });
});
