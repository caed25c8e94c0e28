import * as fc from 'fast-check';
import {
  concat,
  defer,
  EMPTY,
  finalize,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  throwError,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { toAsyncIterable } from '../../src/flow/to-async-iterable.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { macrotask } from '../support/ticks.js';

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const iterate = <T>(iterable: AsyncIterable<T>) => {
  const iterator = iterable[Symbol.asyncIterator]();
  return {
    next: () => iterator.next(),
    leave: () => iterator.return!(),
  };
};
const value = <T>(value: T) => ({ done: false as const, value });
const over = { done: true as const, value: undefined };

/** Counts the subscriptions of an Observable that are there. */
function counted<T>(result$: Observable<T>) {
  const counts = { subscribed: 0, left: 0 };
  const counted$ = defer(() => {
    counts.subscribed++;
    return result$.pipe(finalize(() => counts.left++));
  });
  return { counts, counted$ };
}

describe('toAsyncIterable', () => {
  it('should match the marble of its docs', async () => {
    const answers: Promise<IteratorResult<string>>[] = [];
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { source, seen$ } = visiblePulls('abc');
      const loop = '     n-----n-----n-----n';
      const pulls = '    (pp)--p-----|';
      const e1 = cold(loop);
      const { next } = iterate(toAsyncIterable(fromSource(source), { readAhead: 1 }));

      expectObservable(seen$).toBe(pulls);
      expectObservable(e1.pipe(map(() => answers.push(next())))).toBe('a-----b-----c-----d', {
        a: 1,
        b: 2,
        c: 3,
        d: 4,
      });
      expectSubscriptions(e1.subscriptions).toBe('^');
    });

    expect(await Promise.all(answers)).toEqual([value('a'), value('b'), value('c'), over]);
  });

  for (const [readAhead, ahead] of [
    [0, 1],
    [1, 2],
    [5, 6],
    [undefined, 2],
  ] as const) {
    describe(`with readAhead ${readAhead}`, () => {
      it(`should pull ${ahead} from a synchronous source, and one for each value taken`, async () => {
        const { source, perFrame } = visiblePulls(upTo(10));
        const { next } = iterate(toAsyncIterable(fromSource(source), { readAhead }));
        expect(perFrame).toEqual({});
        for (let taken = 0; taken < 10; taken++) {
          expect(await next()).toEqual(value(taken));
          await macrotask();

          expect(perFrame).toEqual({ 0: Math.min(10, taken + ahead) });
        }
        expect(await next()).toEqual(over);
      });

      it(`should pull ${ahead} from an asynchronous source, and one for each value taken`, async () => {
        let pulls = 0;
        const source = async function* () {
          while (pulls < 10) yield pulls++;
        };
        const { next } = iterate(toAsyncIterable(fromSource(source), { readAhead }));
        for (let taken = 0; taken < 10; taken++) {
          expect(await next()).toEqual(value(taken));
          await macrotask();

          expect(pulls).toBe(Math.min(10, taken + ahead));
        }
        expect(await next()).toEqual(over);
      });
    });
  }

  describe('in a loop', () => {
    const read = async <T>(result$: Observable<T>) => {
      const values: T[] = [];
      for await (const value of toAsyncIterable(result$)) values.push(value);
      return values;
    };

    it('should give all values of a pipeline', async () => {
      const results$ = fromSource(upTo(10)).pipe(
        chunkBy(3),
        processChunks((items) => items.map((item) => item * 2)),
      );
      const results = await read(results$);

      expect(results.map(({ values }) => values)).toEqual([
        [0, 2, 4],
        [6, 8, 10],
        [12, 14, 16],
        [18],
      ]);
    });

    it('should end with an empty source, and give one value of one', async () => {
      expect(await read(EMPTY)).toEqual([]);
      expect(await read(of(undefined))).toEqual([undefined]);
    });

    it('should throw the error of a source that fails at once', async () => {
      await expectAsync(read(throwError(() => 'broken'))).toBeRejectedWith('broken');
    });

    it('should give the values before the error first, however slow it is', async () => {
      const values: number[] = [];
      const failing$ = concat(
        of(1, 2),
        throwError(() => 'broken'),
      );
      const loop = async () => {
        for await (const value of toAsyncIterable(failing$, { readAhead: 5 })) {
          await macrotask();
          values.push(value);
        }
      };

      await expectAsync(loop()).toBeRejectedWith('broken');
      expect(values).toEqual([1, 2]);
    });

    it('should leave the source at a break', async () => {
      const { counts, counted$ } = counted(fromSource(upTo(10)));
      for await (const value of toAsyncIterable(counted$)) {
        if (value === 2) break;
      }

      expect(counts).toEqual({ subscribed: 1, left: 1 });
    });

    it('should leave the source when its body throws', async () => {
      const { source, perFrame } = visiblePulls(upTo(10));
      const { counts, counted$ } = counted(fromSource(source));
      const loop = async () => {
        for await (const value of toAsyncIterable(counted$)) {
          if (value === 2) throw 'no more';
        }
      };

      await expectAsync(loop()).toBeRejectedWith('no more');
      expect(counts).toEqual({ subscribed: 1, left: 1 });
      expect(perFrame).toEqual({ 0: 4 });
    });

    it('should leave the source once when it has ended by itself', async () => {
      const { counts, counted$ } = counted(of(1, 2));
      expect(await read(counted$)).toEqual([1, 2]);

      expect(counts).toEqual({ subscribed: 1, left: 1 });
    });
  });

  describe('its next()', () => {
    it('should subscribe when it is called first, not before', () => {
      const { counts, counted$ } = counted(NEVER);
      const { next } = iterate(toAsyncIterable(counted$));
      expect(counts.subscribed).toBe(0);
      void next();
      void next();

      expect(counts.subscribed).toBe(1);
    });

    it('should give every one of several that wait its own value, in order', async () => {
      const source$ = new Subject<string>();
      const { next } = iterate(toAsyncIterable(source$));
      const answers = [next(), next(), next(), next()];
      for (const item of ['a', 'b', 'c']) {
        source$.next(item);
        await macrotask();
      }
      source$.complete();

      expect(await Promise.all(answers)).toEqual([value('a'), value('b'), value('c'), over]);
    });

    it('should pull as much more as it is called more often', async () => {
      const { source, perFrame } = visiblePulls(upTo(20));
      const { next } = iterate(toAsyncIterable(fromSource(source), { readAhead: 2 }));
      const answers = [next(), next(), next()];
      expect(perFrame).toEqual({ 0: 5 });

      expect(await Promise.all(answers)).toEqual([value(0), value(1), value(2)]);
      expect(perFrame).toEqual({ 0: 5 });
    });

    it('should be refused with the error of the source while it waits, and be over then', async () => {
      const source$ = new Subject<string>();
      const { next } = iterate(toAsyncIterable(source$));
      const answers = [next(), next()];
      source$.error('broken');

      await expectAsync(answers[0]!).toBeRejectedWith('broken');
      expect(await answers[1]).toEqual(over);
      expect(await next()).toEqual(over);
    });

    it('should lose no value and give none twice, whenever it is called', async () => {
      const waits = fc.array(fc.boolean(), { minLength: 31, maxLength: 31 });
      await fc.assert(
        fc.asyncProperty(fc.nat(4), waits, waits, async (readAhead, sourceWaits, loopWaits) => {
          const source = async function* () {
            for (let i = 0; i < 30; i++) {
              if (sourceWaits[i]) await macrotask();
              yield i;
            }
          };
          const { next } = iterate(toAsyncIterable(fromSource(source), { readAhead }));
          const answers: Promise<IteratorResult<number>>[] = [];
          for (const waits of loopWaits) {
            answers.push(next());
            if (waits) await Promise.race([answers.at(-1), macrotask()]);
          }

          expect(await Promise.all(answers)).toEqual([...upTo(30).map(value), over]);
        }),
        { numRuns: 40 },
      );
    });
  });

  describe('its return()', () => {
    it('should leave the source at once, and end what waits for a value', async () => {
      const { counts, counted$ } = counted(NEVER);
      const { next, leave } = iterate(toAsyncIterable(counted$));
      const waiting = [next(), next()];
      const left = leave();

      expect(counts.left).toBe(1);
      expect(await Promise.all([...waiting, left])).toEqual([over, over, over]);
    });

    it('should leave a source that is parked, which is then not read any more', async () => {
      const { source, seen$, perFrame } = visiblePulls(upTo(10));
      const seen: string[] = [];
      seen$.subscribe((pull) => seen.push(pull));
      const { next, leave } = iterate(toAsyncIterable(fromSource(source)));
      await next();
      await leave();

      expect(perFrame).toEqual({ 0: 2 });
      expect(seen).toEqual(['p', 'p', 'x']);
    });

    it('should subscribe to nothing when it comes before the first next()', async () => {
      const { counts, counted$ } = counted(of(1));
      const { next, leave } = iterate(toAsyncIterable(counted$));

      expect(await leave()).toEqual(over);
      expect(await next()).toEqual(over);
      expect(counts.subscribed).toBe(0);
    });

    it('should drop the values that wait, and do nothing a second time', async () => {
      const { counts, counted$ } = counted(fromSource(upTo(10)));
      const { next, leave } = iterate(toAsyncIterable(counted$, { readAhead: 5 }));
      expect(await next()).toEqual(value(0));

      expect(await leave()).toEqual(over);
      expect(await leave()).toEqual(over);
      expect(await next()).toEqual(over);
      expect(counts).toEqual({ subscribed: 1, left: 1 });
    });

    it('should take nothing from a source that goes on', async () => {
      let give: (item: number) => void = () => undefined;
      const stubborn$ = new Observable<number>((subscriber) => {
        give = (item) => subscriber.next(item);
      });
      const { next, leave } = iterate(toAsyncIterable(stubborn$));
      const waiting = next();
      void leave();
      give(1);

      expect(await waiting).toEqual(over);
    });
  });

  it('should begin anew with each iterator', async () => {
    const iterable = toAsyncIterable(fromSource(() => upTo(3)));
    const [first, second] = [iterate(iterable), iterate(iterable)];

    expect(await first.next()).toEqual(value(0));
    expect(await second.next()).toEqual(value(0));
    expect(await first.next()).toEqual(value(1));
    await first.leave();
    expect(await second.next()).toEqual(value(1));
    expect(await second.next()).toEqual(value(2));
    expect(await second.next()).toEqual(over);
  });

  it('should give iterators that are iterable themselves', () => {
    const iterator = toAsyncIterable(NEVER)[Symbol.asyncIterator]() as AsyncIterableIterator<never>;

    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
  });

  it('should keep the order of a source that emits while it emits', async () => {
    const source$ = new Subject<number>();
    const chain$ = source$.pipe(
      map((item) => {
        if (item < 3) queueMicrotask(() => source$.next(item + 1));
        else queueMicrotask(() => source$.complete());
        return item;
      }),
    );
    const { next } = iterate(toAsyncIterable(chain$, { readAhead: 5 }));
    const first = next();
    source$.next(1);

    expect(await first).toEqual(value(1));
    expect([await next(), await next(), await next()]).toEqual([value(2), value(3), over]);
  });
});
