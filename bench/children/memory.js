// @ts-check
// The body of the memory10m scenario: node --max-old-space-size=64 memory.js <way> <count>.
import { getHeapStatistics } from 'node:v8';
import { bufferCount, from, mergeMap, tap } from 'rxjs';
import { chunkBy, fromSource, processChunks, trackProgress } from 'sluice';
import { numbers, total } from '../fixtures.js';

const [, , way, given] = process.argv;
const count = Number(given);
const CHUNK = 1000;
const LANES = 4;

let peak = 0;
let items = 0;
let progressed = 0;

/** Done in a later turn of the loop, so that whoever reads on meanwhile has the time to. */
const work = () =>
  /** @type {Promise<void>} */ (new Promise((resolve) => void setImmediate(resolve)));

/** @param {number} length */
function note(length) {
  items += length;
  peak = Math.max(peak, getHeapStatistics().used_heap_size);
}

/** @type {Record<string, () => import('rxjs').Observable<unknown>>} */
const ways = {
  sluice: () =>
    fromSource(() => numbers(count)).pipe(
      chunkBy(CHUNK),
      processChunks(work, { concurrency: LANES }),
      tap((result) => note(result.chunk.items.length)),
      trackProgress({ next: () => void progressed++ }),
    ),
  rxjs: () =>
    from(numbers(count)).pipe(
      bufferCount(CHUNK),
      mergeMap((chunk) => work().then(() => note(chunk.length)), LANES),
    ),
};

const start = performance.now();
await total(ways[way](), () => 0);
console.log(JSON.stringify({ items, progressed, peak, ms: performance.now() - start }));
