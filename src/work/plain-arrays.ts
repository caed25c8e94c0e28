import { addPosition } from '../core/add-position.js';
import type { Chunk, Range } from '../core/chunk.js';
import type { Clock } from '../core/clock.js';
import type { Gate } from '../flow/gate.js';
import type { Resume } from '../flow/resume.js';

/** Makes chunks of the plain arrays of other chunkers, and numbers their items, since nobody else has. */
export class PlainArrays<T> {
  readonly #gate: Gate;
  readonly #clock: Clock;
  readonly #made = new WeakSet<Chunk<T>>();
  #position = 0;
  #resume: Resume | undefined;

  constructor(gate: Gate, clock: Clock) {
    this.#gate = gate;
    this.#clock = clock;
  }

  /** Undefined where the items have their positions from elsewhere. */
  chunkOf(items: readonly T[]): Chunk<T> | undefined {
    if (this.#position === 0) {
      const resume = this.#gate.resumeBelow();
      if (resume?.byOutcomes === true) return undefined;
      if (resume?.claim(this) === true) this.#resume = resume;
    }
    const at = this.#clock();
    const chunk: Chunk<T> = {
      items,
      ranges: [[this.#position, (this.#position += items.length)]],
      weight: items.length,
      closedBy: 'closeWhen',
      openedAt: at,
      closedAt: at,
    };
    if (this.#resume !== undefined) {
      this.#resume.arrived = this.#position;
      this.#made.add(chunk);
    }
    return chunk;
  }

  /** What of the chunk is not stored yet, now that the store has opened; undefined if all is. */
  left(chunk: Chunk<T>): Chunk<T> | undefined {
    const resume = this.#resume;
    const start = chunk.ranges[0]?.[0] ?? 0;
    if (resume === undefined || start >= resume.end || !this.#made.has(chunk)) return chunk;
    const items: T[] = [];
    const ranges: [number, number][] = [];
    chunk.items.forEach((item, place) => {
      const position = start + place;
      if (resume.has(position)) return;
      items.push(item);
      addPosition(ranges, position);
    });
    if (items.length === 0) return undefined;
    return { ...chunk, items, ranges: ranges satisfies Range[], weight: items.length };
  }
}
