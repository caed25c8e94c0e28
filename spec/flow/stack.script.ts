// Long pipelines of small steps: `stack.script.ts <shape>...`, one after the other. Prints what came out of
// each; run with a small stack, or with a small heap.
import { map, of, range, timer, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';

const MANY = 1_000_000;

function* numbers(count = MANY) {
  for (let i = 0; i < count; i++) yield i;
}

async function* laterNumbers() {
  for (let i = 0; i < MANY; i++) yield i;
}

/** Pages of so many items, each given by `give`. */
function pages<P>(size: number, count: number, give: (page: number[] | null) => P) {
  let next = 0;
  return {
    pull: () => {
      if (next >= count) return give(null);
      return give(Array.from({ length: size }, () => next++));
    },
  };
}

/** A million pages of which only the last has an item. */
function emptyPages() {
  let pulls = 0;
  return {
    pull: () => {
      pulls++;
      if (pulls > MANY) return null;
      return pulls === MANY ? [0] : [];
    },
  };
}

const numbers$ = fromSource(() => numbers());
const chunks$ = numbers$.pipe(chunkBy(1));
const now = <T>(result: T): T => result;
const refused = Promise.reject('refused');
refused.catch(() => undefined);
const throwing = (): never => {
  throw 'refused';
};

const shapes: Record<string, Observable<unknown>> = {
  'synchronous work': chunks$.pipe(processChunks(now)),
  'synchronous work, one at a time': chunks$.pipe(
    processChunks(now, { concurrency: 1, prefetch: 0 }),
  ),
  'synchronous work, ordered': chunks$.pipe(processChunks(now, { ordered: true })),
  'one asynchronous, then only synchronous work': chunks$.pipe(
    processChunks((items) => (items[0] === 0 ? timer(5).pipe(map(() => items)) : items), {
      concurrency: 1,
    }),
  ),
  'a queue of 999,999 behind one that is asynchronous': numbers$.pipe(
    mapConcurrent((item) => (item === 0 ? timer(5) : of(item)), { concurrency: 1, prefetch: MANY }),
  ),
  'all of it behind the first in order': numbers$.pipe(
    mapConcurrent((item) => (item === 0 ? timer(5) : of(item)), {
      concurrency: 2,
      prefetch: MANY,
      ordered: true,
    }),
  ),
  'work that throws': chunks$.pipe(processChunks(throwing)),
  'work that rejects': chunks$.pipe(processChunks(() => refused)),
  'synchronous and asynchronous work by turns': chunks$.pipe(
    processChunks((items) => (items[0]! % 2 === 0 ? items : Promise.resolve(items))),
  ),
  'three stages': chunks$.pipe(
    processChunks(now),
    mapConcurrent(({ values }) => of(values)),
    chunkBy(1),
    processChunks(({ length }) => Array.from({ length }, () => 0)),
  ),
  'work that is an Observable': chunks$.pipe(processChunks((items) => of(items))),
  'a flattener': numbers$.pipe(mapConcurrent((item) => of(item))),
  'a flattener, one at a time': numbers$.pipe(
    mapConcurrent((item) => of(item), { concurrency: 1, prefetch: 0 }),
  ),
  'a flattener of promises': numbers$.pipe(mapConcurrent((item) => Promise.resolve(item))),
  'a flattener of arrays': fromSource(() => numbers(100_000)).pipe(
    mapConcurrent((item) => Array.from({ length: 10 }, () => item)),
    mapConcurrent((item) => of(item)),
  ),
  'a flattener to outcomes': numbers$.pipe(mapConcurrent((item) => item, { outcomes: true })),
  'a gate that closes with each item': numbers$.pipe(
    pauseWhen(of(false)),
    mapConcurrent((item) => of(item), { concurrency: 1, prefetch: 0 }),
  ),
  'pages of one': fromSource(() => pages(1, MANY, now)).pipe(mapConcurrent((item) => of(item))),
  'pages of one, by promises': fromSource(() =>
    pages(1, MANY, (page) => Promise.resolve(page)),
  ).pipe(mapConcurrent((item) => of(item))),
  'pages of one, for chunks': fromSource(() => pages(1, MANY, now)).pipe(
    chunkBy(1),
    processChunks(now),
  ),
  'empty pages': fromSource(emptyPages).pipe(mapConcurrent((item) => of(item))),
  'an array': fromSource(Array.from(numbers())).pipe(mapConcurrent((item) => of(item))),
  'an async generator': fromSource(laterNumbers).pipe(mapConcurrent((item) => of(item))),
  'a hot source': fromSource(range(0, MANY)).pipe(mapConcurrent((item) => of(item))),
  'ten million items': fromSource(() => numbers(10_000_000)).pipe(
    chunkBy(1_000),
    processChunks((items) => items.map((item) => item + 1)),
    trackProgress(() => undefined),
  ),
};

async function run(shape: string): Promise<void> {
  let count = 0;
  await shapes[shape]?.forEach(() => count++);
  console.log(`${shape}: ${count}`);
}

for (const shape of process.argv.slice(2)) await run(shape);
