import type { Range } from '../../core/chunk.js';
import type { ItemFailure } from '../../core/outcome.js';
import { allFailed, type Verdict } from '../read-answer.js';
import { Isolation } from './isolation.js';

/** The search for the bad items of a chunk whose call failed, and what is known of all of them by place. */
export class Search<R> implements Verdict<R> {
  readonly values: (R | undefined)[];
  readonly failures = new Map<number, ItemFailure>();
  readonly attempts: number[];
  /** Places whose outcome is not known yet. */
  readonly #open: Set<number>;
  readonly #isolation: Isolation;

  /** The whole, of so many items, was called so often, and failed. */
  constructor(size: number, calls: number, tooLarge: boolean) {
    this.values = new Array<R | undefined>(size).fill(undefined);
    this.attempts = new Array<number>(size).fill(calls);
    this.#open = new Set(this.values.keys());
    this.#isolation = new Isolation(size, tooLarge);
  }

  /** The range of places to call next; undefined when all items have an outcome. */
  next(): Range | undefined {
    return this.#isolation.next();
  }

  /** The range is called once more; gives which call for its items that is: of the first, since it had most. */
  called(from: number, to: number): number {
    for (let place = from; place < to; place++) this.#add(place, 1);
    return this.attempts[from] ?? 1;
  }

  passed(from: number, verdict: Verdict<R>): void {
    this.#put(from, verdict);
    this.#isolation.passed();
  }

  /** There are bad items in the range, or it is too large. */
  failed(tooLarge: boolean): void {
    this.#isolation.failed(tooLarge);
  }

  /** Its items have their outcome: one alone that is bad, or what was not the fault of items. */
  givenUp(from: number, to: number, reason: unknown): void {
    this.#put(from, allFailed('rejected', reason, to - from));
    if (to - from === 1) this.#isolation.failed(false);
    else this.#isolation.passed();
  }

  /** No more calls: this is what is known of the range under way, and the rest is rejected. */
  end(from: number, verdict: Verdict<R>, reason: unknown): void {
    this.#put(from, verdict);
    for (const place of this.#open) this.failures.set(place, { kind: 'rejected', reason });
  }

  #put(from: number, { values, failures, attempts }: Verdict<R>): void {
    // Not by forEach(), which leaves out what an array has no element for.
    for (let at = 0; at < values.length; at++) {
      this.values[from + at] = values[at];
      this.#open.delete(from + at);
      if (attempts !== undefined) this.#add(from + at, (attempts[at] ?? 1) - 1);
    }
    for (const [at, failure] of failures) this.failures.set(from + at, failure);
  }

  #add(place: number, calls: number): void {
    this.attempts[place] = (this.attempts[place] ?? 0) + calls;
  }
}
