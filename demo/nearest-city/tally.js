// @ts-check

/** @typedef {import('./sample-check.js').Found} Found */
/** @typedef {import('./data.js').Place} Place */
/** @typedef {import('./service.js').Answer} Answer */

const REMOTEST = 10;
const SAMPLE = 500;

/**
 * What the report needs of a run, folded from what is stored, in the order of the places. It keeps
 * ten places and the sample, not the 171,075 answers.
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

  /** @param {readonly Place[]} places by position */
  constructor(places) {
    this.places = places;
    this.sampleEvery = Math.ceil(places.length / SAMPLE);
  }

  get settled() {
    return this.answered + this.failed;
  }

  /** @param {import('sluice').StoredOutcome} outcome */
  add(outcome) {
    if (outcome.status === 'fulfilled') {
      const place = /** @type {Place} */ (this.places[outcome.position]);
      this.#addAnswer(place, /** @type {Answer} */ (outcome.value), outcome.position);
    } else this.#addFailure(outcome.reason);
    return this;
  }

  /**
   * @param {Place} place
   * @param {Answer} answer
   * @param {number} position
   */
  #addAnswer(place, answer, position) {
    const found = { place, answer };
    this.answered += 1;
    if (position % this.sampleEvery === 0) this.sample.push(found);

    const least = this.remotest.at(REMOTEST - 1)?.answer.km ?? -Infinity;
    if (answer.km <= least) return;
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

/**
 * An error, or what a store gives back of one.
 * @param {any} reason
 * @returns {string}
 */
export function reasonText(reason) {
  if (typeof reason?.message !== 'string') return String(reason);
  // fetch says only "fetch failed"; what happened is its cause: ECONNREFUSED, ECONNRESET, ...
  const { message, cause } = reason;
  return typeof cause?.message === 'string' ? `${message}: ${cause.message}` : message;
}
