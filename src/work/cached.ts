import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { incompatibleOptions, invalidType } from '../core/option-error.js';
import {
  callback,
  checkValue,
  having,
  integer,
  positive,
  readOptions,
  scheduler,
} from '../core/options.js';
import type { CacheStore } from './cache/cache-store.js';
import { CachedCall, type CacheSettings } from './cache/cached-call.js';
import { Flights } from './cache/flights.js';
import { GuardedStore } from './cache/guarded-store.js';
import { memoryCache } from './cache/memory-cache.js';
import type { Work } from './work.js';

export interface CachedOptions<T = unknown> {
  /** Names what an item asks for: items with the same key are one target. */
  readonly key: (item: T) => string;
  /** Where values are kept. @default in memory */
  readonly store?: CacheStore | undefined;
  /** How long a value is good for, in ms: a number > 0, or Infinity. @default Infinity */
  readonly maxAge?: number | undefined;
  /** Values that are kept in memory, those used last; an integer >= 1. Not with `store`, which has its own bound. @default 10000 */
  readonly maxEntries?: number | undefined;
  /** Says how old values are. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * Makes work that is called once for equal targets: in one chunk, in other lanes, and in later runs.
 *
 * Only those items reach the given work whose target is neither kept nor worked on by another chunk, each
 * target once, by its first item; who asks for what another chunk is working on waits for that call. Values
 * are kept, `undefined` too. Failures and skipped items are not: when the call that others wait for fails, or
 * is given up, one of those that wait calls for itself, and the others wait for that one, so that each chunk
 * calls for a target at most once by itself and nobody fails by an abort of somebody else's. A call that
 * fails as a whole fails its chunk, as without a cache; the next attempt finds what is kept.
 *
 * The context is that of the chunk. Where work is called for some of the items only, `idempotencyKey` names
 * these, since it is about fewer.
 *
 * A store that throws, rejects or does not answer within 5 s fails nothing: its values are worked on anew, and
 * an event `cacheFailed` tells of it, once until it works again. While an answer of it is overdue, it is left
 * alone. **WARNING**: values are not copied. Everybody who gets one from memory has the same object: who
 * changes it changes that of all.
 *
 * - **Emits** (as work) one value or outcome per item: at once where nobody has to be waited for.
 * - **On unsubscribe** its signals abort, as those of the given work; what it was working on is handed to a
 *   chunk of another pipeline that waits for it.
 * - **Holds at most** `maxEntries` values, and those of the chunks that run.
 *
 * @param work what is called for targets that are not known: a function of a chunk's items, such as
 * `eachItem(fn)` makes.
 * @param options `key` names an item's target, a string (what it throws concerns that item alone); `store`
 * (default in memory); `maxAge` (ms, default Infinity); `maxEntries` (default 10,000); `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import { cached, chunkBy, eachItem, fromSource, processChunks } from 'sluice';
 *
 * const locate = cached(eachItem(geocode), {
 *   key: (address: string) => address.trim().toLowerCase(),
 *   maxAge: 24 * 3600_000,
 * });
 * fromSource(addresses).pipe(chunkBy(100), processChunks(locate)).subscribe();
 * ```
 */
export function cached<T, R>(work: Work<T, R>, options: CachedOptions<T>): Work<T, R> {
  checkValue('cached', 'work', work, callback);
  if ((options as unknown) === undefined) {
    throw invalidType('cached', 'options', 'a plain object', options);
  }
  const read = readOptions<CachedOptions<T>>('cached', options, {
    key: callback,
    store: having('a CacheStore', 'get', 'set', 'delete'),
    maxAge: positive,
    maxEntries: integer(1),
    scheduler,
  });
  const { key, store, maxAge = Infinity, maxEntries } = read;
  if ((key as unknown) === undefined) {
    throw incompatibleOptions('cached', '"key" is needed, to tell targets apart');
  }
  if (store !== undefined && maxEntries !== undefined) {
    const rule = '"maxEntries" bounds the cache in memory; bound "store" where it is made';
    throw incompatibleOptions('cached', rule);
  }
  const kept = store ?? memoryCache({ maxEntries });
  const settings: CacheSettings<T, R> = {
    work,
    key,
    store: new GuardedStore(kept, maxAge, read.scheduler ?? asyncScheduler),
    flights: new Flights(),
  };
  return (items, context) => new CachedCall(settings, items, context).answer();
}
