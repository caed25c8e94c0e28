/** What a cache keeps of one target. */
export interface CacheEntry {
  /** What work made of it; may be `undefined`. */
  readonly value: unknown;
  /** When it was made, in ms since 1970. */
  readonly at: number;
}

/**
 * Where `cached` keeps values. All of it may answer now or later; several calls may be under way at once.
 *
 * It keeps an entry exactly or not at all, and may forget any at any time: then work is called again. Keys
 * are any strings, and two that differ in any code unit are two keys. What it throws or rejects with never
 * fails the work.
 *
 * `describeCacheStore` of `sluice/testing` has the contract as tests.
 */
export interface CacheStore {
  /** One answer per key, in their order: its entry, or undefined where there is none. */
  get(
    keys: readonly string[],
  ): readonly (CacheEntry | undefined)[] | PromiseLike<readonly (CacheEntry | undefined)[]>;
  /** Keeps entries in place of those that are there; of two with one key the last. Whole or not at all. */
  set(entries: readonly (readonly [key: string, entry: CacheEntry])[]): unknown;
  /** Forgets them; keys that it does not have are no error. */
  delete(keys: readonly string[]): unknown;
}
