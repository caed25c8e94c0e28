import fc from 'fast-check';
import type { CacheEntry, CacheStore } from '../../src/work/cache/cache-store.js';
import { memoryCache } from '../../src/work/cache/memory-cache.js';
import { cached } from '../../src/work/cached.js';
import { Settled, settled, type SettledItem } from '../../src/work/settled.js';
import { macrotask } from '../support/ticks.js';

type Ending = 'good' | 'some bad' | 'rejected';

/** Of the calls that wait and chunks that are under way, the one at that place, counted around. */
type Step =
  | { readonly do: 'ask'; readonly keys: readonly string[] }
  | { readonly do: 'answer'; readonly at: number; readonly how: Ending }
  | { readonly do: 'abort'; readonly at: number };

interface Chunk {
  readonly keys: readonly string[];
  readonly controller: AbortController;
  readonly called: string[];
  outcome?: { readonly items: readonly SettledItem<unknown>[] } | { readonly reason: unknown };
}

interface Call {
  readonly chunk: Chunk;
  readonly keys: readonly string[];
  readonly answer: (how: Ending) => void;
}

const STORES: Readonly<Record<string, () => CacheStore>> = {
  'answers at once': () => memoryCache(),
  'answers later': () => {
    const memory = memoryCache();
    return {
      get: (keys) => Promise.resolve().then(() => memory.get(keys)),
      set: (entries) => Promise.resolve().then(() => memory.set(entries)),
      delete: (keys) => memory.delete(keys),
    };
  },
  'fails now and then': () => {
    const memory = memoryCache();
    let calls = 0;
    const failing = <A, R>(body: (given: A) => R) => {
      return (given: A): Promise<R> =>
        ++calls % 3 === 0 ? Promise.reject(new Error('no')) : Promise.resolve(body(given));
    };
    return {
      get: failing((keys: readonly string[]) => memory.get(keys) as readonly CacheEntry[]),
      set: failing((entries) => memory.set(entries)),
      delete: () => undefined,
    };
  },
};

const key = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ask' as const),
      keys: fc.array(key, { minLength: 1, maxLength: 5 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      at: fc.nat(9),
      how: fc.constantFrom<Ending>('good', 'some bad', 'rejected'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('abort' as const), at: fc.nat(9) }) },
);

/** What happens as the steps are taken, and what was wrong of it. */
async function played(steps: readonly Step[], store: CacheStore, forgets: boolean) {
  const problems: string[] = [];
  const chunks: Chunk[] = [];
  const open: Call[] = [];
  const made = new Map<string, Set<string>>();
  const kept = new Set<string>();
  let calls = 0;

  const work = (keys: readonly string[], { signal }: { readonly signal: AbortSignal }) => {
    const chunk = chunks.find(({ controller }) => controller.signal === signal) as Chunk;
    const id = ++calls;
    for (const each of keys) {
      if (kept.has(each) && !forgets) problems.push(`${each} is called for, and known`);
      if (chunk.called.includes(each)) problems.push(`${each} is called for twice by a chunk`);
      const other = open.find((call) => call.keys.includes(each) && !isAborted(call.chunk));
      if (other !== undefined) problems.push(`${each} is called for by two`);
      chunk.called.push(each);
    }
    return new Promise<Settled<string>>((resolve, reject) => {
      const answer = (how: Ending) => {
        if (how === 'rejected') reject(new Error(`${id}`));
        else {
          resolve(
            settled(
              keys.map((each, at): SettledItem<string> => {
                if (how === 'some bad' && at % 2 === 0) {
                  return { status: 'rejected', reason: new Error(`${each} ${id}`) };
                }
                const value = `${each} ${id}`;
                made.set(each, (made.get(each) ?? new Set()).add(value));
                if (!isAborted(chunk)) kept.add(each);
                return { status: 'fulfilled', value };
              }),
            ),
          );
        }
      };
      open.push({ chunk, keys, answer });
    });
  };
  const whole = cached(work, { key: (item: string) => item, store });

  const ask = (keys: readonly string[]) => {
    const chunk: Chunk = { keys, controller: new AbortController(), called: [] };
    chunks.push(chunk);
    const { signal } = chunk.controller;
    const end = (answer: unknown) => {
      // What was given up is only told to be over.
      if (isAborted(chunk)) {
        chunk.outcome = { reason: 'given up' };
        return;
      }
      const items =
        answer instanceof Settled ? (answer.items as SettledItem<unknown>[]) : undefined;
      const values = answer as readonly unknown[];
      chunk.outcome = {
        items: items ?? values.map((value) => ({ status: 'fulfilled', value }) as const),
      };
    };
    try {
      const answer = whole(keys, { signal, attempt: 1, idempotencyKey: 'chunk' });
      Promise.resolve(answer as Promise<unknown>).then(end, (reason: unknown) => {
        chunk.outcome = { reason };
      });
    } catch (reason) {
      chunk.outcome = { reason };
    }
  };
  const answer = (at: number, how: Ending) => {
    const [call] = open.splice(at % open.length, 1);
    call?.answer(how);
  };

  for (const each of steps) {
    if (each.do === 'ask') ask(each.keys);
    else if (each.do === 'answer' && open.length > 0) answer(each.at, each.how);
    else if (each.do === 'abort' && chunks.length > 0) {
      chunks[each.at % chunks.length]?.controller.abort();
    }
    await macrotask();
  }
  for (let left = 200; open.length > 0 && left > 0; left--) {
    answer(0, 'good');
    await macrotask();
  }
  await macrotask();

  for (const { keys, outcome, called, controller } of chunks) {
    if (outcome === undefined) problems.push(`${keys.join('')} never ends`);
    else if ('items' in outcome) {
      for (const [at, { status, ...item }] of outcome.items.entries()) {
        const name = keys[at] as string;
        if (status === 'fulfilled' && 'value' in item) {
          const value = item.value as string;
          if (made.get(name)?.has(value) !== true) problems.push(`${name} is ${value}`);
        } else if (!called.includes(name)) problems.push(`${name} failed by a call of another`);
      }
      if (outcome.items.length !== keys.length) problems.push('an item has no outcome');
    } else if (called.length === 0 && !controller.signal.aborted) {
      problems.push(`${keys.join('')} failed by a call of another`);
    }
  }
  return problems;
}

const isAborted = ({ controller }: Chunk) => controller.signal.aborted;

describe('cached', () => {
  for (const [name, makeStore] of Object.entries(STORES)) {
    it(`should hold its laws whoever asks, fails and leaves, with a store that ${name}`, async () => {
      const forgets = name === 'fails now and then';
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
          expect(await played(steps, makeStore(), forgets)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    });
  }
});
