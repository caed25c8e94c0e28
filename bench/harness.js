// @ts-check
import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * One way of doing the work, measured beside the others.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {number} items items that one sample processes
 * @property {number} [chunks] chunks that one sample makes
 * @property {() => unknown} run gives, now or as a promise, the value that proves the work was done
 * @property {unknown} expect what `run` must give; any other value stops the benchmark
 * @property {boolean} [twin] measured twice in every round, as two contestants (A/A)
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

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Removes what the previous sample left behind: its pending turns, then its garbage. */
export async function settle() {
  await nextTurn();
  globalThis.gc?.();
}

/** @param {Contestant} contestant */
async function sample({ name, run, expect }) {
  await settle();
  const start = performance.now();
  const got = await run();
  const ms = performance.now() - start;
  if (got !== expect) throw new Error(`${name}: gave ${String(got)}, expected ${String(expect)}`);
  return ms;
}

/**
 * The order of a round: rotated by one each time, and reversed in every second round, so that
 * nobody always follows the same neighbour.
 * @template T
 * @param {readonly T[]} list
 * @param {number} round
 */
export function orderOf(list, round) {
  const from = round % list.length;
  const rotated = [...list.slice(from), ...list.slice(0, from)];
  return round % 2 ? rotated.reverse() : rotated;
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
 * than `aaLimit` percent the rounds are doubled, then tripled: the stop depends on the A/A alone,
 * never on the comparison.
 * @param {readonly Contestant[]} contestants
 * @param {{ rounds: number, aaLimit: number, extend?: boolean }} options
 * @returns {Promise<Measured>}
 */
export async function measure(contestants, { rounds, aaLimit, extend = true }) {
  const entries = contestants.map((contestant) => ({
    contestant,
    samples: /** @type {number[]} */ ([]),
  }));
  const twins = entries
    .filter(({ contestant }) => contestant.twin)
    .map(({ contestant, samples }) => ({
      contestant,
      original: samples,
      samples: /** @type {number[]} */ ([]),
    }));
  const all = [...entries, ...twins];
  const aa = () =>
    twins.map(({ contestant, original, samples }) => ({
      name: contestant.name,
      percent: Math.abs(median(samples) / median(original) - 1) * 100,
    }));
  const noise = () => Math.max(0, ...aa().map(({ percent }) => percent));

  for (const { contestant } of entries) await sample(contestant); // warm-up, verified, not counted
  const blocks = extend ? 3 : 1;
  for (let block = 0; block < blocks && (block === 0 || noise() > aaLimit); block++) {
    for (let round = block * rounds; round < (block + 1) * rounds; round++) {
      for (const { contestant, samples } of orderOf(all, round)) {
        if (round % (contestant.every ?? 1) === 0) samples.push(await sample(contestant));
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
