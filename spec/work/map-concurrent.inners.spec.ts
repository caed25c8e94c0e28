import { asyncScheduler, lastValueFrom, observable, of, scheduled, Subject, toArray } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import type { PullSource } from '../../src/flow/pull-source.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { mapConcurrent, type Inner } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';
import { macrotask } from '../support/ticks.js';

/** Everything that comes of two items, each with its inner. */
function valuesOf(inner: (item: string) => Inner<string>): Promise<string[]> {
  const result$ = fromSource(['a', 'b']).pipe(mapConcurrent(inner, { concurrency: 1 }), toArray());
  return lastValueFrom(result$);
}

async function errorOf(inner: () => Inner<unknown>): Promise<unknown> {
  try {
    await lastValueFrom(of('a').pipe(mapConcurrent(inner), toArray()));
  } catch (error) {
    return error;
  }
  return fail('no error came');
}

const list = (item: string) => [`${item}1`, `${item}2`];
const all = ['a1', 'a2', 'b1', 'b2'];

function streamOf<T>(items: readonly T[]): ReadableStream<T> {
  return new ReadableStream<T>({
    start(controller) {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  });
}

/** An Observable of another library. */
function interop(left: string[], item: string): Inner<string> {
  const foreign = {
    subscribe: (observer: { next(value: string): void }) => {
      observer.next(item);
      return { unsubscribe: () => left.push(item) };
    },
  };
  return { [observable]: () => foreign } as unknown as Inner<string>;
}

describe('inners of mapConcurrent', () => {
  describe('of each kind', () => {
    const inners: Record<string, (item: string) => Inner<string>> = {
      'an Observable': (item) => of(...list(item)),
      'an Observable that takes time': (item) => scheduled(list(item), asyncScheduler),
      'an array': list,
      'a Set': (item) => new Set(list(item)),
      'a generator': function* (item) {
        yield* list(item);
      },
      'an async generator': async function* (item) {
        yield* list(item);
      },
      'a ReadableStream': (item) => streamOf(list(item)),
      'a pull source': (item) => {
        const pages = [list(item), null];
        return { pull: () => pages.shift() ?? null };
      },
      'a pull source that answers later': (item) => {
        const pages = [[`${item}1`], [], [`${item}2`], null];
        return { pull: async () => pages.shift() ?? null };
      },
      'a source of this library': (item) => fromSource(list(item)),
    };
    for (const [name, inner] of Object.entries(inners)) {
      it(`should emit the values of ${name}, and warn of nothing where there is no flow below`, async () => {
        expect(await valuesOf(inner)).toEqual(all);
      });
    }

    it('should emit what a promise comes to, an array of it as one value', async () => {
      const seen = of(1, 2).pipe(
        mapConcurrent(async (n) => [n, n]),
        toArray(),
      );

      expect(await lastValueFrom(seen)).toEqual([
        [1, 1],
        [2, 2],
      ]);
    });

    it('should support nested merges with promises', async () => {
      const seen = of(1, 2).pipe(
        mapConcurrent((n) => of(n, n * 10).pipe(mapConcurrent(async (m) => m + 1))),
        toArray(),
      );

      expect(await lastValueFrom(seen)).toEqual([2, 11, 3, 21]);
    });

    it('should map to constant and to varying promises, and merge', async () => {
      const source$ = fromSource([4, 3, 2, 1]);
      const constant$ = source$.pipe(
        mapConcurrent(() => Promise.resolve(42)),
        toArray(),
      );
      const varying$ = source$.pipe(
        mapConcurrent((n) => Promise.resolve(n * 2)),
        toArray(),
      );

      expect(await lastValueFrom(constant$)).toEqual([42, 42, 42, 42]);
      expect(await lastValueFrom(varying$)).toEqual([8, 6, 4, 2]);
    });
  });

  describe('as arrays', () => {
    const copies = (n: string) => new Array<string>(Number(n)).fill(n);

    it('should flatten each', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -2----3----|');
        const e1subs = '   ^----------!';
        const expected = ' -(22)-(333)|';

        expectObservable(e1.pipe(mapConcurrent(copies))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should pass on the error of the source', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -2----3----#');
        const e1subs = '   ^----------!';
        const expected = ' -(22)-(333)#';

        expectObservable(e1.pipe(mapConcurrent(copies))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should emit no more when it is unsubscribed', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -2----3-----2--|');
        const unsub = '    -----------!';
        const e1subs = '   ^----------!';
        const expected = ' -(22)-(333)-';

        expectObservable(e1.pipe(mapConcurrent(copies)), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should end when fn throws', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -2----3----|');
        const e1subs = '   ^-----!';
        const expected = ' -(22)-#';

        const result = e1.pipe(
          mapConcurrent((n) => {
            if (n === '3') throw 'error';
            return copies(n);
          }),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });

  describe('that fail', () => {
    it('should end the run with the reason of a promise, whatever it is', async () => {
      for (const reason of [new Error('broken'), 'text', null, undefined]) {
        expect(await errorOf(() => Promise.reject(reason))).toBe(reason);
      }
    });

    it('should end the run with what an iterable throws on the way, also after some time', async () => {
      const error = new Error('third');
      const seen: number[] = [];
      const iterable = function* () {
        for (let i = 0; ; i++) {
          if (i === 3) throw error;
          yield i;
        }
      };
      const result$ = scheduled(['a'], asyncScheduler).pipe(mapConcurrent(iterable));
      const failure = await new Promise((resolve) => {
        result$.subscribe({ next: (n) => seen.push(n), error: resolve });
      });

      expect(failure).toBe(error);
      expect(seen).toEqual([0, 1, 2]);
    });

    it('should end the run with the error of a pull source, and of a page that is none', async () => {
      expect(await errorOf(() => ({ pull: () => Promise.reject('broken') }))).toBe('broken');
      expect(await errorOf(() => ({ pull: () => 'page' }) as never)).toEqual(
        jasmine.objectContaining({ code: 'ERR_SOURCE_TYPE' }),
      );
    });

    it('should abort and leave the others', async () => {
      const signals: AbortSignal[] = [];
      const left: string[] = [];
      const source = new Subject<string>();
      let failure: unknown;
      const fn = (item: string, { signal }: WorkContext): Inner<string> => {
        signals.push(signal);
        return item === 'c' ? Promise.reject('c') : interop(left, item);
      };
      source.pipe(mapConcurrent(fn)).subscribe({ error: (error: unknown) => (failure = error) });
      source.next('a');
      source.next('b');
      source.next('c');
      await macrotask();

      expect(failure).toBe('c');
      expect(left).toEqual(['a', 'b']);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    });

    it('should say that a plain value is none', async () => {
      const wrong: [unknown, RegExp][] = [
        [5, /^mapConcurrent: "result of fn" must be .*Observable.*; received 5 \(number\)$/],
        [undefined, /received undefined$/],
        [null, /received null$/],
        [{}, /received \(object\)$/],
        ['text', /for its characters pass \[\.\.\.text\]\); received "text" \(string\)$/],
      ];
      for (const [value, message] of wrong) {
        expect(await errorOf(() => value as never)).toEqual(
          jasmine.objectContaining({
            name: 'TypeError',
            code: 'ERR_INVALID_ARG_TYPE',
            message: jasmine.stringMatching(message),
          }),
        );
      }
    });

    it('should say that a pull source was read before', async () => {
      const pages = [['a'], null, null];
      const once: PullSource<string> = { pull: () => pages.shift() ?? null };
      const result = of(1, 2).pipe(mapConcurrent(() => once));

      await expectAsync(lastValueFrom(result)).toBeRejectedWith(
        jasmine.objectContaining({ code: 'ERR_SOURCE_CONSUMED' }),
      );
    });
  });

  describe('that misbehave', () => {
    it('should take the first of two answers of a thenable', async () => {
      const twice = (n: number) => {
        const then = (fulfil: (value: number) => void, reject: (reason: unknown) => void) => {
          fulfil(n);
          fulfil(-n);
          reject('late');
          throw 'later still';
        };
        return { then } as PromiseLike<number>;
      };
      const result = fromSource([1, 2, 3]).pipe(
        mapConcurrent(twice, { concurrency: 1 }),
        toArray(),
      );

      expect(await lastValueFrom(result)).toEqual([1, 2, 3]);
    });

    it('should drop what a promise comes to after unsubscribe', async () => {
      const seen: unknown[] = [];
      const source = new Subject<string>();
      const settle: ((failed: boolean) => void)[] = [];
      const subscription = source
        .pipe(
          mapConcurrent(
            () =>
              new Promise((resolve, reject) => {
                settle.push((failed) => {
                  (failed ? reject : resolve)('late');
                });
              }),
          ),
        )
        .subscribe({ next: (x) => seen.push(x), error: (x: unknown) => seen.push(x) });
      source.next('a');
      source.next('b');
      subscription.unsubscribe();
      settle[0]?.(false);
      settle[1]?.(true);
      await macrotask();

      expect(seen).toEqual([]);
    });
  });

  describe('that are given up', () => {
    it('should not break unsubscription chains with interop inners', () => {
      const left: string[] = [];
      const seen: string[] = [];
      const source = new Subject<string>();
      const subscription = source
        .pipe(mapConcurrent((item) => interop(left, item)))
        .subscribe((item) => seen.push(item));
      source.next('a');
      source.next('b');
      subscription.unsubscribe();

      expect(seen).toEqual(['a', 'b']);
      expect(left).toEqual(['a', 'b']);
    });

    it('should close a pull source and a generator, once', async () => {
      const closed: string[] = [];
      const pages: PullSource<string> = {
        pull: () => new Promise(() => undefined),
        close: () => closed.push('pages'),
      };
      const generator = function* () {
        try {
          for (;;) yield 'g';
        } finally {
          closed.push('generator');
        }
      };
      const source = new Subject<string>();
      const subscription = source
        .pipe(
          mapConcurrent((item) => (item === 'pages' ? pages : generator())),
          mapConcurrent(() => new Promise(() => undefined)),
        )
        .subscribe();
      source.next('pages');
      source.next('generator');
      subscription.unsubscribe();
      await macrotask();

      expect(closed).toEqual(['pages', 'generator']);
    });

    it('should see their signals abort on unsubscribe, each its own, but not when they have ended', async () => {
      const signals = new Map<string, AbortSignal>();
      const source = new Subject<string>();
      const fn = (item: string, { signal, attempt }: WorkContext): Inner<unknown> => {
        expect(attempt).toBe(1);
        signals.set(item, signal);
        if (item === 'promise') return Promise.resolve(1);
        return item === 'array' ? [1] : new Promise(() => undefined);
      };
      const subscription = source.pipe(mapConcurrent(fn)).subscribe();
      for (const item of ['promise', 'array', 'never']) source.next(item);
      await macrotask();
      source.next('next in the lane');
      source.next('and another');
      subscription.unsubscribe();

      expect(new Set(signals.values()).size).toBe(5);
      expect([...signals].filter(([, { aborted }]) => aborted).map(([item]) => item)).toEqual([
        'never',
        'next in the lane',
        'and another',
      ]);
    });

    it('should not see their signal abort when their only value ends the run', async () => {
      let own: AbortSignal | undefined;
      const source = new Subject<string>();
      const subscription = source
        .pipe(
          mapConcurrent((_, { signal }) => {
            own = signal;
            return Promise.resolve(1);
          }),
        )
        .subscribe(() => {
          subscription.unsubscribe();
        });
      source.next('a');
      await macrotask();

      expect(subscription.closed).toBeTrue();
      expect(own?.aborted).toBeFalse();
    });

    it('should not be read when fn unsubscribes its own run', () => {
      const pulled: string[] = [];
      const source = new Subject<string>();
      const subscription = source
        .pipe(
          mapConcurrent(function* () {
            pulled.push('pull');
            yield 1;
          }),
          mapConcurrent((n) => [n]),
        )
        .subscribe();
      const own = source
        .pipe(
          mapConcurrent(() => {
            own.unsubscribe();
            return {
              pull: () => {
                pulled.push('pull of the left');
                return null;
              },
            };
          }),
        )
        .subscribe();
      source.next('a');
      subscription.unsubscribe();

      expect(pulled).toEqual(['pull']);
    });
  });
});
