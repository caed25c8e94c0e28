/** Numbers that a seed decides (splitmix32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = scramble(seed);
  }

  /** From 0 to 1, 1 left out. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return scramble(this.#state) / 2 ** 32;
  }

  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.integer(0, list.length - 1)] as T;
  }

  /** So many values, each made anew. */
  list<T>(length: number, make: () => T): T[] {
    return Array.from({ length }, make);
  }
}

/**
 * A number from 0 to 1 for a place: what happens to an item is decided by what it is and not by when
 * it comes, so that a run can be repeated although its clocks are real.
 */
export function chanceAt(...place: readonly number[]): number {
  return place.reduce((sum, part) => scramble(sum ^ scramble(part + 0x51ed)), 0x9e37) / 2 ** 32;
}

function scramble(seed: number): number {
  let value = Math.imul(seed ^ (seed >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
