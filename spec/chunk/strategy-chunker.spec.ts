import { concat, map, Observable, of, Subject, tap, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type {
  ChunkStrategy,
  FlushReason,
  MakeStrategy,
} from '../../src/chunk/strategies/chunk-strategy.js';
import { StrategyChunker } from '../../src/chunk/strategy-chunker.js';
import { fixedStrategy } from '../../src/chunk/strategies/fixed-strategy.js';
import type { Chunk } from '../../src/core/chunk.js';
import { inspect } from '../../src/core/inspect.js';
import { ambientGate } from '../../src/flow/ambient.js';
import { fromSource } from '../../src/flow/from-source.js';
import { Gate } from '../../src/flow/gate.js';
import { Inlet } from '../../src/flow/inlet.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { after } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { later, scriptedStore } from '../support/scripted-store.js';
import { Reader } from '../support/reader.js';

const words = map(({ items }: Chunk<string>) => items.join(''));
const FAILED = new Error('failed');

/** A strategy of two functions. */
function strategy<T>(
  push: (item: T, now: number) => unknown,
  flush: (reason: FlushReason) => unknown = () => undefined,
): MakeStrategy<T> {
  return () => ({ push, flush }) as ChunkStrategy<T>;
}

/** Holds back so many and hands over the largest of them, one at a time. */
function largestOf<T>(size: number): MakeStrategy<T> {
  return () => {
    const held: T[] = [];
    const largest = (): T[] => held.splice(held.indexOf([...held].sort().at(-1) as T), 1);
    return {
      push: (item) => (held.push(item) < size ? undefined : [largest()]),
      flush: () => Array.from(held, largest),
    };
  };
}

/** What a reader gets of it in one go. */
function read<T>(source$: Observable<T>, make: MakeStrategy<T>) {
  const reader = new Reader<Chunk<T>>().read(source$.pipe(chunkBy(make)));
  return { chunks: reader.items, end: reader.end };
}

describe('chunkBy(strategy)', () => {
  it('should emit a chunk in the call that completes it, and the rest with the end', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-d-e-|');
      const e1subs = '   ^----------!';
      const expected = ' ---x---y---(z|)';
      const values = { x: 'ab', y: 'cd', z: 'e' };

      expectObservable(e1.pipe(chunkBy(fixedStrategy(2)), words)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should do with an empty source and one that never ends', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const [empty, never] = [cold('--|'), cold('---')];

      expectObservable(empty.pipe(chunkBy(fixedStrategy(2)), words)).toBe('--|');
      expectObservable(never.pipe(chunkBy(fixedStrategy(2)), words)).toBe('---');
      expectSubscriptions(empty.subscriptions).toBe('^-!');
      expectSubscriptions(never.subscriptions).toBe('^--');
    });
  });

  it('should first hand over what is held when the source fails', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-#');
      const e1subs = '   ^------!';
      const expected = ' ---x---(y#)';

      expectObservable(e1.pipe(chunkBy(fixedStrategy(2)), words)).toBe(expected, {
        x: 'ab',
        y: 'c',
      });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should leave the source when it is left', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-d-e-|');
      const e1subs = '   ^-----!';
      const unsub = '    ------!';
      const expected = ' ---x---';

      expectObservable(e1.pipe(chunkBy(fixedStrategy(2)), words), unsub).toBe(expected, {
        x: 'ab',
      });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should let the source be read as fast as work ends, and no faster', () => {
    marbles(({ expectObservable, scheduler }) => {
      const pulls = visiblePulls('abcdefgh', () => scheduler.frame);
      const expected = ' ---x--y--z--(u|)';
      const result$ = fromSource(pulls.source).pipe(
        chunkBy(fixedStrategy(2)),
        processChunks(after(3), { concurrency: 1, prefetch: 1 }),
        map(({ values }) => values.join('')),
      );

      expectObservable(result$).toBe(expected, { x: 'ab', y: 'cd', z: 'ef', u: 'gh' });
      scheduler.flush();
      expect(pulls.perFrame).toEqual({ 0: 4, 3: 2, 6: 2 });
    });
  });

  it('should keep the position of each item, in whatever order they are handed over', () => {
    const { chunks, end } = read(of('b', 'c', 'a'), largestOf(2));

    expect(chunks.map(({ items, ranges }) => [items, ranges])).toEqual([
      [['c'], [[1, 2]]],
      [['b'], [[0, 1]]],
      [['a'], [[2, 3]]],
    ]);
    expect(end).toBe('complete');
  });

  it('should say of each chunk when its first item came, why it was closed, and its size as weight', () => {
    const times: number[] = [];
    const make = strategy<string>(
      (_, now) => {
        times.push(now);
        return undefined;
      },
      () => [['a', 'b']],
    );
    const chunk = read(of('a', 'b'), make).chunks[0];

    expect(chunk?.openedAt).toBe(times[0]);
    expect(chunk?.closedAt).toBeGreaterThanOrEqual(times[1] as number);
    expect([chunk?.weight, chunk?.closedBy]).toEqual([2, 'complete']);
    expect(read(of('a'), fixedStrategy(1)).chunks[0]?.closedBy).toBe('closeWhen');
  });

  it('should tell the strategy why it has to hand over all', () => {
    const reasons: FlushReason[] = [];
    const make = strategy(
      () => undefined,
      (reason) => void reasons.push(reason),
    );
    read(of(), make);
    read(
      throwError(() => FAILED),
      make,
    );

    expect(reasons).toEqual(['complete', 'error']);
  });

  it('should make a strategy for each subscription', () => {
    const chunk$ = of('a', 'b', 'c').pipe(chunkBy(fixedStrategy(2)));
    const seen: string[] = [];
    for (let i = 0; i < 2; i++) chunk$.subscribe(({ items }) => seen.push(items.join('')));

    expect(seen).toEqual(['ab', 'c', 'ab', 'c']);
  });

  it('should hand on a chunk as it was, though the strategy fills the same array again', () => {
    const open: string[] = [];
    const make = strategy<string>(
      (item) => {
        if (open.length === 2) open.length = 0;
        return open.push(item) === 2 ? [open] : undefined;
      },
      () => undefined,
    );

    expect(read(of('a', 'b', 'c', 'd'), make).chunks.map(({ items }) => items)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('should lose nothing when the source goes on, and ends, while a chunk is handed on', () => {
    for (const end of ['complete', { error: FAILED }] as const) {
      const source$ = new Subject<string>();
      const reader = new Reader<string>();
      reader.onItem = (chunk) => {
        if (chunk !== 'ab') return;
        for (const item of 'cde') source$.next(item);
        if (end === 'complete') source$.complete();
        else source$.error(end.error);
      };
      reader.read(source$.pipe(chunkBy(fixedStrategy(2)), words));
      for (const item of 'ab') source$.next(item);

      expect(reader.items).toEqual(['ab', 'cd', 'e']);
      expect(reader.end).toEqual(end);
    }
  });

  it('should end with what the strategy throws, after the chunks that it had completed', () => {
    const push = strategy<string>((item) => {
      if (item === 'b') throw FAILED;
      return [[item]];
    });
    const flush = strategy<string>(
      (item) => [[item]],
      () => {
        throw FAILED;
      },
    );

    expect(read(of('a', 'b', 'c'), push).chunks.length).toBe(1);
    expect(read(of('a', 'b', 'c'), push).end).toEqual({ error: FAILED });
    expect(read(of('a'), flush).end).toEqual({ error: FAILED });
  });

  it('should ask the strategy about nothing more once it has failed', () => {
    const source$ = new Subject<string>();
    const asked: string[] = [];
    const make = strategy<string>((item) => {
      asked.push(item);
      // The next one comes while this chunk is handed on, and is wrong.
      return item === 'a' ? [['a']] : 'wrong';
    });
    const result$ = source$.pipe(
      chunkBy(make),
      tap(() => {
        source$.next('b');
        source$.next('c');
      }),
    );
    const reader = new Reader<unknown>().read(result$);
    source$.next('a');

    expect(asked).toEqual(['a', 'b']);
    expect(reader.end).toEqual({ error: jasmine.objectContaining({ code: 'ERR_STRATEGY' }) });
  });

  it('should refuse a strategy that does not hand over each item once', () => {
    const faults: Record<string, [MakeStrategy<string>, RegExp]> = {
      'keeps one': [strategy(() => undefined), /kept 2 at the end/],
      'repeats one': [strategy((item) => [[item], [item]]), /a second time/],
      'invents one': [strategy(() => [['z']]), /not given/],
      'has an empty chunk': [strategy(() => [[]]), /\(array\) as a chunk/],
      'gives one chunk in place of several': [
        strategy((item) => [item]),
        /"a" \(string\) as a chunk/,
      ],
      'answers with anything else': [strategy(() => 5), /answered 5 \(number\)/],
      'answers with null': [
        strategy(
          (item) => [[item]],
          () => 'x',
        ),
        /answered "x"/,
      ],
    };
    for (const [fault, [make, message]] of Object.entries(faults)) {
      const { end } = read(of('a', 'b'), make);
      const error = (end as { error: Error & { code: string } }).error;

      expect(error.code).withContext(fault).toBe('ERR_STRATEGY');
      expect(error.message).withContext(fault).toMatch(message);
    }
  });

  it('should tell the error of the source, also where the strategy then does wrong', () => {
    const source$ = concat(
      of('a'),
      throwError(() => FAILED),
    );
    const keeping = strategy<string>(() => undefined);
    const throwing = strategy<string>(
      () => undefined,
      () => {
        throw new Error('another');
      },
    );

    expect(read(source$, keeping).end).toEqual({ error: FAILED });
    expect(read(source$, throwing).end).toEqual({ error: FAILED });
  });

  it('should refuse what makes no strategy', () => {
    const made = (value: unknown) => read(of('a'), (() => value) as MakeStrategy<string>).end;
    const refusal = { error: jasmine.objectContaining({ code: 'ERR_INVALID_ARG_TYPE' }) };

    for (const value of [undefined, null, {}, { push: () => undefined }, []]) {
      expect(made(value)).withContext(inspect(value)).toEqual(refusal);
    }
    expect(() => chunkBy(fixedStrategy(2)() as never)).toThrow(refusal.error);
  });

  it('should make the strategy with no gate within its reach', () => {
    const gates: unknown[] = [];
    const make = () => {
      gates.push(ambientGate());
      return fixedStrategy<string>(1)();
    };
    of('a')
      .pipe(chunkBy(make), processChunks(after(0)))
      .subscribe()
      .unsubscribe();

    expect(gates).toEqual([undefined]);
  });

  it('should tell the tree of its gate what waits in the strategy, until it is left', () => {
    const gate = new Gate();
    const waiting: number[][] = [];
    const subscription = new Observable<Chunk<string>>((subscriber) => {
      const receiver = { arrive: () => undefined, finish: () => undefined, fail: () => undefined };
      const below = new Inlet<Chunk<string>>(subscriber, receiver, gate);
      const chunker = new StrategyChunker<string>(below, fixedStrategy<string>(2)());
      for (const item of 'abc') {
        chunker.arrive(item);
        waiting.push([...gate.tree.stages].map((stage) => stage.waiting));
      }
      return below;
    }).subscribe();

    expect(waiting).toEqual([[1], [0], [1]]);
    subscription.unsubscribe();
    expect([...gate.tree.stages]).toEqual([]);
  });
});

describe('chunkBy(strategy) above a store', () => {
  const stored = (source$: Observable<string>, make: MakeStrategy<string>, script = {}) => {
    const store = scriptedStore(script);
    const reader = new Reader<unknown>().read(
      source$.pipe(
        chunkBy(make),
        processChunks((items) => items),
        storeTo(store, { runId: 'run' }),
      ),
    );
    return { store, end: reader.end, ranges: store.records.map(({ ranges }) => ranges) };
  };

  it('should leave out what is stored, and tell the strategy nothing of it', () => {
    const found = { done: [[1, 3]] };
    const { store, ranges } = stored(of('a', 'b', 'c', 'd', 'e'), fixedStrategy(2), { found });

    expect(store.log).toEqual(['open run', 'append a,d', 'append e', 'close']);
    expect(ranges).toEqual([
      [
        [0, 1],
        [3, 4],
      ],
      [[4, 5]],
    ]);
  });

  it('should cut nothing before the store is open', () => {
    marbles(({ hot, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = hot('  -a-b-c-d-e-|');
      const e1subs = '  ^----------!';
      const expected = '------xy---(z|)';
      const store = scriptedStore({ open: () => later(scheduler, 6) });
      const result$ = e1.pipe(
        chunkBy(fixedStrategy(2)),
        processChunks((items) => items, { concurrency: 1 }),
        storeTo(store, { runId: 'run' }),
        map(({ values }) => values.join('')),
      );

      expectObservable(result$).toBe(expected, { x: 'ab', y: 'cd', z: 'e' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should notice a source that ends before all that is stored of it has come', () => {
    const { end } = stored(of('a', 'b'), fixedStrategy(2), { found: { done: [[0, 5]] } });

    expect(end).toEqual({ error: jasmine.objectContaining({ code: 'ERR_SOURCE_CHANGED' }) });
  });

  it('should refuse items whose outcomes were numbered above, and have become something else', () => {
    const value$ = of('a', 'b').pipe(
      mapConcurrent((item) => item, { outcomes: true }),
      map(({ item }) => item),
    );
    const { end, store } = stored(value$, fixedStrategy(2));

    expect(end).toEqual({ error: jasmine.objectContaining({ code: 'ERR_LOST_POSITIONS' }) });
    expect(store.records).toEqual([]);
  });

  it('should take the positions that outcomes carry', () => {
    const outcome$ = of('a', 'b', 'c').pipe(mapConcurrent((item) => item, { outcomes: true }));
    const { chunks } = read(outcome$, fixedStrategy(2));

    expect(chunks.map(({ ranges }) => ranges)).toEqual([[[0, 2]], [[2, 3]]]);
  });
});
