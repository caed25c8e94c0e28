import { integer, readOptions } from '../../core/options.js';
import type { CacheEntry, CacheStore } from './cache-store.js';

export interface MemoryCacheOptions {
  /** Entries that are kept; those that were not used for longest go first. An integer >= 1. @default 10000 */
  readonly maxEntries?: number | undefined;
}

/**
 * A cache in memory, for `cached`: what it uses by itself, and what several of them may share.
 *
 * Values are not copied: whoever gets one has the same object as everybody else, and must not change it.
 *
 * - **Holds at most** `maxEntries` entries (default 10,000). What is above is given up, that which was
 *   neither written nor read for longest first.
 *
 * @param options `maxEntries` (default 10,000).
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { cached, eachItem, memoryCache, processChunks } from 'sluice';
 *
 * const store = memoryCache({ maxEntries: 1000 });
 * const key = (city: string) => city.toLowerCase();
 * const locate = processChunks(cached(eachItem(geocode), { key, store }));
 * // From now on it is asked again.
 * await store.delete(['vienna']);
 * ```
 */
export function memoryCache(options?: MemoryCacheOptions): CacheStore {
  const { maxEntries = 10_000 } = readOptions<MemoryCacheOptions>('memoryCache', options, {
    maxEntries: integer(1),
  });
  return new MemoryCache(maxEntries);
}

/** A Map gives its keys in the order in which they were put in: the first was used longest ago. */
class MemoryCache implements CacheStore {
  readonly #maxEntries: number;
  readonly #entries = new Map<string, CacheEntry>();

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get(keys: readonly string[]): (CacheEntry | undefined)[] {
    return keys.map((key) => {
      const entry = this.#entries.get(key);
      if (entry !== undefined) this.#use(key, entry);
      return entry;
    });
  }

  set(entries: readonly (readonly [key: string, entry: CacheEntry])[]): void {
    for (const [key, entry] of entries) this.#use(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.#entries.delete(oldest);
    }
  }

  delete(keys: readonly string[]): void {
    for (const key of keys) this.#entries.delete(key);
  }

  #use(key: string, entry: CacheEntry): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
  }
}
