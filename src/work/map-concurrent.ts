import { Observable, type OperatorFunction } from 'rxjs';
import type { Outcome } from '../core/outcome.js';
import { boolean, callback, checkValue, integer, readOptions } from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import type { Source } from '../flow/from-source.js';
import type { Answer } from './answer.js';
import type { WorkContext } from './attempt.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { ItemFlow } from './item-flow.js';
import { ItemOutcomes } from './item-outcomes.js';

export interface MapConcurrentOptions extends FlowOption {
  /** Items at once: an integer from 1 to 10,000, or an Observable of such. @default 4 */
  readonly concurrency?: Concurrency | undefined;
  /** Items that may wait for a lane; an integer >= 0. @default `concurrency` */
  readonly prefetch?: number | undefined;
  /** Emit in the order of the input; false is in the order of completion. @default false */
  readonly ordered?: boolean | undefined;
  /** Emit an Outcome per item, instead of the values. @default false */
  readonly outcomes?: boolean | undefined;
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
 * which later chunkers keep.
 *
 * **Marble** (`concurrency: 2`, inner is `--x|`)
 * ```
 * source  a-b-c---|
 * result  --a-b-c-|
 * ```
 *
 * - **Emits** the values of the inners as they come; with `ordered`, inner by inner in the order of
 *   the input.
 * - **Completes** when the source has and all inners have.
 * - **Errors** when `fn` throws or an inner fails (not with `outcomes`), giving up the rest; with the
 *   source, after all accepted items have ended; BufferOverflowError when more than 65,536 items came
 *   that nobody asked for, or with `ordered` values of inners before their turn; an error of the
 *   `concurrency` Observable.
 * - **On unsubscribe** leaves the source, then the inners, and aborts their signals.
 * - **Holds at most** `concurrency + prefetch` items, running, waiting, or kept for order; with
 *   `ordered` also one value of each inner before its turn, and a page where it has pages, since it is
 *   read no further until then. What cannot be paused (a timer, a Subject) is kept, within the bound.
 *
 * @param fn gets an item and `{ signal, attempt }`.
 * @param options `concurrency` (items, default 4), `prefetch` (items, default `concurrency`; the gate
 * reopens when half of it is used), `ordered`, `outcomes`, `flow`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call.
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
  options: MapConcurrentOptions & { readonly outcomes: true },
): OperatorFunction<T, Outcome<T, R>>;
export function mapConcurrent<T, R>(
  fn: (item: T, context: WorkContext) => Inner<R>,
  options?: MapConcurrentOptions & { readonly outcomes?: false | undefined },
): OperatorFunction<T, R>;
export function mapConcurrent<T, I extends Inner<unknown>>(
  fn: (item: T, context: WorkContext) => I,
  options?: MapConcurrentOptions & { readonly outcomes?: false | undefined },
): OperatorFunction<T, InnerValue<I>>;
export function mapConcurrent<T, R>(
  fn: (item: T, context: WorkContext) => Inner<R> | Answer<R>,
  options?: MapConcurrentOptions,
): OperatorFunction<T, R | Outcome<T, R>> {
  checkValue('mapConcurrent', 'fn', fn, callback);
  const read = readOptions<MapConcurrentOptions>('mapConcurrent', options, {
    concurrency: concurrencyOption.rule,
    prefetch: integer(0),
    ordered: boolean,
    outcomes: boolean,
    flow: flowRule,
  });
  const { concurrency = 4, flow, ordered = false } = read;
  const settings = { concurrency, prefetch: read.prefetch, ordered, flow };
  return (source) =>
    new Observable<R | Outcome<T, R>>((subscriber) => {
      const boundary = read.outcomes
        ? new ItemOutcomes<T, R>(subscriber, fn as (item: T) => Answer<R>, settings)
        : new ItemFlow<T, R>(subscriber, fn as (item: T) => Inner<R>, settings);
      boundary.connect(source);
    });
}
