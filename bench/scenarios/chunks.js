// @ts-check
import pMap from 'p-map';
import { bufferCount, from, mergeMap } from 'rxjs';
import { chunkBy, fromSource, processChunks } from 'sluice';
import { peer, sumTo, total } from '../fixtures.js';
import { measure } from '../harness.js';
import { grouped, printFigures } from '../report.js';

export const title =
  'a generator of 2,000,000 numbers, chunks of 1000, four at once, 2 ms of work each';
export const rounds = 9;

const CHUNK = 1000;
const LANES = 4;
const PREFETCH = 1;
const AA_LIMIT = 3;
const FLOOR = `${peer('p-map')}, chunked by hand`;
const RXJS = `${peer('rxjs')} bufferCount, mergeMap`;

/** One sample: the source that it reads, the work that it does, and how many items were alive at once. */
class Job {
  peak = 0;
  sum = 0;
  #pulled = 0;
  #settled = 0;

  /** @param {number} count */
  *numbers(count) {
    for (let i = 0; i < count; i++) {
      const alive = ++this.#pulled - this.#settled;
      if (alive > this.peak) this.peak = alive;
      yield i;
    }
  }

  /** @param {readonly number[]} items */
  work = (items) =>
    /** @type {Promise<void>} */ (
      new Promise((resolve) => {
        setTimeout(() => {
          for (const item of items) this.sum += item;
          this.#settled += items.length;
          resolve();
        }, 2);
      })
    );
}

/** @param {Iterable<number>} source */
function* chunked(source) {
  let chunk = [];
  for (const item of source) {
    chunk.push(item);
    if (chunk.length === CHUNK) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length) yield chunk;
}

/** @type {Record<string, (job: Job, count: number) => Promise<unknown>>} */
const ways = {
  [FLOOR]: (job, count) => pMap(chunked(job.numbers(count)), job.work, { concurrency: LANES }),
  sluice: (job, count) => {
    const lanes = { concurrency: LANES, prefetch: PREFETCH };
    const chunk$ = fromSource(() => job.numbers(count)).pipe(chunkBy(CHUNK));
    return total(chunk$.pipe(processChunks(job.work, lanes)), () => 1);
  },
  [RXJS]: (job, count) => {
    const chunk$ = from(job.numbers(count)).pipe(bufferCount(CHUNK));
    return total(chunk$.pipe(mergeMap(job.work, LANES)), () => 1);
  },
};

/** @param {import('../run.js').Bench} bench */
export async function run({ rounds, quick, size, verdicts }) {
  const items = size(2_000_000);
  /** @type {Map<string, number>} */
  const peaks = new Map();
  const contestants = Object.entries(ways).map(([name, way]) => ({
    name,
    items,
    chunks: items / CHUNK,
    expect: sumTo(items),
    twin: name !== RXJS,
    every: name === RXJS ? 3 : 1,
    run: async () => {
      const job = new Job();
      await way(job, items);
      peaks.set(name, Math.max(job.peak, peaks.get(name) ?? 0));
      return job.sum;
    },
  }));
  const measured = await measure(contestants, { rounds, aaLimit: AA_LIMIT, extend: !quick });
  printFigures(measured, { floor: FLOOR, aaLimit: AA_LIMIT });
  for (const [name, peak] of peaks) console.log(`  items alive at once, ${name}: ${grouped(peak)}`);

  const { of, noise } = measured;
  const ratio = of('sluice').median / of(FLOOR).median;
  verdicts.limit({
    what: 'sluice / p-map',
    value: ratio,
    max: 1.05,
    unit: ' x',
    noise,
    aaLimit: AA_LIMIT,
  });
  // Law L3: the lanes and their prefetch, the open chunk, and one page that the source may hold.
  const bound = (LANES + PREFETCH) * CHUNK + CHUNK + CHUNK;
  const peak = /** @type {number} */ (peaks.get('sluice'));
  verdicts.fact(
    `items alive at once: ${grouped(peak)} (limit at most ${grouped(bound)})`,
    peak <= bound,
  );
}
