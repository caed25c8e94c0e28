import { concat, EMPTY, lastValueFrom, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { Answer } from '../../src/work/answer.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { eachItem, type EachItemOptions } from '../../src/work/each-item.js';
import { processChunks } from '../../src/work/process-chunks.js';
import type { SettledItem } from '../../src/work/settled.js';
import { macrotask } from '../support/ticks.js';

const context = (controller = new AbortController(), attempt = 1): WorkContext => ({
  signal: controller.signal,
  attempt,
  idempotencyKey: 'chunk',
});

/** Calls that are answered by the spec, each by its item. */
class Calls {
  readonly started: string[] = [];
  readonly signals = new Map<string, AbortSignal>();
  readonly #answers = new Map<string, (value: string) => void>();

  readonly fn = (item: string, { signal }: WorkContext): Promise<string> => {
    this.started.push(item);
    this.signals.set(item, signal);
    return new Promise((resolve) => this.#answers.set(item, resolve));
  };

  async answer(...items: string[]): Promise<void> {
    for (const item of items) this.#answers.get(item)?.(item.toUpperCase());
    await macrotask();
  }
}

describe('eachItem', () => {
  describe('given a function', () => {
    const outcomeOf = async (fn: () => Answer<unknown>): Promise<SettledItem<unknown>> => {
      const { items } = await eachItem(fn)(['a'], context());
      expect(items.length).toBe(1);
      return items[0] as SettledItem<unknown>;
    };
    const expectValue = async (fn: () => Answer<unknown>, value: unknown) => {
      expect(await outcomeOf(fn)).toEqual({ status: 'fulfilled', value });
    };
    const expectReason = async (fn: () => Answer<unknown>, reason: unknown) => {
      expect(await outcomeOf(fn)).toEqual({ status: 'rejected', reason });
    };

    it('should take its answer now, by a promise, or the last value of an Observable', async () => {
      await expectValue(() => 1, 1);
      await expectValue(() => undefined, undefined);
      await expectValue(() => null, null);
      await expectValue(async () => 2, 2);
      await expectValue(() => of(1, 2, 3), 3);
      await expectValue(() => EMPTY, undefined);
    });

    for (const reason of [new Error('broken'), 'text', null, undefined]) {
      it(`should have the item rejected for ${String(reason)}`, async () => {
        await expectReason(() => {
          throw reason;
        }, reason);
        await expectReason(() => Promise.reject(reason), reason);
        await expectReason(
          () =>
            concat(
              of(1),
              throwError(() => reason),
            ),
          reason,
        );
      });
    }

    it('should take the first of two answers', async () => {
      const twice = (item: number) => {
        const then = (fulfil: (value: number) => void, reject: (reason: unknown) => void) => {
          fulfil(item);
          fulfil(-item);
          reject('late');
          throw 'later still';
        };
        return { then } as PromiseLike<number>;
      };
      const { items } = await eachItem(twice, { concurrency: 2 })([1, 2, 3, 4], context());

      expect(items).toEqual([1, 2, 3, 4].map((value) => ({ status: 'fulfilled', value })));
    });

    it('should give it the item, a signal and the attempt of its chunk', async () => {
      const seen: unknown[] = [];
      const fn = (item: string, { signal, attempt }: WorkContext) => {
        seen.push([item, signal instanceof AbortSignal, attempt]);
      };
      await eachItem(fn)(['a', 'b'], context(undefined, 3));

      expect(seen).toEqual([
        ['a', true, 3],
        ['b', true, 3],
      ]);
    });

    it('should keep outcomes in the order of the items', async () => {
      const calls = new Calls();
      const answer = eachItem(calls.fn)(['a', 'b', 'c'], context());
      await calls.answer('c');
      await calls.answer('a', 'b');

      expect((await answer).items).toEqual(
        ['A', 'B', 'C'].map((value) => ({ status: 'fulfilled', value })),
      );
    });

    it('should run the items that it was given, whatever becomes of their array', async () => {
      const items = ['a', 'b', 'c'];
      const { items: outcomes } = await eachItem((item: string) => {
        items.length = 0;
        return item;
      })(items, context());

      expect(outcomes).toEqual(['a', 'b', 'c'].map((value) => ({ status: 'fulfilled', value })));
    });

    it('should answer for no items with no outcomes', async () => {
      expect((await eachItem(() => 1)([], context())).items).toEqual([]);
    });
  });

  describe('as work of processChunks', () => {
    it('should give each item the outcome of its own', async () => {
      const fn = async (n: number) => {
        if (n === 2) throw 'two';
        return n * 10;
      };
      const result$ = of([1, 2, 3]).pipe(processChunks(eachItem(fn)));
      const { values, failures } = await lastValueFrom(result$);

      expect(values).toEqual([10, undefined, 30]);
      expect([...failures]).toEqual([[1, { kind: 'rejected', reason: 'two' }]]);
    });

    it('should run as many items at once as it says, over all chunks, the oldest first', async () => {
      const calls = new Calls();
      of(['a', 'b'], ['c', 'd'], ['e', 'f'])
        .pipe(processChunks(eachItem(calls.fn, { concurrency: 3 })))
        .subscribe();

      expect(calls.started).toEqual(['a', 'b', 'c']);
      await calls.answer('c');
      expect(calls.started).toEqual(['a', 'b', 'c', 'd']);
      await calls.answer('a', 'b');
      expect(calls.started).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    });

    it('should run 16 items at once where nothing is said', () => {
      let running = 0;
      const fn = () => {
        running++;
        return NEVER;
      };
      of(Array.from({ length: 40 }), Array.from({ length: 40 }))
        .pipe(processChunks(eachItem(fn)))
        .subscribe();

      expect(running).toBe(16);
    });

    it('should share its limit between pipelines, and with no other work', () => {
      const calls = new Calls();
      const work = eachItem(calls.fn, { concurrency: 3 });
      for (const items of [
        ['a', 'b'],
        ['c', 'd'],
      ]) {
        of(items).pipe(processChunks(work)).subscribe();
      }
      of(['x', 'y'])
        .pipe(processChunks(eachItem(calls.fn, { concurrency: 1 })))
        .subscribe();

      expect(calls.started).toEqual(['a', 'b', 'c', 'x']);
    });

    it('should wait for items that never settle, while others of the chunk end', async () => {
      const results: unknown[] = [];
      const ended: string[] = [];
      const fn = (item: string) => {
        ended.push(item);
        return item === 'a' ? new Promise<never>(() => {}) : item;
      };
      of(['a', 'b', 'c'])
        .pipe(processChunks(eachItem(fn)))
        .subscribe((result) => results.push(result));
      await macrotask();

      expect(ended).toEqual(['a', 'b', 'c']);
      expect(results).toEqual([]);
    });
  });

  describe('given up', () => {
    it('should start no further item, and abort those that run', async () => {
      const calls = new Calls();
      const subscription = of(['a', 'b', 'c', 'd'])
        .pipe(processChunks(eachItem(calls.fn, { concurrency: 2 })))
        .subscribe();
      await calls.answer('a');
      subscription.unsubscribe();
      await calls.answer('b', 'c');

      expect(calls.started).toEqual(['a', 'b', 'c']);
      const aborted = [...calls.signals].map(([item, signal]) => [item, signal.aborted]);
      expect(aborted).toEqual([
        ['a', false],
        ['b', true],
        ['c', true],
      ]);
    });

    it('should give its part of the limit back', async () => {
      const calls = new Calls();
      const work = eachItem(calls.fn, { concurrency: 2 });
      const first = of(['a', 'b', 'c']).pipe(processChunks(work)).subscribe();
      const results: unknown[] = [];
      of(['d', 'e', 'f'])
        .pipe(processChunks(work))
        .subscribe(({ values }) => results.push(values));
      expect(calls.started).toEqual(['a', 'b']);

      first.unsubscribe();
      await macrotask();
      expect(calls.started).toEqual(['a', 'b', 'd', 'e']);
      // What was given up may answer late: its part is given back already.
      await calls.answer('a', 'b');
      expect(calls.started).toEqual(['a', 'b', 'd', 'e']);
      await calls.answer('d', 'e');
      await calls.answer('f');
      expect(results).toEqual([['D', 'E', 'F']]);
    });

    it('should start nothing of other chunks that are given up in the same call', async () => {
      const calls = new Calls();
      const subscription = of(['a', 'b'], ['c', 'd'])
        .pipe(processChunks(eachItem(calls.fn, { concurrency: 1 })))
        .subscribe();
      subscription.unsubscribe();
      await macrotask();

      expect(calls.started).toEqual(['a']);
    });

    it('should leave the Observables of its items', () => {
      const left: string[] = [];
      const fn = (item: string) =>
        new Observable<string>((observer) => {
          if (item === 'a') observer.complete();
          return () => left.push(item);
        });
      const subscription = of(['a', 'b', 'c'])
        .pipe(processChunks(eachItem(fn)))
        .subscribe();
      expect(left).toEqual(['a']);

      subscription.unsubscribe();
      expect(left).toEqual(['a', 'b', 'c']);
    });

    it('should drop what comes late, a rejection too', async () => {
      let reject!: (reason: unknown) => void;
      const late = new Promise<never>((_, refuse) => (reject = refuse));
      const subscription = of(['a'])
        .pipe(processChunks(eachItem(() => late)))
        .subscribe();
      subscription.unsubscribe();
      reject('late');
      await macrotask();

      expect(subscription.closed).toBeTrue();
    });

    it('should subscribe to no Observable of a function that unsubscribes its own run', () => {
      let subscribed = 0;
      let started = 0;
      const source = new Subject<string[]>();
      const fn = () => {
        started++;
        subscription.unsubscribe();
        return new Observable(() => {
          subscribed++;
        });
      };
      const subscription = source.pipe(processChunks(eachItem(fn))).subscribe();
      source.next(['a', 'b']);

      expect([started, subscribed]).toEqual([1, 0]);
    });

    it('should leave an Observable that unsubscribes its own run', () => {
      let left = 0;
      const source = new Subject<string[]>();
      const fn = () =>
        new Observable(() => {
          subscription.unsubscribe();
          return () => left++;
        });
      const subscription = source.pipe(processChunks(eachItem(fn))).subscribe();
      source.next(['a']);

      expect(left).toBe(1);
    });

    it('should start nothing for a signal that has aborted before', async () => {
      const calls = new Calls();
      const work = eachItem(calls.fn, { concurrency: 1 });
      const controller = new AbortController();
      controller.abort();
      void work(['a', 'b'], context(controller));
      void work(['c'], context());
      await macrotask();

      expect(calls.started).toEqual(['c']);
    });

    it('should leave no listener on the signal of a chunk that is done', async () => {
      const controller = new AbortController();
      const removed = spyOn(controller.signal, 'removeEventListener').and.callThrough();
      await eachItem(() => 1)(['a'], context(controller));

      expect(removed).toHaveBeenCalledTimes(1);
    });

    it('should give each item a signal of its own, since listeners would pile up on one', async () => {
      const signals = new Set<AbortSignal>();
      const fn = (_: number, { signal }: WorkContext) => {
        signal.addEventListener('abort', () => undefined);
        signals.add(signal);
      };
      await eachItem(fn)([1, 2, 3], context());

      expect(signals.size).toBe(3);
    });
  });

  describe('given a million items', () => {
    const MILLION = 1_000_000;

    it('should need no stack in one chunk', async () => {
      const items = new Array<number>(MILLION).fill(1);
      const { items: outcomes } = await eachItem((n: number) => n)(items, context());

      expect(outcomes.length).toBe(MILLION);
    });

    it('should need no stack where an asynchronous item holds up synchronous ones', async () => {
      const items = Array.from({ length: 100_000 }, (_, i) => i);
      const fn = (n: number) => (n === 0 ? Promise.resolve(n) : n);
      const { items: outcomes } = await eachItem(fn, { concurrency: 1 })(items, context());

      expect(outcomes.length).toBe(100_000);
    });

    it('should need no stack in many small chunks', async () => {
      const items = Array.from({ length: 100_000 }, (_, i) => i);
      let seen = 0;
      const result$ = fromSource(items).pipe(
        chunkBy(2),
        processChunks(eachItem((n: number) => n, { concurrency: 1 })),
      );
      await result$.forEach(({ values }) => {
        seen += values.length;
      });

      expect(seen).toBe(100_000);
    });
  });

  it('should refuse wrong arguments at the call', () => {
    const wrong: [unknown, unknown, string][] = [
      [undefined, undefined, 'ERR_INVALID_ARG_TYPE'],
      ['fn', undefined, 'ERR_INVALID_ARG_TYPE'],
      [() => 1, 4, 'ERR_INVALID_ARG_TYPE'],
      [() => 1, { concurrency: '4' }, 'ERR_INVALID_ARG_TYPE'],
      [() => 1, { concurrency: 0 }, 'ERR_OUT_OF_RANGE'],
      [() => 1, { concurrency: 10_001 }, 'ERR_OUT_OF_RANGE'],
      [() => 1, { concurrency: 1.5 }, 'ERR_OUT_OF_RANGE'],
      [() => 1, { lanes: 4 }, 'ERR_UNKNOWN_OPTION'],
    ];
    for (const [fn, options, expected] of wrong) {
      expect(() => eachItem(fn as () => number, options as EachItemOptions))
        .withContext(expected)
        .toThrowMatching(({ code }: { code?: string }) => code === expected);
    }
    expect(() => eachItem(() => 1, { concurrency: 10_000 })).not.toThrow();
  });
});
