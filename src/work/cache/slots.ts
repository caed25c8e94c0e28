import { knownOf } from '../known.js';
import { Settled, type SettledItem } from '../settled.js';
import type { WorkAnswer } from '../work.js';
import { targetsOf } from './targets.js';

/**
 * The different targets of a chunk, each in a slot of its own, and what became of them. An item whose target
 * is not known has failed alone.
 */
export class Slots<T, R> {
  /** By slot. */
  readonly keys: readonly string[];
  readonly refused: ReadonlyMap<number, unknown>;
  readonly #items: readonly T[];
  readonly #firsts: readonly number[];
  readonly #slots: readonly number[];
  readonly #outcomes: (SettledItem<R> | undefined)[];
  #left: number;

  constructor(items: readonly T[], key: (item: T) => string) {
    const { keys, firsts, slots, refused } = targetsOf(items, key);
    this.keys = keys;
    this.refused = refused;
    this.#items = items;
    this.#firsts = firsts;
    this.#slots = slots;
    this.#left = keys.length;
    this.#outcomes = new Array<SettledItem<R> | undefined>(keys.length).fill(undefined);
    for (const [slot, reason] of refused) this.settle(slot, { status: 'rejected', reason });
  }

  get areSettled(): boolean {
    return this.#left === 0;
  }

  keyOf(slot: number): string {
    return this.keys[slot] as string;
  }

  /** Where the items stand that these are called for with; undefined if those are all, in their order. */
  placesOf(slots: readonly number[]): readonly number[] | undefined {
    if (slots.length === this.#items.length) return undefined;
    return slots.map((slot) => this.#firsts[slot] as number);
  }

  settle(slot: number, outcome: SettledItem<R>): void {
    this.#left--;
    this.#outcomes[slot] = outcome;
  }

  /** The answer for all items. */
  get whole(): WorkAnswer<R> {
    const values: R[] = [];
    for (const slot of this.#slots) {
      const outcome = this.#outcomes[slot] as SettledItem<R>;
      if (outcome.status !== 'fulfilled' || outcome.attempts !== undefined) {
        return this.#spread(this.#outcomes as SettledItem<R>[]);
      }
      values.push(outcome.value);
    }
    return values;
  }

  /** With what the calls that are under way know; undefined where they know nothing, and are made again. */
  known(
    reason: unknown,
    calls: Iterable<{ readonly answer: unknown; readonly slots: readonly number[] }>,
  ): Settled<R> | undefined {
    const outcomes = this.#outcomes.map((outcome) => outcome ?? rejected<R>(reason));
    let isKnown = false;
    for (const { answer, slots } of calls) {
      const known = knownOf(answer)?.(reason) as Settled<R> | undefined;
      if (known === undefined) return undefined;
      for (const [i, slot] of slots.entries()) outcomes[slot] = known.items[i] ?? rejected(reason);
      isKnown = true;
    }
    return isKnown ? this.#spread(outcomes) : undefined;
  }

  #spread(outcomes: readonly SettledItem<R>[]): Settled<R> {
    return new Settled(this.#slots.map((slot) => outcomes[slot] as SettledItem<R>));
  }
}

function rejected<R>(reason: unknown): SettledItem<R> {
  return { status: 'rejected', reason, attempts: 0 };
}
