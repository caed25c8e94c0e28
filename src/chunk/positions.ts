import type { Range } from '../core/chunk.js';
import { isOutcome } from '../core/outcome.js';

/**
 * Numbers items by their arrival, from 0; items that are outcomes were numbered above and keep the
 * position they carry. The first item tells which it is.
 */
export class Positions {
  #next = 0;
  #carried: boolean | undefined;

  /** The ranges of the next items, in the order of the items. */
  of(items: readonly unknown[]): readonly Range[] {
    this.#carried ??= isOutcome(items[0]);
    if (this.#carried) return carriedBy(items);
    const start = this.#next;
    this.#next += items.length;
    return [[start, this.#next]];
  }
}

function carriedBy(items: readonly unknown[]): Range[] {
  const ranges: [number, number][] = [];
  for (const item of items) {
    if (!isOutcome(item)) continue;
    const last = ranges.at(-1);
    if (last?.[1] === item.position) last[1]++;
    else ranges.push([item.position, item.position + 1]);
  }
  return ranges;
}
