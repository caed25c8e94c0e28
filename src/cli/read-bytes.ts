import { remaining, type Rates } from '../progress/remaining.js';
import type { SourceMark } from '../flow/resume.js';

/** Bytes of the input before which everything is stored. */
export interface StoredBytes {
  readonly stored: number;
  readonly total: number;
}

/** A place in the input, and how many items come before it. */
interface Place {
  readonly byte: number;
  readonly items: number;
}

/**
 * How far a run is in its file. How many items there are nobody knows before the end; how many bytes
 * there are is known of a file that is not packed.
 */
export class ReadBytes {
  #from: Place = { byte: 0, items: 0 };
  #to: Place = this.#from;

  /** The run goes on there. */
  start(mark: SourceMark | undefined): void {
    this.#from = this.#to = placeOf(mark) ?? this.#from;
  }

  stored(mark: SourceMark | undefined): void {
    this.#to = placeOf(mark) ?? this.#to;
  }

  of(total: number | undefined): StoredBytes | undefined {
    // A file may grow while it is read.
    return total === undefined ? undefined : { stored: Math.min(this.#to.byte, total), total };
  }

  /** Milliseconds to go, judged by the bytes that an item has had so far. */
  remaining(
    total: number | undefined,
    settled: number,
    elapsed: number,
    rates: Rates,
  ): ReturnType<typeof remaining> {
    const items = this.#to.items - this.#from.items;
    if (total === undefined || items <= 0) return undefined;
    const perItem = (this.#to.byte - this.#from.byte) / items;
    const settledBeyond = Math.max(0, settled - items);
    const left = (total - this.#to.byte) / perItem - settledBeyond;
    return left > 0 ? remaining(left, elapsed, rates) : undefined;
  }
}

/** Of a source that counts bytes. */
function placeOf(mark: SourceMark | undefined): Place | undefined {
  const { byte } = (mark?.cursor ?? {}) as { readonly byte?: unknown };
  return mark !== undefined && typeof byte === 'number'
    ? { byte, items: mark.position }
    : undefined;
}
