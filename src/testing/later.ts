import type { SchedulerLike } from 'rxjs';
import { checkValue, duration, scheduler as schedulerRule } from '../core/options.js';
import { isError } from './is-error.js';
import { PromptPromise } from './prompt-promise.js';

/**
 * What takes the place of a promise in virtual time: it settles by a scheduler, and answers in the
 * same frame, since `TestScheduler.run` runs no microtasks.
 *
 * For what a ResultStore, a PullSource or work may answer by a promise. `then` can be chained; `await`
 * cannot be used, which takes a microtask whatever it waits for.
 *
 * @param scheduler that of `marbles`.
 * @param frames after how many frames it settles, from 0; they count from the call.
 * @param answer what it resolves to; an Error is what it rejects with.
 * @throws TypeError `ERR_INVALID_ARG_TYPE`, RangeError `ERR_OUT_OF_RANGE` at the call.
 *
 * @example
 * ```ts
 * import { fromSource } from 'sluice';
 * import { later, marbles } from 'sluice/testing';
 *
 * marbles(({ scheduler, expectObservable }) => {
 *   const pages = [['a', 'b'], ['c'], null];
 *   const source = { pull: () => later(scheduler, 5, pages.shift() ?? null) };
 *
 *   expectObservable(fromSource(source, { flow: null })).toBe('-----(ab)-c----|');
 * });
 * ```
 */
export function later<A>(
  scheduler: SchedulerLike,
  frames: number,
  answer: A,
): PromiseLike<Exclude<A, Error>>;
/** The same, resolving to undefined. */
export function later(scheduler: SchedulerLike, frames: number): PromiseLike<undefined>;
export function later<A>(
  scheduler: SchedulerLike,
  frames: number,
  answer?: A,
): PromiseLike<Exclude<A, Error>> {
  checkValue('later', 'scheduler', scheduler, schedulerRule);
  checkValue('later', 'frames', frames, duration(0));
  const promise = new PromptPromise<Exclude<A, Error>>();
  scheduler.schedule(() => {
    if (isError(answer)) promise.reject(answer);
    else promise.resolve(answer as Exclude<A, Error>);
  }, frames);
  return promise;
}
