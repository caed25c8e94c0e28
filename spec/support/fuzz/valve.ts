import { mergeMap, tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { Range } from '../../../src/core/chunk.js';
import type { Flow } from '../../../src/flow/create-flow.js';
import { chanceAt } from './random.js';
import { clockAt, tick, type Pace } from './clocks.js';
import type { Toggles } from './plan.js';
import type { Probe } from './probe.js';
import { chunkOf, placeOf, type Parcel } from './parcel.js';

/** The explicit flow is no step: it stands above all of them. */
const EXPLICIT = -1;

/** An explicit flow in somebody's hand. */
export class Valve {
  #paused = false;

  constructor(
    readonly flow: Flow,
    readonly probe: Probe,
  ) {}

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.flow.pause();
    this.probe.pausedAt.add(EXPLICIT);
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.probe.pausedAt.delete(EXPLICIT);
    this.flow.resume();
  }

  /** Pauses and resumes, in turns. */
  async toggle(toggles: Toggles): Promise<void> {
    for (const [at, clock] of toggles.entries()) {
      await tick(clock);
      if (at % 2 === 0) this.pause();
      else this.resume();
    }
  }

  /** Pauses at some of what passes, and resumes at the next, or a little later; both inside of an emission. */
  operator(pace: Pace): MonoTypeOperatorFunction<Parcel> {
    return tap((parcel) => {
      const place = placeOf(chunkOf(parcel));
      if (this.#paused) this.resume();
      else if (chanceAt(pace.seed, place, 5) < 0.4) {
        this.pause();
        const later = tick(clockAt(pace, place, 6)) ?? tick('macro');
        void later?.then(() => {
          this.resume();
        });
      }
    });
  }
}

/** Makes two of each, in the same call; what has one item stays as it is. */
export const split: MonoTypeOperatorFunction<Parcel> = mergeMap((parcel: Parcel) => {
  const middle = chunkOf(parcel).items.length >> 1;
  return middle === 0 ? [parcel] : [part(parcel, 0, middle), part(parcel, middle, Infinity)];
});

function part(parcel: Parcel, from: number, to: number): Parcel {
  const whole = chunkOf(parcel);
  const items = whole.items.slice(from, to);
  const ranges = positionsOf(whole.ranges)
    .slice(from, to)
    .map((position): Range => [position, position + 1]);
  const chunk = { ...whole, items, ranges, weight: items.length };
  if (!('chunk' in parcel)) return chunk;
  const failures = [...parcel.failures].filter(([place]) => place >= from && place < to);
  return {
    ...parcel,
    chunk,
    values: parcel.values.slice(from, to),
    failures: new Map(failures.map(([place, failure]) => [place - from, failure])),
  };
}

export function positionsOf(ranges: readonly Range[]): number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}
