import type { CacheEntry, CacheStore } from '../../work/cache/cache-store.js';

/** A place that caches can be made in, as often as a test needs. */
export interface CacheFixture {
  /** A cache on what is there: what a new process would find. */
  open(): CacheStore | Promise<CacheStore>;
  /** One that keeps at most so many entries; left out where a cache has no such bound. */
  openBounded?(maxEntries: number): CacheStore | Promise<CacheStore>;
  /** Removes everything. */
  dispose(): void | Promise<void>;
}

/** The body of a test: what it is given is all it may use. */
export type CacheCase = (
  caches: CacheFixture,
  is: (actual: unknown, expected: unknown) => void,
) => Promise<void>;

/** What a cache does with entries: keeps them exactly, or not at all. */
export const ENTRIES: Record<string, CacheCase> = {
  'should answer with one entry per key, in their order, and with undefined where it has none':
    async (caches, is) => {
      const cache = await caches.open();
      is(await cache.get(['a', 'b']), [undefined, undefined]);
      await cache.set([
        ['a', entry('A')],
        ['b', entry('B')],
      ]);
      is(await cache.get(['b', 'none', 'a', 'b']), [entry('B'), undefined, entry('A'), entry('B')]);
      is(await cache.get([]), []);
    },

  'should keep the time to the millisecond': async (caches, is) => {
    const cache = await caches.open();
    await cache.set([['a', { value: 1, at: 1_767_225_600_123 }]]);
    is(await cache.get(['a']), [{ value: 1, at: 1_767_225_600_123 }]);
  },

  'should put an entry in place of an earlier one, and keep the last of two in one call': async (
    caches,
    is,
  ) => {
    const cache = await caches.open();
    await cache.set([['a', entry('old')]]);
    await cache.set([
      ['a', entry('newer')],
      ['b', entry('B')],
      ['a', entry('new')],
    ]);
    is(await valuesOf(cache, ['a', 'b']), ['new', 'B']);
    await cache.set([]);
    is(await valuesOf(cache, ['a']), ['new']);
  },

  'should forget what is deleted, and nothing else': async (caches, is) => {
    const cache = await caches.open();
    await cache.set(['a', 'b', 'c'].map((key) => [key, entry(key)]));
    await cache.delete(['a', 'none', 'c', 'a']);
    await cache.delete([]);
    is(await valuesOf(cache, ['a', 'b', 'c']), [NONE, 'b', NONE]);
  },

  'should be found as it was by the next that opens it': async (caches, is) => {
    const first = await caches.open();
    await first.set([
      ['a', entry(1)],
      ['b', entry(2)],
    ]);
    await first.delete(['b']);
    is(await valuesOf(await caches.open(), ['a', 'b']), [1, NONE]);
  },

  'should keep what is undefined, null or empty, and nested values': async (caches, is) => {
    const values = [undefined, null, '', 0, false, [], {}, { deep: [1, { é: '𝄞\n"' }] }];
    const cache = await caches.open();
    await cache.set(values.map((value, i) => [`key ${i}`, entry(value)]));
    is(
      await valuesOf(
        await caches.open(),
        values.map((_, i) => `key ${i}`),
      ),
      values,
    );
  },

  'should keep a value exactly or not at all': async (caches, is) => {
    class Point {
      constructor(readonly x: number) {}
    }
    const values = [
      NaN,
      -0,
      5n,
      new Date(7),
      new Map([[1, { a: new Set([2]) }]]),
      new Uint8Array([1, 2]),
      { inside: undefined },
      [1, undefined],
      new Point(1),
      Object.assign(Object.create(null) as object, { bare: true }),
      JSON.parse('{"__proto__":{"polluted":true}}') as unknown,
      { toJSON: () => 'changed' },
      () => 1,
      Symbol('s'),
      'a\ud800b',
    ];
    const keys = values.map((_, i) => `key ${i}`);
    const cache = await caches.open();
    for (const [i, value] of values.entries()) {
      try {
        await cache.set([[keys[i] as string, entry(value)]]);
      } catch {
        // It says that it cannot.
      }
    }
    const kept = await valuesOf(await caches.open(), keys);
    is(
      kept,
      values.map((value, i) => (kept[i] === NONE ? NONE : value)),
    );
    is(({} as { polluted?: unknown }).polluted, undefined);
  },

  'should go on after a value that it cannot keep': async (caches, is) => {
    const cache = await caches.open();
    try {
      await cache.set([['odd', entry(() => 1)]]);
    } catch {
      // It says that it cannot.
    }
    await cache.set([['even', entry(2)]]);
    is(await valuesOf(cache, ['even']), [2]);
  },

  'should take any string for a key, and tell apart what differs in any code unit': async (
    caches,
    is,
  ) => {
    const cache = await caches.open();
    await cache.set(KEYS.map((key, i) => [key, entry(i)]));
    is(
      await valuesOf(await caches.open(), KEYS),
      KEYS.map((_, i) => i),
    );
    await cache.delete(KEYS.slice(1));
    is(
      await valuesOf(cache, KEYS),
      KEYS.map((_, i) => (i === 0 ? 0 : NONE)),
    );
  },

  'should take thousands of entries in one call, and calls that do not wait for each other': async (
    caches,
    is,
  ) => {
    const cache = await caches.open();
    const keys = Array.from({ length: 5000 }, (_, i) => `key ${i}`);
    await Promise.all([
      cache.set(keys.slice(0, 4000).map((key) => [key, entry(key)])),
      cache.set(keys.slice(4000).map((key) => [key, entry(key)])),
      cache.get(keys),
    ]);
    is(await valuesOf(await caches.open(), keys), keys);
    await cache.delete(keys.slice(1));
    is(await valuesOf(cache, keys.slice(0, 2)), ['key 0', NONE]);
  },

  'should keep no more than its bound, and the latest in any case': async (caches, is) => {
    if (caches.openBounded === undefined) {
      is(caches.openBounded, undefined);
      return;
    }
    const cache = await caches.openBounded(5);
    const keys = Array.from({ length: 20 }, (_, i) => `key ${i}`);
    for (const [i, key] of keys.entries()) await cache.set([[key, { value: key, at: 1000 + i }]]);
    const kept = await valuesOf(cache, keys);
    is(kept.filter((value) => value !== NONE).length <= 5, true);
    is(kept[19], 'key 19');
    await cache.set(keys.map((key, i) => [key, { value: i, at: 2000 + i }]));
    is((await valuesOf(cache, keys)).filter((value) => value !== NONE).length <= 5, true);
  },
};

/** What no cache has as a value: the words for an entry that is not there. */
const NONE = 'no entry';

/** Names that a database, an object or an encoding may take for something else. */
const KEYS = [
  'plain',
  '',
  ' ',
  ' plain',
  'PLAIN',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '0',
  '00',
  '-1',
  'null',
  'undefined',
  "'; DROP TABLE cache; --",
  '" OR 1=1',
  '%',
  '_',
  '\\',
  '\u0000',
  'a\u0000',
  'a\u0000b',
  'é',
  'e\u0301',
  '𝄞',
  '\ud834',
  '\udd1e',
  '\ufffd',
  '\ufeff',
  'k'.repeat(10_000),
];

function entry(value: unknown): CacheEntry {
  return { value, at: 1_700_000_000_000 };
}

async function valuesOf(cache: CacheStore, keys: readonly string[]): Promise<unknown[]> {
  const entries = await cache.get(keys);
  return entries.map((found) => (found === undefined ? NONE : found.value));
}
