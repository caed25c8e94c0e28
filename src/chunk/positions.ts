import type { Range } from '../core/chunk.js';
import { isOutcome } from '../core/outcome.js';

/**
 * Numbers items by their arrival, from 0; items that are outcomes were numbered above and keep the
 * position they carry. The first item tells which it is.
 */
export class Positions {
  #next = 0;
  #start = 0;
  #carried: boolean | undefined;
  #ranges: [number, number][] = [];

  add(item: unknown): void {
    if (this.#carried === undefined) this.#carried = isOutcome(item);
    if (this.#carried) this.#carry(item);
    else this.#next++;
  }

  /** Numbers so many items at once. */
  count(items: number): void {
    this.#carried ??= false;
    this.#next += items;
  }

  /** The ranges of the items since the last call, in the order of the items. */
  take(): readonly Range[] {
    if (this.#carried) {
      const ranges = this.#ranges;
      this.#ranges = [];
      return ranges;
    }
    const range: Range = [this.#start, this.#next];
    this.#start = this.#next;
    return [range];
  }

  #carry(item: unknown): void {
    if (!isOutcome(item)) return;
    const last = this.#ranges.at(-1);
    if (last?.[1] === item.position) last[1]++;
    else this.#ranges.push([item.position, item.position + 1]);
  }
}
