import { lastValueFrom, Observable, type Subscriber } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { fromSource, type Source } from '../../src/flow/from-source.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { StoredOutcome } from '../../src/store/result-store.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { macrotask } from '../support/ticks.js';

const COUNT = 7;
const SIZE = 3;
const FAILED = new Error('the source failed');
const BROKEN = new Error('it cannot be closed');

/** Gives its items, and fails in place of one; Infinity: never. */
type MakeSource = (failsAt: number) => Source<number>;

function* numbers(failsAt: number) {
  for (let n = 0; n < COUNT; n++) {
    if (n === failsAt) throw FAILED;
    yield n;
  }
  if (failsAt === COUNT) throw FAILED;
}

const SOURCES: Readonly<Record<string, MakeSource>> = {
  'an iterable': (failsAt) => ({ [Symbol.iterator]: () => numbers(failsAt) }),
  'an async iterable': (failsAt) => ({
    async *[Symbol.asyncIterator]() {
      for (const n of numbers(failsAt)) yield await Promise.resolve(n);
    },
  }),
  'a pull source': (failsAt) => {
    const all = numbers(failsAt);
    return {
      pull: () => {
        const { done, value } = all.next();
        return done ? null : [value];
      },
    };
  },
  'a pull source that answers later': (failsAt) => {
    const all = numbers(failsAt);
    return {
      pull: async () => {
        await macrotask();
        const { done, value } = all.next();
        return done ? null : [value];
      },
    };
  },
  'an Observable that goes on after its end': (failsAt) =>
    new Observable<number>((subscriber) => {
      const raw = subscriber as Subscriber<number> & { destination: Subscriber<number> };
      try {
        for (const n of numbers(failsAt)) subscriber.next(n);
        subscriber.complete();
      } catch (error) {
        subscriber.error(error);
      }
      raw.next(99);
      raw.complete();
      raw.next(100);
    }),
};

function run(source: Source<number>, store = memoryStore(), key?: (item: number) => unknown) {
  const events: unknown[] = [];
  const ends: unknown[] = [];
  const seen: number[] = [];
  const flow = createFlow();
  flow.events$.subscribe((event) => {
    if (event.type === 'closeFailed') events.push(event.reason);
  });
  let over!: () => void;
  const done = new Promise<void>((resolve) => (over = resolve));
  const subscription = fromSource(() => source, { flow })
    .pipe(
      chunkBy<number>(SIZE),
      processChunks((items) => items.map((item) => item * 2), { concurrency: 1, ordered: true }),
      storeTo(store, { runId: 'run', key: key as ((item: unknown) => string) | undefined }),
    )
    .subscribe({
      next: ({ chunk }) => {
        seen.push(...(chunk.items as number[]));
      },
      error: (error: unknown) => {
        ends.push(error);
        over();
      },
      complete: () => {
        ends.push('completed');
        over();
      },
    });
  return { events, ends, seen, done, subscription, store };
}

const storedIn = (store: ReturnType<typeof memoryStore>) =>
  store.aggregate<StoredOutcome[]>('run', (all, each) => [...all, each], []);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('a source of the user', () => {
  for (const [kind, make] of Object.entries(SOURCES)) {
    it(`should have stored all that came before it failed, as ${kind}, and be gone on with`, async () => {
      for (const failsAt of [0, 1, SIZE, SIZE + 1, COUNT - 1, COUNT]) {
        const first = run(make(failsAt));
        await first.done;
        await macrotask();
        const [info] = await first.store.runs();

        expect(first.ends).toEqual([FAILED]);
        expect(first.seen).withContext(`at ${failsAt}`).toEqual(upTo(failsAt));
        expect([info?.items, info?.state, info?.holder]).toEqual([failsAt, 'open', undefined]);

        const second = run(make(Infinity), first.store);
        await second.done;
        const stored = await storedIn(first.store);

        expect(second.ends).toEqual(['completed']);
        expect(second.seen).toEqual(upTo(COUNT).slice(failsAt));
        expect(stored.map(({ position }) => position)).toEqual(upTo(COUNT));
        expect((await first.store.runs())[0]?.state).toBe('completed');
      }
    });
  }

  const CLOSINGS: readonly (readonly [string, () => unknown, told: readonly unknown[]])[] = [
    [
      'throws',
      () => {
        throw BROKEN;
      },
      [BROKEN],
    ],
    ['rejects', () => Promise.reject(BROKEN), [BROKEN]],
    ['hangs', () => new Promise(() => undefined), []],
    ['gives nonsense', () => 42, []],
  ];
  const CLOSED: Readonly<Record<string, (close: () => unknown) => Source<number>>> = {
    'an iterator': (close) => ({
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: close as () => IteratorResult<number>,
      }),
    }),
    'an async iterator': (close) => ({
      [Symbol.asyncIterator]: () => ({
        next: () => macrotask().then(() => ({ done: false, value: 1 })),
        return: close as () => Promise<IteratorResult<number>>,
      }),
    }),
    'a pull source': (close) => ({ pull: () => macrotask().then(() => [1]), close }),
  };
  for (const [kind, make] of Object.entries(CLOSED)) {
    for (const [how, close, told] of CLOSINGS) {
      it(`should be left at once where closing ${kind} ${how}`, async () => {
        let closed = 0;
        const { subscription, events, ends, store } = run(
          make(() => {
            closed++;
            return close();
          }),
        );
        await macrotask();
        subscription.unsubscribe();
        await macrotask();
        const [info] = await store.runs();

        expect(closed).toBe(1);
        expect(events).toEqual(told);
        expect(ends).toEqual([]);
        expect(info?.holder).toBeUndefined();
      });
    }
  }
});

