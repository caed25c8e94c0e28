import { isThenable } from '../core/is-thenable.js';

interface Settled<T> {
  readonly status: 'fulfilled' | 'rejected';
  readonly value: T | undefined;
  readonly reason: unknown;
}

/**
 * A promise that answers in the call that settles it, where one of the platform would take a
 * microtask: in virtual time there are none. What a callback throws, and nobody waits for, goes to
 * whoever settles, since a test is to hear of it.
 */
export class PromptPromise<T> implements PromiseLike<T> {
  #settled: Settled<T> | undefined;
  readonly #waiting: ((settled: Settled<T>) => void)[] = [];

  readonly resolve = (value: T | PromiseLike<T>): void => {
    if (isThenable(value)) value.then(this.resolve, this.reject);
    else this.#settle({ status: 'fulfilled', value, reason: undefined });
  };

  readonly reject = (reason: unknown): void => {
    this.#settle({ status: 'rejected', value: undefined, reason });
  };

  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromptPromise<A | B> {
    const next = new PromptPromise<A | B>();
    const answer = ({ status, value, reason }: Settled<T>) => {
      try {
        if (status === 'fulfilled') next.resolve((fulfilled ? fulfilled(value as T) : value) as A);
        else if (rejected) next.resolve(rejected(reason));
        else next.reject(reason);
      } catch (error) {
        if (next.#waiting.length === 0) throw error;
        next.reject(error);
      }
    };
    if (this.#settled === undefined) this.#waiting.push(answer);
    else answer(this.#settled);
    return next;
  }

  #settle(settled: Settled<T>): void {
    if (this.#settled !== undefined) return;
    this.#settled = settled;
    for (const answer of this.#waiting.splice(0)) answer(settled);
  }
}
