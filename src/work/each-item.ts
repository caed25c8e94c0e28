import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { callback, checkValue, readOptions, scheduler } from '../core/options.js';
import { initially, type Live } from '../flow/live.js';
import { fixedRate, followRate, rateRule, type Rate } from '../flow/rate/rate.js';
import type { Answer } from './answer.js';
import type { WorkContext } from './attempt.js';
import { CallLimit } from './call-limit.js';
import { ChunkOfItems, type ItemSettings } from './chunk-of-items.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { CallTurns } from './call-turns.js';
import { Followed } from './followed.js';
import { KeyedLimit } from './keyed-limit.js';
import { callPolicy } from './retry/call-policy.js';
import { withKnown } from './known.js';
import { readRetry, retryRule, type RetryOptions } from './retry/retry-options.js';
import { Settled } from './settled.js';
import { callTimeoutOption } from './timeouts.js';

export interface EachItemOptions<T = unknown> {
  /** Items at once, over all chunks that run: an integer from 1 to 10,000, or an Observable of such. @default 16 */
  readonly concurrency?: Concurrency | undefined;
  /** Retries of an item whose call failed: how many, or how. @default 0 */
  readonly retry?: number | RetryOptions | undefined;
  /** How long one call may take, in ms, or an Observable of such; then it is aborted, and has failed. @default no limit */
  readonly timeout?: Live<number> | undefined;
  /** Calls within any window of time, retries among them, or an Observable of such. @default no limit */
  readonly rateLimit?: Live<Rate<T>> | undefined;
  /** At most one call at once for each key, in the order of the items, over all chunks. @default none */
  readonly key?: ((item: T) => unknown) | undefined;
  /** Times waits and limits. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/** The function that one item is run with. */
export type ItemWork<T, R> = (item: T, context: WorkContext) => Answer<R>;

/**
 * Makes work for chunks from a function of one item.
 *
 * Each item has an outcome of its own: what the function throws or rejects with concerns that item
 * alone. The limit is shared by all chunks that the work runs at the same time, so `concurrency: 16`
 * means 16 calls, however many lanes there are. A call that is retried keeps its place while it waits, and
 * so does one that waits for `rateLimit`, which is no part of its time. With `key`, items whose key is free
 * overtake those that wait for theirs.
 * Observables among the options are followed while a chunk is worked on (`concurrency` is 1 before its first
 * value); what is wrong of them ends the run, as the cause of a FatalError.
 * What is fatal, by a FatalError or `retry.classify`, fails the chunk, and so ends the run. When the time
 * of its chunk is up, items that are done keep their outcome, and no other call is made for the chunk: this
 * only where `processChunks` is given the work itself, not a function that goes on with its answer.
 *
 * - **Emits** (as work) one outcome per item, when the last of its chunk has settled.
 * - **On unsubscribe** starts no further item; running ones see their own signal abort.
 * - **Holds at most** one place per item of the chunks that run.
 *
 * @param fn gets an item and `{ signal, attempt, idempotencyKey }`; answers now, by a Promise or by an
 * Observable.
 * @param options `concurrency`: calls at once (default 16); `retry` of an item (default 0); `timeout` of a
 * call (ms); `rateLimit` of the calls, retries among them; `key`: one call at once for each; `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
 *
 * @example
 * ```ts
 * import { chunkBy, eachItem, fromSource, processChunks } from 'sluice';
 *
 * const fetchOne = async (url: string, { signal }: { signal: AbortSignal }) =>
 *   (await fetch(url, { signal })).status;
 * fromSource(urls).pipe(chunkBy(100), processChunks(eachItem(fetchOne, { retry: 3 }))).subscribe();
 * ```
 */
export function eachItem<T, R>(
  fn: ItemWork<T, R>,
  options?: EachItemOptions<T>,
): (items: readonly T[], context: WorkContext) => Promise<Settled<R>> {
  checkValue('eachItem', 'fn', fn, callback);
  const read = readOptions<EachItemOptions<T>>('eachItem', options, {
    concurrency: concurrencyOption.rule,
    retry: retryRule,
    timeout: callTimeoutOption.rule,
    rateLimit: rateRule,
    key: callback,
    scheduler,
  });
  const retry = readRetry('eachItem', read.retry, read.scheduler);
  const policy = callPolicy(
    retry,
    read.scheduler ?? asyncScheduler,
    initially(read.timeout, undefined),
  );
  const { key, rateLimit } = read;
  const concurrency = read.concurrency === undefined ? 16 : initially(read.concurrency, 1);
  const limit =
    key === undefined ? new CallLimit(concurrency) : new KeyedLimit<T>(concurrency, key);
  const turns = rateLimit && new CallTurns<T>(read.scheduler ?? asyncScheduler);
  const rate = fixedRate('eachItem', rateLimit);
  if (rate !== undefined) turns?.change(rate);
  const followed = new Followed((owner) => {
    concurrencyOption.follow('eachItem', read.concurrency, owner, (next) => {
      limit.concurrency = next;
    });
    callTimeoutOption.follow('eachItem', read.timeout, owner, (timeout) => {
      policy.attemptTimeout = timeout;
    });
    followRate('eachItem', rateLimit, owner, (next) => turns?.change(next));
  });
  const settings: ItemSettings<T, R> = { fn, limit, turns, followed, policy, idle: [] };
  return (items, context) => answerOf(settings, items, context);
}

function answerOf<T, R>(
  settings: ItemSettings<T, R>,
  items: readonly T[],
  context: WorkContext,
): Promise<Settled<R>> {
  if (items.length === 0) return Promise.resolve(new Settled([]));
  let chunk!: ChunkOfItems<T, R>;
  const answer = new Promise<Settled<R>>((done, failed) => {
    chunk = new ChunkOfItems(settings, items, context, { done, failed });
    settings.limit.add(chunk);
  });
  return withKnown(answer, (reason) => chunk.known(reason));
}
