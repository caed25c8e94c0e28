import type { Range } from '../core/chunk.js';
import { StrategyError } from '../core/strategy-error.js';

interface Entry {
  readonly position: number;
  readonly arrivedAt: number;
}

/** What is handed over of what is held. */
export interface Taken {
  readonly ranges: readonly Range[];
  /** When the first of them arrived. */
  readonly openedAt: number;
}

/**
 * The items that a strategy holds, with their positions. They are found by identity; among equal
 * ones, such as numbers, the first comes first, which nobody can tell from another order.
 */
export class HeldItems {
  size = 0;
  readonly #entries = new Map<unknown, Entry[]>();

  add(item: unknown, position: number, arrivedAt: number): void {
    this.size++;
    const entries = this.#entries.get(item);
    if (entries === undefined) this.#entries.set(item, [{ position, arrivedAt }]);
    else entries.push({ position, arrivedAt });
  }

  /** @throws StrategyError if one of them is not held. */
  take(items: readonly unknown[]): Taken {
    const ranges: [number, number][] = [];
    let openedAt = Infinity;
    for (const item of items) {
      const { position, arrivedAt } = this.#remove(item);
      openedAt = Math.min(openedAt, arrivedAt);
      const last = ranges.at(-1);
      if (last?.[1] === position) last[1]++;
      else ranges.push([position, position + 1]);
    }
    return { ranges, openedAt };
  }

  #remove(item: unknown): Entry {
    const entries = this.#entries.get(item);
    const entry = entries?.shift();
    if (entry === undefined) {
      throw new StrategyError(
        'this one handed over an item that it was not given, or a second time',
      );
    }
    if (entries?.length === 0) this.#entries.delete(item);
    this.size--;
    return entry;
  }
}
