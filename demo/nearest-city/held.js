// @ts-check

/**
 * Counts the places that have been read and are not settled, at the source and at the end of the
 * pipeline, without asking the library.
 */
export class Held {
  /** Most of them at any one moment. */
  peak = 0;
  /** Places settled by this start of the run. */
  settled = 0;
  #read = 0;

  /** @param {number} stored places that are stored already: they are read again and left out */
  constructor(stored) {
    this.stored = stored;
  }

  /**
   * @template T
   * @param {Iterable<T>} places
   * @returns {Generator<T, void, void>}
   */
  *counting(places) {
    for (const place of places) {
      this.#read += 1;
      this.peak = Math.max(this.peak, this.#read - this.stored - this.settled);
      yield place;
    }
  }

  /** @param {import('sluice').ChunkResult<unknown, unknown>} result */
  settle(result) {
    this.settled += result.values.length;
  }
}
