import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import { incompatibleOptions } from '../core/option-error.js';
import type { Outcome } from '../core/outcome.js';
import { boolean, callback, checkValue, integer, readOptions, scheduler } from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import type { Source } from '../flow/from-source.js';
import type { Live } from '../flow/live.js';
import type { Answer } from './answer.js';
import type { WorkContext } from './attempt.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { ItemFlow } from './item-flow.js';
import { ItemOutcomes, type ItemOutcomesSettings } from './item-outcomes.js';
import { orderRule, type Order } from './order.js';
import { readRetry, retryRule, type RetryOptions } from './retry/retry-options.js';
import { callTimeoutOption } from './timeouts.js';
import { readTolerance, tolerateRule, type TolerateOptions } from './tolerance.js';

export interface MapConcurrentOptions<T = unknown> extends FlowOption {
  /** Items at once: an integer from 1 to 10,000, or an Observable of such. @default 4 */
  readonly concurrency?: Concurrency | undefined;
  /** Items that may wait for a lane; an integer >= 0. @default `concurrency` */
  readonly prefetch?: number | undefined;
  /**
   * Emit in the order of the input, or of completion (false); or `{ key }`: at most one item of each key in work, in the
   * order of input. @default false
   */
  readonly ordered?: Order<T> | undefined;
  /** Emit an Outcome per item, instead of the values. @default false */
  readonly outcomes?: boolean | undefined;
  /** Retries of an item whose call failed: how many, or how; with `outcomes`. @default 0 */
  readonly retry?: number | RetryOptions | undefined;
  /** How long one call may take, in ms, or an Observable of such; with `outcomes`. @default no limit */
  readonly timeout?: Live<number> | undefined;
  /** How many items may fail before the run does, and where they are copied to; with `outcomes`. @default all */
  readonly tolerate?: number | TolerateOptions<T> | undefined;
  /** Times waits and limits. @default asyncScheduler */
  readonly scheduler?: SchedulerLike | undefined;
}

/** What `fn` may give where its values are emitted as they come. */
export type Inner<R> = Source<R>;

/** The values of an inner; of several kinds of inners, the values of all. */
export type InnerValue<I> = I extends Source<infer R> ? R : never;

/**
 * Maps each item to an inner source and flattens what they emit, so many at once: `mergeMap` with a
 * bounded queue, which has its source read only as fast as the inners end.
 *
 * The inner sources mind the flow below, so a slow consumer slows them too. Where RxJS's `mergeMap`,
 * `concatMap` (`concurrency: 1`) and `expand` queue without bound, this closes the gate.
 *
 * With `outcomes: true` each item gives one outcome, and `fn` answers now, by a Promise, or by an
 * Observable's last value; a failure is data, and the outcome's position is the item's arrival number,
 * which later chunkers keep. Calls are then retried by `retry`, limited by `timeout`, and failures counted
 * and copied by `tolerate`; a FatalError, or what `retry.classify` calls fatal, ends the run.
 *
 * **Marble** (`concurrency: 2`, inner is `--x|`)
 * ```
 * source  a-b-c---|
 * result  --a-b-c-|
 * ```
 *
 * - **Emits** the values of the inners as they come; with `ordered`, inner by inner in the order of
 *   the input; with `ordered: { key }` that holds within a key, and the others overtake.
 * - **Completes** when the source has and all inners have.
 * - **Errors** when `fn` throws or an inner fails (with `outcomes` only by a FatalError,
 *   TooManyFailuresError, or the dead letter sink), giving up the rest; with the source, after all accepted
 *   items have ended; BufferOverflowError when more than 65,536 items came that nobody asked for, or with
 *   `ordered` values of inners before their turn; an error of an option that is an Observable.
 * - **On unsubscribe** leaves the source, then the inners, and aborts their signals.
 * - **Holds at most** `concurrency + prefetch` items, running, waiting, or kept for order; with
 *   `ordered` also one value of each inner before its turn, and a page where it has pages, since it is
 *   read no further until then. What cannot be paused (a timer, a Subject) is kept, within the bound.
 *
 * @param fn gets an item and `{ signal, attempt, idempotencyKey }`.
 * @param options `concurrency` (items, default 4), `prefetch` (items, default `concurrency`; the gate
 * reopens when half of it is used), `ordered`, `outcomes`, and with these `retry`, `timeout` (ms),
 * `tolerate`; `flow`, `scheduler`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import { fromSource, mapConcurrent } from 'sluice';
 *
 * fromSource(urls)
 *   .pipe(mapConcurrent((url, { signal }) => fetch(url, { signal }), { concurrency: 16 }))
 *   .subscribe((response) => console.log(response.status));
 * ```
 */
export function mapConcurrent<T, R>(
  fn: (item: T, context: WorkContext) => Answer<R>,
  options: MapConcurrentOptions<T> & { readonly outcomes: true },
): OperatorFunction<T, Outcome<T, R>>;
export function mapConcurrent<T, R>(
  fn: (item: T, context: WorkContext) => Inner<R>,
  options?: MapConcurrentOptions<T> & { readonly outcomes?: false | undefined },
): OperatorFunction<T, R>;
export function mapConcurrent<T, I extends Inner<unknown>>(
  fn: (item: T, context: WorkContext) => I,
  options?: MapConcurrentOptions<T> & { readonly outcomes?: false | undefined },
): OperatorFunction<T, InnerValue<I>>;
export function mapConcurrent<T, R>(
  fn: (item: T, context: WorkContext) => Inner<R> | Answer<R>,
  options?: MapConcurrentOptions<T>,
): OperatorFunction<T, R | Outcome<T, R>> {
  checkValue('mapConcurrent', 'fn', fn, callback);
  const read = readOptions<MapConcurrentOptions<T>>('mapConcurrent', options, {
    concurrency: concurrencyOption.rule,
    prefetch: integer(0),
    ordered: orderRule,
    outcomes: boolean,
    retry: retryRule,
    timeout: callTimeoutOption.rule,
    tolerate: tolerateRule,
    scheduler,
    flow: flowRule,
  });
  const { concurrency = 4, flow, ordered = false } = read;
  const settings = { concurrency, prefetch: read.prefetch, ordered, flow };
  const outcomes = readOutcomes<T>(read);
  return (source) =>
    new Observable<R | Outcome<T, R>>((subscriber) => {
      const boundary =
        outcomes === undefined
          ? new ItemFlow<T, R>(subscriber, fn as (item: T) => Inner<R>, settings)
          : new ItemOutcomes<T, R>(subscriber, fn as (item: T) => Answer<R>, {
              ...settings,
              ...outcomes,
            });
      boundary.connect(source);
    });
}

/** What only the form with outcomes goes by: values of an inner are emitted before it has failed. */
function readOutcomes<T>(
  read: MapConcurrentOptions<T>,
): Pick<ItemOutcomesSettings<T>, 'retry' | 'timeout' | 'tolerate' | 'scheduler'> | undefined {
  if (read.outcomes !== true) {
    for (const name of ['retry', 'timeout', 'tolerate'] as const) {
      if (read[name] === undefined) continue;
      throw incompatibleOptions('mapConcurrent', `"${name}" needs "outcomes: true"`);
    }
    return undefined;
  }
  return {
    retry: readRetry('mapConcurrent', read.retry, read.scheduler),
    timeout: read.timeout,
    tolerate: readTolerance<T>('mapConcurrent', read.tolerate),
    scheduler: read.scheduler ?? asyncScheduler,
  };
}
