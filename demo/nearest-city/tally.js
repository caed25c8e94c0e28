// @ts-check
import { outcomesOf } from 'sluice';

/** @typedef {import('./sample-check.js').Found} Found */
/** @typedef {import('./data.js').Place} Place */
/** @typedef {import('./service.js').Answer} Answer */

const REMOTEST = 10;
const SAMPLE = 500;

/**
 * What the report needs of a run, folded from its results as they come. It keeps ten places and the
 * sample, not the 171,075 answers: a result that nobody needs any more is garbage.
 */
export class Tally {
  answered = 0;
  failed = 0;
  /** @type {Map<string, number>} how many places failed, by reason */
  reasons = new Map();
  /** @type {Found[]} the farthest from any large city, farthest first */
  remotest = [];
  /** @type {Found[]} evenly spread over the run, for the check */
  sample = [];
  /** Most places that had been read and were not settled, at any one moment. */
  peakHeld = 0;
  #read = 0;

  /** @param {number} total places that will be read */
  constructor(total) {
    this.total = total;
    this.sampleEvery = Math.ceil(total / SAMPLE);
  }

  get settled() {
    return this.answered + this.failed;
  }

  /**
   * Counts the places on their way into the pipeline. With `add`, which sees them come out, this
   * measures what is held without asking the library.
   * @template T
   * @param {Iterable<T>} places
   * @returns {Generator<T, void, void>}
   */
  *counting(places) {
    for (const place of places) {
      this.#read += 1;
      this.peakHeld = Math.max(this.peakHeld, this.#read - this.settled);
      yield place;
    }
  }

  /** @param {import('sluice').ChunkResult<Place, Answer>} result */
  add(result) {
    for (const outcome of outcomesOf(result)) {
      if (outcome.status === 'fulfilled') this.#addAnswer(outcome);
      else this.#addFailure(outcome.reason);
    }
  }

  /** @param {import('sluice').FulfilledOutcome<Place, Answer>} outcome */
  #addAnswer({ item, value, position }) {
    const found = { place: item, answer: value };
    this.answered += 1;
    if (position % this.sampleEvery === 0) this.sample.push(found);

    const least = this.remotest.at(REMOTEST - 1)?.answer.km ?? -Infinity;
    if (found.answer.km <= least) return;
    this.remotest = [...this.remotest, found]
      .sort((a, b) => b.answer.km - a.answer.km)
      .slice(0, REMOTEST);
  }

  /** @param {unknown} reason */
  #addFailure(reason) {
    this.failed += 1;
    const text = reasonText(reason);
    this.reasons.set(text, (this.reasons.get(text) ?? 0) + 1);
  }
}

/** @param {unknown} reason */
export function reasonText(reason) {
  if (!(reason instanceof Error)) return String(reason);
  // fetch says only "fetch failed"; what happened is its cause: ECONNREFUSED, ECONNRESET, ...
  return reason.cause instanceof Error
    ? `${reason.message}: ${reason.cause.message}`
    : reason.message;
}