describe('a key function of the user', () => {
  const source = (): Source<number> => upTo(COUNT);
  const BAD: readonly (readonly [string, (item: number) => unknown])[] = [
    ['undefined', () => undefined],
    ['null', () => null],
    ['NaN', () => NaN],
    ['a number', (item) => item],
    ['an object', () => ({})],
    ['a symbol', () => Symbol('key')],
    ['a promise', () => Promise.resolve('key')],
  ];

  for (const [what, key] of BAD) {
    it(`should end the run before any work on the chunk where it gives ${what}`, async () => {
      const { done, ends, seen, store } = run(source(), memoryStore(), (item) =>
        item < SIZE ? `k${item}` : key(item),
      );
      await done;
      const [error] = ends as { readonly code?: string }[];

      expect(ends.length).toBe(1);
      expect(error?.code).toBe('ERR_INVALID_ARG_TYPE');
      expect(seen.every((item) => item < SIZE)).toBeTrue();
      expect((await store.runs())[0]?.holder).toBeUndefined();
    });
  }

  it('should end the run with what it throws', async () => {
    const { done, ends } = run(source(), memoryStore(), () => {
      throw FAILED;
    });
    await done;

    expect(ends).toEqual([FAILED]);
  });

  it('should be taken at its word where it gives an empty or a very long text', async () => {
    const long = 'x'.repeat(10_000);
    const { done, ends, store } = run(source(), memoryStore(), (item) =>
      item === 0 ? '' : `${long}${item}`,
    );
    await done;
    const stored = await storedIn(store);

    expect(ends).toEqual(['completed']);
    expect(stored.map(({ key }) => key?.length)).toEqual([0, ...upTo(COUNT - 1).map(() => 10_001)]);
  });

  it('should have the first of those that it gives the same worked on, and no other', async () => {
    const { done, ends, seen, store } = run(source(), memoryStore(), (item) => `k${item % 2}`);
    await done;
    const again = run(source(), store, (item) => `k${item % 2}`);
    await again.done;

    expect([ends, again.ends]).toEqual([['completed'], ['completed']]);
    expect(seen).toEqual([0, 1]);
    expect(again.seen).toEqual([]);
    expect((await storedIn(store)).map(({ key }) => key)).toEqual(['k0', 'k1']);
  });

  it('should end the run where it gives another key after the work than before', async () => {
    let asked = 0;
    const { done, ends, store } = run(source(), memoryStore(), (item) => `k${item}-${asked++}`);
    await done;
    const [error] = ends as { readonly code?: string }[];

    expect(error?.code).toBe('ERR_UNEXPECTED_RESULT');
    expect(await storedIn(store)).toEqual([]);
  });

  it('should be the only one, by which a run is resumed or refused', async () => {
    const store = memoryStore();
    const first = run(source(), store);
    await first.done;
    const second = run(source(), store, (item) => `k${item}`);
    await second.done;
    const [error] = second.ends as { readonly code?: string }[];

    expect(error?.code).toBe('ERR_RUN_CHANGED');
    expect(await lastValueFrom(fromSource(store.results('run'), { flow: null }))).toEqual({
      ...{ position: COUNT - 1, status: 'fulfilled', value: (COUNT - 1) * 2 },
    });
  });
});
