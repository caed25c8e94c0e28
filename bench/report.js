// @ts-check
/** @typedef {import('./harness.js').Figure} Figure */
/** @typedef {import('./harness.js').Measured} Measured */

/** @param {number} value */
const short = (value) =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

/** @param {number} value */
export const grouped = (value) => Math.round(value).toLocaleString('en-US');

/**
 * Prints rows of text in columns: the first to the left, the others to the right.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function printTable(head, rows) {
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i].length)),
  );
  const line = (/** @type {readonly string[]} */ cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ');
  console.log(`  ${line(head)}`);
  console.log(`  ${widths.map((width) => '-'.repeat(width)).join('  ')}`);
  for (const row of rows) console.log(`  ${line(row)}`);
}

/**
 * Prints the A/A first, then every figure; `floor` is the contestant that the last column divides by,
 * item by item where sizes differ.
 * @param {Measured} measured
 * @param {{ floor: string, aaLimit: number }} options
 */
export function printFigures({ figures, aa, noise, of }, { floor, aaLimit }) {
  const spread = aa.map(({ name, percent }) => `${name} ${percent.toFixed(1)} %`).join(', ');
  if (aa.length)
    console.log(`  A/A: ${spread} (${noise <= aaLimit ? 'within' : 'above'} ${aaLimit} %)`);
  const base = of(floor);
  printTable(
    ['', 'items', 'rounds', 'median ms', 'min .. max', 'ns/item', 'us/chunk', 'x floor'],
    figures.map((figure) => [
      figure.name,
      grouped(figure.items),
      String(figure.rounds),
      short(figure.median),
      `${short(figure.min)} .. ${short(figure.max)}`,
      short(figure.perItem),
      figure.perChunk === undefined ? '' : short(figure.perChunk),
      short(figure.perItem / base.perItem),
    ]),
  );
}

/**
 * Collects one line per stated limit: `pass`, `FAIL` (the process then ends with code 1), or
 * `no verdict` when the measurement cannot carry one.
 */
export class Verdicts {
  failures = 0;
  #quick;

  /** @param {{ quick: boolean }} options */
  constructor({ quick }) {
    this.#quick = quick;
  }

  /**
   * A limit on a measured figure. With `noise` and `aaLimit` it is judged only while the A/A carries it.
   * @param {{ what: string, value: number, max?: number, min?: number, goal?: number, unit?: string,
   *   noise?: number, aaLimit?: number, unsure?: string }} claim
   */
  limit({ what, value, max, min, goal, unit = '', noise = 0, aaLimit = Infinity, unsure }) {
    const bound =
      max === undefined ? `at least ${min}${unit}` : `at most ${+max.toFixed(2)}${unit}`;
    const wish = goal === undefined ? '' : `; goal ${goal}${unit} ${this.#meets(value, max, goal)}`;
    const text = `${what}: ${short(value)}${unit} (limit ${bound}${wish})`;
    const doubt =
      unsure ??
      (noise > aaLimit
        ? `A/A differs by ${noise.toFixed(1)} %`
        : this.#quick
          ? '--quick'
          : undefined);
    if (doubt !== undefined) console.log(`  no verdict: ${doubt}. ${text}`);
    else this.fact(text, max === undefined ? value >= /** @type {number} */ (min) : value <= max);
  }

  /**
   * A limit that noise does not touch, such as a count.
   * @param {string} text
   * @param {boolean} holds
   */
  fact(text, holds) {
    if (!holds) this.failures++;
    console.log(`  ${holds ? 'pass' : 'FAIL'} ${text}`);
  }

  /**
   * @param {number} value
   * @param {number | undefined} max
   * @param {number} goal
   */
  #meets(value, max, goal) {
    return (max === undefined ? value >= goal : value <= goal) ? 'met' : 'not met';
  }
}
