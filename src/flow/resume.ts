import type { Range } from '../core/chunk.js';
import { RangeSet } from '../core/range-set.js';

/** Where a source stood when so many of its items had been read. */
export interface SourceMark {
  /** How many items had been read. */
  readonly position: number;
  /** What the source said of itself then: bytes, a page token, a key. */
  readonly cursor: unknown;
}

/** By what the store tells its runs, and the items of this one, apart. */
export interface RunIdentity {
  readonly runId: string;
  /** Undefined where it is their arrival number. */
  readonly keyOf?: ((item: unknown) => string) | undefined;
}

type Flags = readonly boolean[];
type AskDone = (items: readonly unknown[]) => Flags | PromiseLike<Flags>;

/**
 * What a store knows of an earlier attempt at its run, on the way up to whoever numbers the items.
 * It hangs on the gate of the store, and is complete when that gate is no longer STARTING.
 */
export class Resume {
  /** Whether items are told apart by keys; then the store is asked which of them are done. */
  readonly isDone: AskDone | undefined;
  run: RunIdentity | undefined;
  /** The source was ended before its end: what is stored is not all. */
  drained = false;
  /** Set by `mapConcurrent({ outcomes: true })`: it numbers, and whoever claimed must get its outcomes. */
  byOutcomes = false;
  /** How many items have come to whoever numbers; undefined where nobody counts for the store. */
  arrived: number | undefined;
  /** Of a store further below: what one of the two lacks is not done. */
  readonly #below: Resume | undefined;
  #numberer: object | undefined;
  /** What is stored, and what is on its way into the store. */
  #taken = new RangeSet();
  #stored = new RangeSet();
  #end = 0;
  #found: SourceMark | undefined;
  /** Where the mark in the store stands: it is never moved back. */
  #marked = -1;
  /** Where the source stood, from the last place on before which all is stored. */
  #marks: SourceMark[] = [];

  constructor(isDone?: AskDone, below?: Resume) {
    this.isDone = isDone;
    this.#below = below;
  }

  /** The store has opened: these positions are in it; those that failed are to be worked on again. */
  found(done: readonly Range[], mark: SourceMark | undefined, failed: readonly Range[] = []): void {
    this.#taken = new RangeSet(done);
    this.#end = this.#taken.end;
    for (const range of failed) this.#taken.remove(range);
    this.#stored = new RangeSet(this.#taken.ranges);
    if (mark === undefined) return;
    this.#marked = mark.position;
    if (failed.some(([start]) => start < mark.position)) return;
    this.#found = mark;
    this.#marks.unshift(mark);
  }

  /** Positions from here on were in no store when they were opened. */
  get end(): number {
    return Math.max(this.#end, this.#below?.end ?? 0);
  }

  /** From where the source may go on reading, if it can seek; everything before is stored. */
  get mark(): SourceMark | undefined {
    const own = this.#found;
    if (this.isDone !== undefined || this.#below === undefined) {
      return this.isDone === undefined ? own : undefined;
    }
    const { mark } = this.#below;
    if (own === undefined || mark === undefined) return undefined;
    return own.position < mark.position ? own : mark;
  }

  /** The source has ended, and had fewer items than are stored: it is not the one that was read before. */
  get isShort(): boolean {
    if (this.isDone !== undefined || this.drained) return false;
    return this.arrived !== undefined && this.arrived < this.end;
  }

  /** Whether the outcome of the position is stored. */
  has(position: number): boolean {
    return this.#taken.has(position) && this.#below?.has(position) !== false;
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
    // By keys, positions are no places in a source.
    if (this.isDone !== undefined) return;
    this.#marks.push(mark);
    this.#below?.reached(mark);
  }

  /** Takes in what is to be stored; gives the first position that is there already. */
  take(ranges: readonly Range[]): number | undefined {
    for (const range of ranges) {
      const taken = this.#taken.firstIn(range);
      if (taken !== undefined) return taken;
      this.#taken.add(range);
    }
    return undefined;
  }

  /** The mark as it is once these are stored; what else is on its way may fail. */
  markWith(ranges: readonly Range[]): SourceMark | undefined {
    if (this.#marks.length === 0) return undefined;
    const mark = this.#marks[this.#lastMark(this.#stored.watermarkWith(ranges))];
    return mark !== undefined && mark.position < this.#marked ? undefined : mark;
  }

  /** These are stored. */
  stored(ranges: readonly Range[]): void {
    for (const range of ranges) this.#stored.add(range);
    if (this.#marks.length === 0) return;
    const last = this.#lastMark(this.#stored.watermark);
    if (last > 0) this.#marks = this.#marks.slice(last);
  }

  #lastMark(watermark: number): number {
    let last = -1;
    while ((this.#marks[last + 1]?.position ?? Infinity) <= watermark) last++;
    return last;
  }
}
