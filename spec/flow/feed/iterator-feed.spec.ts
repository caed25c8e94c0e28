import { Subject, type Observable } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { marbles } from '../../support/marbles.js';
import { visiblePulls } from '../../support/pulls.js';
import { Reader } from '../../support/reader.js';

const free = { flow: null };
const nexts = (next: () => unknown) => () => ({
  [Symbol.iterator]: () => ({ next: next as () => IteratorResult<number> }),
});

describe('fromSource of an iterator', () => {
  it('should read synchronously while nothing stops it', () => {
    const reader = new Reader().read(fromSource(new Set([1, 2, 3]), free));

    expect(reader.items).toEqual([1, 2, 3]);
    expect(reader.end).toBe('complete');
  });

  it('should ask for no item before the one before was taken', () => {
    const log: string[] = [];
    const source = function* () {
      for (const item of [1, 2]) {
        log.push(`pull ${item}`);
        yield item;
      }
    };
    const reader = new Reader();
    reader.onItem = (item) => log.push(`take ${item}`);
    reader.read(fromSource(source, free));

    expect(log).toEqual(['pull 1', 'take 1', 'pull 2', 'take 2']);
  });

  it('should take undefined and null as items', () => {
    const source = [undefined, null, undefined];
    const reader = new Reader<null | undefined>().read(fromSource(new Set(source), free));

    expect(reader.items).toEqual([undefined, null]);
  });

  it('should pass on what next() throws, in the first pull and later', () => {
    for (const good of [0, 2]) {
      let pulls = 0;
      const source = nexts(() => {
        if (pulls++ === good) throw 'broken';
        return { done: false, value: pulls };
      });
      const reader = new Reader().read(fromSource<number>(source, free));

      expect(reader.end).toEqual({ error: 'broken' });
      expect(reader.items.length).toBe(good);
      expect(pulls).toBe(good + 1);
    }
  });

  it('should fail, not hang, when next() gives no result', () => {
    for (const answer of [undefined, null]) {
      const reader = new Reader().read(
        fromSource<number>(
          nexts(() => answer),
          free,
        ),
      );

      expect(reader.end).toEqual({ error: jasmine.any(TypeError) });
    }
  });

  it('should fail when its iterator cannot be made', () => {
    const source: Iterable<number> = {
      [Symbol.iterator]: () => {
        throw 'no iterator';
      },
    };
    const reader = new Reader().read(fromSource(source, free));

    expect(reader.end).toEqual({ error: 'no iterator' });
  });

  it('should hand over the open chunk before the error of its source', () => {
    const source = function* () {
      yield* [1, 2, 3];
      throw 'broken';
    };
    const chunks: unknown[] = [];
    const results$ = fromSource(source).pipe(
      chunkBy(2),
      processChunks((items) => {
        chunks.push(items);
        return undefined;
      }),
    );
    const reader = new Reader<unknown>().read(results$);

    expect(chunks).toEqual([[1, 2], [3]]);
    expect(reader.items.length).toBe(2);
    expect(reader.end).toEqual({ error: 'broken' });
  });

  it('should pull nothing more while the gate is closed, and go on when it opens', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { source, seen$ } = visiblePulls('abc');
      const inners = {
        a: cold('  --x|'),
        b: cold('     -|'),
        c: cold('      -y|'),
      } as Record<string, ReturnType<typeof cold>>;
      const pulls = '      p--pp-|';
      const expected = '   --x--y|';
      const result$ = fromSource(source).pipe(
        mapConcurrent((item) => inners[item] as Observable<string>, {
          concurrency: 1,
          prefetch: 0,
        }),
      );

      expectObservable(seen$).toBe(pulls);
      expectObservable(result$).toBe(expected);
      expectSubscriptions(inners['a']!.subscriptions).toBe(' ^--!');
      expectSubscriptions(inners['b']!.subscriptions).toBe(' ---^!');
      expectSubscriptions(inners['c']!.subscriptions).toBe(' ----^-!');
    });
  });

  describe('whose own code settles work', () => {
    it('should not be re-entered, and have nothing overtaken', () => {
      const settle: Subject<number>[] = [];
      const source = function* () {
        for (let i = 0; i < 6; i++) {
          // Frees a slot, and so opens the gate, while the generator runs.
          settle.shift()?.complete();
          yield i;
        }
      };
      const started: number[] = [];
      const reader = new Reader().read(
        fromSource(source).pipe(
          mapConcurrent(
            (item) => {
              started.push(item);
              const work$ = new Subject<number>();
              settle.push(work$);
              return work$;
            },
            { concurrency: 2, prefetch: 1 },
          ),
        ),
      );
      while (settle.length > 0) settle.shift()?.complete();

      expect(started).toEqual([0, 1, 2, 3, 4, 5]);
      expect(reader.end).toBe('complete');
    });
  });

  it('should go on when a result inside next frees its slot', () => {
    const pulled: number[] = [];
    const source = function* () {
      for (let i = 0; i < 4; i++) {
        pulled.push(i);
        yield i;
      }
    };
    const working: Subject<number>[] = [];
    const reader = new Reader();
    reader.onItem = () => working.shift()?.complete();
    reader.read(
      fromSource(source).pipe(
        mapConcurrent(
          () => {
            const work$ = new Subject<number>();
            working.push(work$);
            return work$;
          },
          { concurrency: 1, prefetch: 0 },
        ),
      ),
    );
    for (let i = 0; i < 4; i++) {
      expect(pulled.length).toBe(i + 1);
      working[0]?.next(i);
    }

    expect(reader.items).toEqual([0, 1, 2, 3]);
    expect(reader.end).toBe('complete');
  });
});
