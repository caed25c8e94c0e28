import type { Subscriber } from 'rxjs';
import { addPosition } from '../core/add-position.js';
import type { Range } from '../core/chunk.js';
import { LostPositionsError } from '../core/lost-positions-error.js';
import { isOutcome } from '../core/outcome.js';
import { chainedGate } from '../flow/reach.js';
import type { Resume, SourceMark } from '../flow/resume.js';

/**
 * Numbers items by their arrival, from 0; items that are outcomes were numbered above and keep the
 * position they carry. The first item tells which it is. Speaks with the store below for whoever makes
 * chunks: which items are done, how many have come, where the source stands.
 */
export class Positions {
  readonly #resume: Resume | undefined;
  readonly #below: Subscriber<never> | undefined;
  #next = 0;
  #carried: boolean | undefined;
  #last: number | undefined;
  /** The numbers mean nothing: other items carry theirs. */
  #lost = false;

  /** @param below gets all chunks; where a store below knows other positions, these are only for show. */
  constructor(below: Subscriber<never> | undefined) {
    const resume = below && chainedGate(below)?.resumeBelow();
    this.#resume = resume?.claim(this) ? resume : undefined;
    this.#below = below;
  }

  /** Where the source may go on, if it can. */
  get mark(): SourceMark | undefined {
    return this.#resume?.mark;
  }

  /** Whether there may be an item that is done: false for ever once it is false. */
  get mayLeaveOut(): boolean {
    if (this.#resume === undefined || this.#carried === true) return false;
    if (this.#resume.isDone !== undefined) return false;
    // Read when the first item comes: before, the store was opening.
    this.#last ??= this.#resume.end;
    return this.#next < this.#last;
  }

  /** Whether the item that comes after so many unnumbered ones is stored already. */
  isDone(item: unknown, unnumbered: number): boolean {
    this.#carried ??= this.#begin(item);
    if (this.#carried || this.#lost) return false;
    return this.#resume?.has(this.#next + unnumbered) === true;
  }

  /** Counts one that is left out. */
  skip(): void {
    this.#next++;
  }

  /** The source goes on from here. */
  goTo({ position }: SourceMark): void {
    this.#next = position;
  }

  /**
   * The ranges of the next items, in the order of the items. If they mean nothing to the store, that is
   * the end: whoever emits them emits them into the void.
   */
  of(items: readonly unknown[]): readonly Range[] {
    const ranges = this.#number(items);
    if (this.#lost) this.#below?.error(new LostPositionsError());
    return ranges;
  }

  /** The source has ended: so many items have come. */
  finish(): void {
    const resume = this.#resume;
    if (resume === undefined) return;
    if (resume.byOutcomes) resume.arrived ??= 0;
    else resume.arrived = this.#next;
  }

  /** The source stands here, with so many items that are not numbered yet. */
  reached(cursor: unknown, unnumbered: number): void {
    this.#resume?.reached({ position: this.#next + unnumbered, cursor });
  }

  #number(items: readonly unknown[]): readonly Range[] {
    this.#carried ??= this.#begin(items[0]);
    if (this.#carried) {
      if (this.#resume !== undefined && !items.every(isOutcome)) this.#lost = true;
      return carriedBy(items);
    }
    const start = this.#next;
    this.#next += items.length;
    return [[start, this.#next]];
  }

  /** Looks at the first item: whether it carries its position. */
  #begin(item: unknown): boolean {
    if (isOutcome(item)) return true;
    // Told apart by keys, items that are new may come anywhere: they are numbered after all others.
    if (this.#resume?.isDone !== undefined) this.#next = this.#resume.end;
    if (this.#resume?.byOutcomes) this.#lost = true;
    return false;
  }
}

function carriedBy(items: readonly unknown[]): Range[] {
  const ranges: [number, number][] = [];
  for (const item of items) {
    if (isOutcome(item)) addPosition(ranges, item.position);
  }
  return ranges;
}
