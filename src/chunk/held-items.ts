import { addPosition } from '../core/add-position.js';
import type { Range } from '../core/chunk.js';
import { Queue } from '../core/queue.js';
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
  /** Most items there are once: only equal ones need a queue. */
  readonly #entries = new Map<unknown, Entry | Queue<Entry>>();

  add(item: unknown, position: number, arrivedAt: number): void {
    this.size++;
    const entry = { position, arrivedAt };
    const held = this.#entries.get(item);
    if (held === undefined) this.#entries.set(item, entry);
    else if (held instanceof Queue) held.push(entry);
    else {
      const equal = new Queue<Entry>();
      equal.push(held);
      equal.push(entry);
      this.#entries.set(item, equal);
    }
  }

  /** @throws StrategyError if one of them is not held. */
  take(items: readonly unknown[]): Taken {
    const ranges: [number, number][] = [];
    let openedAt = Infinity;
    for (const item of items) {
      const { position, arrivedAt } = this.#remove(item);
      openedAt = Math.min(openedAt, arrivedAt);
      addPosition(ranges, position);
    }
    return { ranges, openedAt };
  }

  #remove(item: unknown): Entry {
    const held = this.#entries.get(item);
    const entry = held instanceof Queue ? held.shift() : held;
    if (entry === undefined) {
      throw new StrategyError(
        'this one handed over an item that it was not given, or a second time',
      );
    }
    if (!(held instanceof Queue) || held.length === 0) this.#entries.delete(item);
    this.size--;
    return entry;
  }
}
