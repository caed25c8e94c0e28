// @ts-check

/** @typedef {import('sluice').Outcome<unknown, string>} Outcome */
/** @typedef {{ position: number, values: string, fingerprint: string }} Result */
/** @typedef {{ reason: string, rows: number, example: string }} Failure */

const FIRST = 10;
const MOST_REASONS = 20; // work may fail in a new way for each row

/** What the page keeps of a run, however long that is: the first results, and failures by reason. */
export class Tally {
  /** @type {Result[]} the first that came */
  first = [];
  /** @type {Map<string, Failure>} */
  #failures = new Map();

  /** The commonest first. */
  get failures() {
    return [...this.#failures.values()].sort((a, b) => b.rows - a.rows);
  }

  /** @param {Outcome} outcome */
  add(outcome) {
    if (outcome.status !== 'fulfilled') this.#addFailure(outcome);
    else if (this.first.length < FIRST) {
      const { position, item, value } = outcome;
      this.first.push({ position, values: shortened(JSON.stringify(item)), fingerprint: value });
    }
  }

  /** @param {Exclude<Outcome, { status: 'fulfilled' }>} outcome */
  #addFailure({ item, position, reason }) {
    const isMalformed = Object(reason).code === 'ERR_MALFORMED_LINE';
    const text = isMalformed ? 'malformed line' : messageOf(reason);
    const known = this.#failures.has(text) || this.#failures.size < MOST_REASONS;
    const name = known ? text : 'other reasons';
    const failure = this.#failures.get(name);
    if (failure !== undefined) failure.rows += 1;
    else {
      const example = isMalformed
        ? messageOf(reason) // says file and line
        : `row ${position + 1}: ${JSON.stringify(item)}`;
      this.#failures.set(name, { reason: name, rows: 1, example: shortened(example) });
    }
  }
}

/** @param {unknown} reason */
export function messageOf(reason) {
  return reason instanceof Error ? reason.message : String(reason);
}

/** @param {string} text */
function shortened(text) {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
