import { RangeSet } from '../core/range-set.js';

/** Where a source stood when so many of its items had been read. */
export interface SourceMark {
  /** How many items had been read. */
  readonly position: number;
  /** What the source said of itself then: bytes, a page token, a key. */
  readonly cursor: unknown;
}

type Flags = readonly boolean[];

/**
 * What a store knows of an earlier attempt at its run, on the way up to whoever numbers the items.
 * It hangs on the gate of the store, and is complete when that gate is no longer STARTING.
 */
export class Resume {
  /** The positions whose outcomes are stored. */
  done = new RangeSet();
  /** From where the source may go on reading, if it can seek; everything before is stored. */
  mark: SourceMark | undefined;
  /** Whether items are told apart by keys; then the store is asked which of them are done. */
  readonly isDone: ((items: readonly unknown[]) => Flags | PromiseLike<Flags>) | undefined;
  /** The source was ended before its end: what is stored is not all. */
  drained = false;
  /** Set by `mapConcurrent({ outcomes: true })`: it numbers, and whoever claimed must get its outcomes. */
  byOutcomes = false;
  #numberer: object | undefined;
  #marks: SourceMark[] = [];

  constructor(isDone?: (items: readonly unknown[]) => Flags | PromiseLike<Flags>) {
    this.isDone = isDone;
  }

  /**
   * One operator numbers: the first that asks, which is the nearest above the store. The others do
   * not know positions that mean anything to the store.
   */
  get claimed(): boolean {
    return this.#numberer !== undefined;
  }

  claim(numberer: object): boolean {
    this.#numberer ??= numberer;
    return this.#numberer === numberer;
  }

  /** The source, read one to one by the numberer, stands here. */
  reached(mark: SourceMark): void {
    this.#marks.push(mark);
  }

  /** The last mark before which everything is stored; what is older is forgotten. */
  markAt(watermark: number): SourceMark | undefined {
    let marks = 0;
    while ((this.#marks[marks]?.position ?? Infinity) <= watermark) marks++;
    if (marks > 0) {
      this.mark = this.#marks[marks - 1];
      this.#marks = this.#marks.slice(marks);
    }
    return this.mark;
  }
}
