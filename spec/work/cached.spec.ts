import { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { FatalError } from '../../src/core/fatal-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { CacheStore } from '../../src/work/cache/cache-store.js';
import { memoryCache } from '../../src/work/cache/memory-cache.js';
import { cached } from '../../src/work/cached.js';
import { eachItem } from '../../src/work/each-item.js';
import { processChunks } from '../../src/work/process-chunks.js';
import type { Settled } from '../../src/work/settled.js';
import { settled } from '../../src/work/settled.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { alone } from '../support/chunk-works.js';
import { macrotask } from '../support/ticks.js';

const key = (item: string) => item;
const context = (signal = new AbortController().signal): WorkContext => ({
  signal,
  attempt: 1,
  idempotencyKey: 'chunk',
});

/** Work whose calls are answered by hand. */
function byHand() {
  const calls: {
    items: readonly string[];
    context: WorkContext;
    done: (values?: readonly unknown[]) => void;
    fail: (reason: unknown) => void;
  }[] = [];
  const work = (items: readonly string[], given: WorkContext) =>
    new Promise<readonly unknown[]>((resolve, reject) => {
      const done = (values: readonly unknown[] = items.map((item) => item.toUpperCase())) => {
        resolve(values);
      };
      calls.push({ items, context: given, done, fail: reject });
    });
  return { calls, work, itemsOf: () => calls.map(({ items }) => items.join('')) };
}

/** A store that answers later, or as it is told. */
function laterStore(over: Partial<CacheStore> = {}): CacheStore {
  const memory = memoryCache();
  return {
    get: (keys) => Promise.resolve(memory.get(keys)),
    set: (entries) => Promise.resolve(memory.set(entries)),
    delete: (keys) => Promise.resolve(memory.delete(keys)),
    ...over,
  };
}

const flush = async () => {
  await macrotask();
  await macrotask();
};

describe('cached', () => {
  for (const [name, store] of [
    ['answers at once', () => memoryCache()],
    ['answers later', () => laterStore()],
  ] as const) {
    describe(`with a store that ${name}`, () => {
      it('should call work once for what is equal in a chunk, and answer for each item', async () => {
        const { calls, work } = byHand();
        const answer = cached(work, { key, store: store() })(['a', 'b', 'a'], context());
        await flush();
        expect(calls.map(({ items }) => items)).toEqual([['a', 'b']]);
        calls[0]?.done();
        expect(await answer).toEqual(['A', 'B', 'A']);
      });

      it('should call work only for what no other chunk is working on', async () => {
        const { calls, work, itemsOf } = byHand();
        const both = cached(work, { key, store: store() });
        const first = both(['a', 'b'], context());
        const second = both(['b', 'c'], context());
        await flush();
        expect(itemsOf()).toEqual(['ab', 'c']);
        calls[0]?.done();
        calls[1]?.done();
        expect([await first, await second]).toEqual([
          ['A', 'B'],
          ['B', 'C'],
        ]);
      });

      it('should not call work for what is known, nor in a later run with the same store', async () => {
        const { calls, work, itemsOf } = byHand();
        const kept = store();
        const first = cached(work, { key, store: kept })(['a'], context());
        await flush();
        calls[0]?.done();
        await first;
        const second = cached(work, { key, store: kept })(['b', 'a'], context());
        await flush();
        calls[1]?.done();
        expect(await second).toEqual(['B', 'A']);
        expect(itemsOf()).toEqual(['a', 'b']);
      });

      it('should keep undefined, and what nothing is answered for', async () => {
        const calls: string[] = [];
        const work = cached(
          (items: readonly string[]) => {
            calls.push(items.join(''));
          },
          { key, store: store() },
        );
        expect(await work(['a', 'b'], context())).toEqual([undefined, undefined]);
        expect(await work(['b', 'a'], context())).toEqual([undefined, undefined]);
        expect(calls).toEqual(['ab']);
      });

      it('should keep no failure and nothing skipped, and all values beside them', async () => {
        let calls = 0;
        const outcomes = [
          { status: 'fulfilled', value: 1, attempts: 3 },
          { status: 'rejected', reason: 'no' },
          { status: 'skipped', reason: 'not now' },
        ] as const;
        const work = cached(
          (items: readonly string[]) => {
            calls++;
            return settled(items.map((_, i) => outcomes[items.length === 3 ? i : i + 1]!));
          },
          { key, store: store() },
        );
        const first = await work(['a', 'b', 'c'], context());
        expect((first as Settled<number>).items).toEqual([
          outcomes[0],
          { ...outcomes[1], attempts: 1 },
          { ...outcomes[2], attempts: 1 },
        ]);
        const second = (await work(['a', 'b', 'c'], context())) as Settled<number>;
        expect(second.items.map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'skipped',
        ]);
        expect(calls).toBe(2);
      });

      it('should have one of those that wait call for itself when a call fails', async () => {
        const { calls, work, itemsOf } = byHand();
        const all = cached(work, { key, store: store() });
        const answers = [['a', 'b'], ['b'], ['b', 'c']].map((items) =>
          Promise.resolve(all(items, context())).catch((reason: unknown) => reason),
        );
        await flush();
        expect(itemsOf()).toEqual(['ab', 'c']);
        calls[0]?.fail('down');
        calls[1]?.done();
        await flush();
        expect(itemsOf()).toEqual(['ab', 'c', 'b']);
        calls[2]?.fail('still down');
        await flush();
        expect(itemsOf()).toEqual(['ab', 'c', 'b', 'b']);
        calls[3]?.done();
        expect(await Promise.all(answers)).toEqual(['down', 'still down', ['B', 'C']]);
      });

      it('should not fail others by an abort, also where work does not hear it', async () => {
        const { calls, work, itemsOf } = byHand();
        const both = cached(work, { key, store: store() });
        const controller = new AbortController();
        const left = Promise.resolve(both(['a', 'b'], context(controller.signal)));
        const other = both(['b', 'a'], context());
        await flush();
        controller.abort(new Error('left'));
        await flush();
        expect(itemsOf()).toEqual(['ab', 'ba']);
        calls[1]?.done();
        expect(await other).toEqual(['B', 'A']);
        calls[0]?.fail(new Error('left'));
        await expectAsync(left).toBeRejectedWithError('left');
      });

      it('should start nothing for a chunk that was given up while it waited', async () => {
        const { calls, work, itemsOf } = byHand();
        const all = cached(work, { key, store: store() });
        const controller = new AbortController();
        const first = Promise.resolve(all(['a'], context()));
        const left = Promise.resolve(all(['a'], context(controller.signal)));
        const last = all(['a'], context());
        await flush();
        controller.abort(new Error('left'));
        await expectAsync(left).toBeRejectedWithError('left');
        calls[0]?.fail('down');
        await expectAsync(first).toBeRejectedWith('down');
        await flush();
        expect(itemsOf()).toEqual(['a', 'a']);
        calls[1]?.done();
        expect(await last).toEqual(['A']);
      });

      it('should take an Observable, and leave it when it is given up', async () => {
        let left = 0;
        const work = () => new Observable<readonly string[]>(() => () => left++);
        const controller = new AbortController();
        const answer = Promise.resolve(
          cached(work, { key, store: store() })(['a'], context(controller.signal)),
        );
        await flush();
        controller.abort(new Error('left'));
        await expectAsync(answer).toBeRejectedWithError('left');
        expect(left).toBe(1);
      });
    });
  }

  it('should answer at once where work and store do', () => {
    const work = cached((items: readonly string[]) => items.map((item) => item + item), { key });
    expect(work(['a', 'b'], context())).toEqual(['aa', 'bb']);
    expect(work(['b'], context())).toEqual(['bb']);
  });

  it('should throw what work throws, and the error of an answer that does not fit', () => {
    const failing = cached(
      () => {
        throw new FatalError('no');
      },
      { key },
    );
    expect(() => failing(['a'], context())).toThrowError(FatalError);
    const short = cached(() => [1], { key });
    expect(() => short(['a', 'b'], context())).toThrowError(/1 came for 2/);
    expect(short(['a'], context())).toEqual([1]);
  });

  it('should reject only the items whose key is not known', () => {
    const calls: string[] = [];
    const work = cached(
      (items: readonly string[]) => {
        calls.push(items.join(''));
        return [...items];
      },
      {
        key: (item) => {
          if (item === 'b') throw new Error('no key');
          return item === 'c' ? (5 as unknown as string) : item;
        },
      },
    );
    const { items } = work(['a', 'b', 'c', 'd'], context()) as Settled<string>;
    expect(items.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect((items[1] as { reason: Error }).reason.message).toBe('no key');
    expect((items[2] as { reason: Error }).reason.message).toContain('must be a string');
    expect(calls).toEqual(['ad']);
  });

  it('should call again for what is as old as maxAge, by the clock of the scheduler', () => {
    const scheduler = new TestScheduler(() => undefined);
    let now = 1000;
    spyOn(scheduler, 'now').and.callFake(() => now);
    let calls = 0;
    const work = cached(() => [++calls], { key, maxAge: 100, scheduler });
    expect(work(['a'], context())).toEqual([1]);
    now = 1099;
    expect(work(['a'], context())).toEqual([1]);
    now = 1100;
    expect(work(['a'], context())).toEqual([2]);
    now = 1099;
    expect(work(['a'], context())).toEqual([3]);
  });

  it('should keep at most maxEntries in memory', () => {
    const calls: string[] = [];
    const work = cached(
      (items: readonly string[]) => {
        calls.push(items.join(''));
        return [...items];
      },
      { key, maxEntries: 2 },
    );
    for (const item of ['a', 'b', 'a', 'c', 'a', 'b']) work([item], context());
    expect(calls).toEqual(['a', 'b', 'c', 'b']);
  });

  it('should pass its own context through for all, and one about fewer for some', async () => {
    const { calls, work } = byHand();
    const both = cached(work, { key });
    const own = context();
    void both(['a', 'b'], own);
    void both(['b', 'c'], { ...own, attempt: 4 });
    await flush();
    expect(calls[0]?.context).toBe(own);
    expect(calls[1]?.context.signal).toBe(own.signal);
    expect(calls[1]?.context.attempt).toBe(4);
    expect(calls[1]?.context.idempotencyKey).toBe('chunk:1');
  });

  it('should name each item as without a cache, in processChunks with eachItem', () => {
    const seen: string[] = [];
    const name = (item: string, { idempotencyKey }: WorkContext) => {
      seen.push(`${item}${idempotencyKey.split(':')[1] ?? ''}`);
      return item;
    };
    return new Promise<void>((resolve) => {
      fromSource(['a', 'b', 'a', 'c', 'b', 'd'])
        .pipe(chunkBy(3), processChunks(cached(eachItem(name), { key }), { concurrency: 1 }))
        .subscribe({
          complete: () => {
            expect(seen).toEqual(['a0', 'b1', 'c3', 'd5']);
            resolve();
          },
        });
    });
  });

  describe('with a store that fails', () => {
    const eventsOf = async (store: CacheStore, items: readonly string[]) => {
      const flow = createFlow();
      const events: FlowEvent[] = [];
      flow.events$.subscribe((event) => events.push(event));
      const values: unknown[] = [];
      const work = cached((given: readonly string[]) => [...given], { key, store });
      await new Promise<void>((resolve, reject) => {
        fromSource(items)
          .pipe(alone(), processChunks(work, { flow }))
          .subscribe({
            next: (result) => values.push(...result.values),
            complete: resolve,
            error: reject,
          });
      });
      return { values, failed: events.filter(({ type }) => type === 'cacheFailed') };
    };

    it('should work without it, and tell of it once', async () => {
      const no = new Error('no');
      const throwing = laterStore({
        get: () => {
          throw no;
        },
        set: () => Promise.reject(no),
      });
      const { values, failed } = await eventsOf(throwing, ['a', 'b', 'c']);
      expect(values.sort()).toEqual(['a', 'b', 'c']);
      expect(failed).toEqual([
        { type: 'cacheFailed', action: 'read', reason: no },
        { type: 'cacheFailed', action: 'write', reason: no },
      ]);
    });

    it('should tell of it again after it worked', async () => {
      let calls = 0;
      const store = laterStore({
        get: (keys) => {
          if (++calls !== 3) throw new Error(`call ${calls}`);
          return keys.map(() => undefined);
        },
      });
      const { failed } = await eventsOf(store, ['a', 'b', 'c', 'd', 'e']);
      expect(failed.map((event) => (event as { reason: Error }).reason.message)).toEqual([
        'call 1',
        'call 4',
      ]);
    });

    it('should take an answer that is none for a miss', async () => {
      for (const answer of [undefined, 5, [], [null], [5], 'a']) {
        const store = laterStore({ get: () => answer as never });
        expect((await eventsOf(store, ['a', 'b'])).values).toEqual(['a', 'b']);
      }
    });

    it('should wait 5 s at most, and ask nothing while an answer is overdue', () => {
      const scheduler = new TestScheduler(() => undefined);
      let asked = 0;
      let answer: (found: readonly undefined[]) => void = () => undefined;
      const store = laterStore({
        get: () => {
          asked++;
          return { then: (done: typeof answer) => (answer = done) } as never;
        },
        set: () => undefined,
      });
      const calls: string[] = [];
      const work = cached(
        (items: readonly string[]) => {
          calls.push(items.join(''));
          return [...items];
        },
        { key, store, scheduler },
      );
      scheduler.run(({ flush: pass }) => {
        void work(['a'], context());
        expect(calls).toEqual([]);
        pass();
        expect([scheduler.now(), calls]).toEqual([5000, ['a']]);
        expect(work(['b'], context())).toEqual(['b']);
        expect(asked).toBe(1);
        answer([undefined]);
        void work(['c'], context());
        expect(asked).toBe(2);
      });
      expect(calls).toEqual(['a', 'b', 'c']);
    });
  });

  it('should refuse options that do not go together', () => {
    const make = (options: object) => () => cached(() => undefined, options as never);
    expect(make({ store: memoryCache(), key, maxEntries: 1 })).toThrowError(/bounds the cache/);
    expect(make({ maxEntries: 1 })).toThrowError(/"key" is needed/);
  });
});
