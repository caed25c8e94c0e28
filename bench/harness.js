// @ts-check
import { setImmediate as nextTurn } from 'node:timers/promises';
import { median, orderOf } from './rounds.js';

/**
 * One way of doing the work, measured beside the others.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} items items that one sample processes
 * @property {number} [chunks] chunks that one sample makes
 * @property {() => unknown} run gives, now or as a promise, the value that proves the work was done
 * @property {unknown} expect what `run` must give; any other value stops the benchmark
 * @property {boolean} [twin] measured twice in every round, as two contestants (A/A)
 * @property {() => unknown} [before] uncounted, before each sample: makes what `run` needs
 * @property {() => unknown} [after] uncounted, after each sample: removes what `run` left
 * @property {number} [every] takes part in every n-th round only: for slow peers
 */

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {number} items
 * @property {number | undefined} chunks
 * @property {number} rounds
 * @property {number} median milliseconds, as `min` and `max`
 * @property {number} min
 * @property {number} max
 * @property {number} perItem nanoseconds of the median
 * @property {number | undefined} perChunk microseconds of the median
 */

/**
 * @typedef {object} Measured
 * @property {Figure[]} figures in the order of the contestants
 * @property {(name: string) => Figure} of
 * @property {{ name: string, percent: number }[]} aa how far each twin's median lies from its original's
 * @property {number} noise the largest of `aa`
 */

const SHORT = 1000;
const WARM = 100;
const PATIENCE = 150_000;

/** Removes what the previous sample left behind: its pending turns, then its garbage. */
export async function settle() {
  await nextTurn();
  globalThis.gc?.();
}

/** @param {Contestant} contestant */
async function timed({ name, run, before, after, expect }) {
  await before?.();
  const start = performance.now();
  const got = await run();
  const ms = performance.now() - start;
  await after?.();
  if (got !== expect) throw new Error(`${name}: gave ${String(got)}, expected ${String(expect)}`);
  return ms;
}

/**
 * A full collection also drops the compiled code that was made for the objects it removes, and what
 * runs next is compiled anew, which takes 10 to 60 ms. What takes less than `SHORT` would be judged by
 * that: it is run, uncounted, for `WARM` ms after the collection.
 * @param {Contestant} contestant
 * @param {boolean} short
 */
async function sample(contestant, short) {
  await settle();
  for (let warm = short ? WARM : 0; warm > 0;) warm -= await timed(contestant);
  return timed(contestant);
}

/**
 * @param {Contestant} contestant
 * @param {number[]} samples
 * @returns {Figure}
 */
function figureOf({ name, items, chunks }, samples) {
  const middle = median(samples);
  return {
    name,
    items,
    chunks,
    rounds: samples.length,
    median: middle,
    min: Math.min(...samples),
    max: Math.max(...samples),
    perItem: (middle * 1e6) / items,
    perChunk: chunks === undefined ? undefined : (middle * 1e3) / chunks,
  };
}

/**
 * Measures all contestants in interleaved rounds, in this process. While the twins differ by more
 * than `aaLimit` percent, and there is `PATIENCE`, the rounds are doubled, then tripled: the stop
 * depends on the A/A and the time alone, never on the comparison.
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, aaLimit: number, extend?: boolean }} options
 * @returns {Promise<Measured>}
 */
export async function measure(contestants, { rounds, aaLimit, extend = true }) {
  const samples = () => /** @type {number[]} */ ([]);
  const entries = [];
  for (const contestant of contestants) {
    // The warm-up: verified, not counted.
    const short = (await timed(contestant)) < SHORT;
    entries.push({ contestant, short, samples: samples() });
  }
  const twins = entries
    .filter(({ contestant }) => contestant.twin)
    .map((entry) => ({ ...entry, original: entry.samples, samples: samples() }));
  const all = [...entries, ...twins];
  const aa = () =>
    twins.map(({ contestant, original, samples }) => ({
      name: contestant.name,
      percent: Math.abs(median(samples) / median(original) - 1) * 100,
    }));
  const noise = () => Math.max(0, ...aa().map(({ percent }) => percent));

  const start = performance.now();
  const another = () => extend && noise() > aaLimit && performance.now() - start < PATIENCE;
  for (let block = 0; block === 0 || (block < 3 && another()); block++) {
    for (let round = block * rounds; round < (block + 1) * rounds; round++) {
      for (const { contestant, short, samples } of orderOf(all, round)) {
        if (round % (contestant.every ?? 1) === 0) samples.push(await sample(contestant, short));
      }
    }
  }
  const figures = entries.map(({ contestant, samples }) => figureOf(contestant, samples));
  return {
    figures,
    of: (name) => /** @type {Figure} */ (figures.find((figure) => figure.name === name)),
    aa: aa(),
    noise: noise(),
  };
}
