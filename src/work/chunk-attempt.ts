import { addPosition } from '../core/add-position.js';
import { positionAt, type Chunk } from '../core/chunk.js';
import type { Gate } from '../flow/gate.js';
import { Attempt, type CallSite } from './attempt.js';
import type { Identity } from './identity.js';
import type { Lacking } from './lacking.js';

/** What the calls for a chunk, and for parts of it, are about. */
export interface ChunkSubject<T> {
  readonly gate: Gate;
  readonly identity: Identity;
  readonly chunk: Chunk<T>;
  readonly lacking: Lacking<T> | undefined;
  /** Those that work is called with, all of them. */
  readonly items: readonly T[];
}

/** What one call is about: of what its chunk lacks, only the places of the others matter. */
type CallSubject<T> = Omit<ChunkSubject<T>, 'lacking'> & {
  readonly lacking: Pick<Lacking<T>, 'places'> | undefined;
};

/**
 * One call of work for a part of a chunk. It remembers what it is about: work that was given up may still
 * ask, when its lane is busy with something else.
 */
export class ChunkAttempt<T> extends Attempt implements CallSite {
  private readonly _subject: CallSubject<T>;
  private readonly _from: number;
  private readonly _to: number;

  constructor(attempt: number, subject: CallSubject<T>, from: number, to: number) {
    super(attempt);
    this._subject = subject;
    this._from = from;
    this._to = to;
  }

  get gate(): Gate {
    return this._subject.gate;
  }

  get size(): number {
    return this._to - this._from;
  }

  override get position(): number {
    return this.positionAt(0);
  }

  override get idempotencyKey(): string {
    const { identity, items } = this._subject;
    const { _from: from, _to: to } = this;
    const ranges: [number, number][] = [];
    for (let place = 0; place < this.size; place++) addPosition(ranges, this.positionAt(place));
    return identity.keyOfAll(items.slice(from, to), ranges);
  }

  placeOf(item: unknown, place: number, count: number): number | undefined {
    const { items } = this._subject;
    if (Object.is(items[this._from + place], item)) return place;
    const found = items.indexOf(item as T, this._from);
    if (found !== -1 && found < this._to) return found - this._from;
    return count === this.size ? place : undefined;
  }

  keyAt(place: number): string {
    const { identity, items } = this._subject;
    return identity.keyOf(items[this._from + place], this.positionAt(place));
  }

  /** The same call for some of its items. */
  part(places: readonly number[]): ChunkAttempt<T> {
    const { items, lacking, ...subject } = this._subject;
    const at = places.map((place) => this._from + place);
    return new PartAttempt(this, {
      ...subject,
      items: at.map((place) => items[place] as T),
      lacking: { places: at.map((place) => lacking?.places[place] ?? place) },
    });
  }

  positionAt(place: number): number {
    const { chunk, lacking } = this._subject;
    const at = this._from + place;
    return positionAt(chunk.ranges, lacking?.places[at] ?? at) ?? 0;
  }
}

class PartAttempt<T> extends ChunkAttempt<T> {
  private readonly _whole: ChunkAttempt<T>;

  constructor(whole: ChunkAttempt<T>, subject: CallSubject<T>) {
    super(whole.attempt, subject, 0, subject.items.length);
    this._whole = whole;
  }

  override get signal(): AbortSignal {
    return this._whole.signal;
  }
}
