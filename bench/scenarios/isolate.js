// @ts-check
import { chunkBy, fromSource, processChunks } from 'sluice';
import { arrayOf, total } from '../fixtures.js';
import { grouped, printTable } from '../report.js';

export const title =
  'calls to find the bad items of a chunk of 1000 that failed, beside plain halving and scanning';
export const rounds = 1;

const CHUNK = 1000;
const CHUNKS = 1000;
const BAD = [0, 1, 5, 10, 50, 100, 500];
/** Places of ten bad items that cost the most calls of all that long searches came upon. */
const WORST = [2, 4, 13, 22, 76, 143, 248, 423, 654, 816];
const MOST = { one: 20, ten: 141, meanOfTen: 110 };

/** Numbers from 0 to 1, the same for the same seed (Mulberry32). @param {number} seed */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} count
 * @param {number} seed
 */
function scattered(count, seed) {
  const random = randomOf(seed);
  const bad = new Set();
  while (bad.size < count) bad.add(Math.floor(random() * CHUNK));
  return [...bad];
}

/**
 * Runs a chunk for each list of bad places: the calls of each, and the time of all.
 * @param {readonly (readonly number[])[]} badOf
 */
async function isolated(badOf) {
  const items = arrayOf(badOf.length * CHUNK);
  const isBad = new Uint8Array(items.length);
  badOf.forEach((places, chunk) => places.forEach((place) => (isBad[chunk * CHUNK + place] = 1)));
  const calls = new Array(badOf.length).fill(0);
  const work = (/** @type {readonly number[]} */ part) => {
    calls[Math.floor(part[0] / CHUNK)]++;
    for (const item of part) if (isBad[item] === 1) throw new Error('bad');
    return part;
  };
  const start = process.cpuUsage();
  const failed = await total(
    fromSource(items).pipe(chunkBy(CHUNK), processChunks(work, { isolate: true })),
    ({ failures }) => failures.size,
  );
  const { user, system } = process.cpuUsage(start);
  const expected = badOf.reduce((sum, { length }) => sum + length, 0);
  if (failed !== expected) throw new Error(`${failed} failed, expected ${expected}`);
  return { calls, us: (user + system) / badOf.length };
}

/**
 * Every part that fails is halved, and both halves are called.
 * @param {readonly number[]} bad
 * @returns {number}
 */
function halved(bad, from = 0, to = CHUNK) {
  const here = bad.filter((place) => place >= from && place < to);
  if (here.length === 0 || to - from === 1) return 1;
  const middle = (from + to) >> 1;
  return 1 + halved(here, from, middle) + halved(here, middle, to);
}

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** @param {import('../run.js').Bench} bench */
export async function run({ size, verdicts }) {
  const seeds = arrayOf(size(CHUNKS));
  const rows = [];
  const found = new Map();
  // Uncounted, so that no row pays for the compiler.
  await isolated(seeds.slice(0, 100).map((seed) => scattered(10, seed)));
  for (const count of BAD) {
    const badOf = seeds.map((seed) => scattered(count, seed));
    const { calls, us } = await isolated(badOf);
    found.set(count, calls);
    rows.push([
      String(count),
      mean(calls).toFixed(1),
      grouped(Math.max(...calls)),
      mean(badOf.map((bad) => halved(bad))).toFixed(1),
      count === 0 ? '1' : grouped(1 + CHUNK),
      grouped(us),
      (us / mean(calls)).toFixed(1),
    ]);
  }
  printTable(['bad', 'calls', 'most', 'halving', 'scanning', 'CPU us/chunk', 'us/call'], rows);

  const one = await isolated(arrayOf(CHUNK).map((place) => [place]));
  const mostOfOne = Math.max(...one.calls);
  verdicts.fact(
    `one bad item, each of 1000 places: ${mostOfOne} calls at most (limit ${MOST.one})`,
    mostOfOne <= MOST.one,
  );
  const tens = found.get(10);
  const worst = await isolated([WORST]);
  const mostOfTen = Math.max(...tens, ...worst.calls);
  verdicts.fact(
    `ten bad items, these and the worst found: ${mostOfTen} calls at most (limit ${MOST.ten})`,
    mostOfTen <= MOST.ten,
  );
  const meanOfTen = mean(tens);
  verdicts.fact(
    `ten bad items: ${meanOfTen.toFixed(1)} calls in the mean (limit ${MOST.meanOfTen})`,
    meanOfTen <= MOST.meanOfTen,
  );
}
