import type { Range } from '../../core/chunk.js';
import { RangeSet } from '../../core/range-set.js';
import { placesIn, type StoredRecord } from '../codec/stored-record.js';
import type { Fingerprint } from '../result-store.js';
import type { Again } from './record-head.js';

/** What tells an item apart in its run: its key, or else its position. */
type Identity = string | number;

/** Where an outcome is. */
interface Place {
  readonly seq: number;
  readonly place: number;
  readonly position: number;
}

type Items = Pick<StoredRecord, 'ranges' | 'keys'>;

/** What a record replaces, and how many. */
export interface ReplacedItems {
  readonly again: Again;
  readonly count: number;
}

/** The stored outcomes that may be replaced. */
export class RetriedItems {
  readonly #places = new Map<Identity, Place>();
  readonly #byKey: boolean;

  constructor({ identity }: Fingerprint) {
    this.#byKey = identity === 'key';
  }

  get ranges(): readonly Range[] {
    const ranges = new RangeSet();
    for (const { position } of this.#places.values()) ranges.add([position, position + 1]);
    return ranges.ranges;
  }

  has(item: Identity): boolean {
    return this.#places.has(item);
  }

  /**
   * A record that is stored, in the order of storing. Those that were told apart otherwise are left
   * out, since their items cannot be found again.
   */
  add(seq: number, record: StoredRecord): void {
    if ((record.keys !== undefined) !== this.#byKey) return;
    const kinds = new Map(record.failures?.map(({ place, kind }) => [place, kind]));
    for (const [place, position] of placesIn(record)) {
      const item = record.keys?.[place] ?? position;
      if ((kinds.get(place) ?? 'skipped') === 'skipped') this.#places.delete(item);
      else this.#places.set(item, { seq, place, position });
    }
  }

  /** Takes out what a record replaces, since each is replaced once; `taken` brings it back. */
  take(record: Items, taken: Map<Identity, Place>): ReplacedItems {
    if (this.#places.size === 0) return NONE;
    const again = new Map<number, number[]>();
    let count = 0;
    for (const [place, position] of placesIn(record)) {
      const item = record.keys?.[place] ?? position;
      const old = this.#places.get(item);
      if (old === undefined) continue;
      this.#places.delete(item);
      taken.set(item, old);
      again.set(old.seq, [...(again.get(old.seq) ?? []), old.place]);
      count++;
    }
    return { again: [...again], count };
  }

  /** They were not stored after all. */
  giveBack(taken: ReadonlyMap<Identity, Place>): void {
    for (const [item, place] of taken) this.#places.set(item, place);
  }
}

/** What was taken out, until it is stored. */
export type TakenItems = Map<Identity, Place>;

const NONE: ReplacedItems = { again: [], count: 0 };
