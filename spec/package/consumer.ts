// Compiled at a consumer, against the packed declarations: once without DOM, once without Node.
import {
  chunkBy,
  eachItem,
  fromSource,
  memoryStore,
  outcomesOf,
  processChunks,
  storeTo,
  toAsyncIterable,
  trackProgress,
  type Progress,
} from 'sluice';

const double = async (value: number) => Promise.resolve(value * 2);
const latest: Progress[] = [];

const results$ = fromSource([1, 2, 3]).pipe(
  chunkBy({ maxSize: 2, maxWait: 250 }),
  processChunks(eachItem(double), { concurrency: 4 }),
  storeTo(memoryStore(), { runId: 'consumer' }),
  trackProgress((progress) => latest.push(progress)),
);

for await (const result of toAsyncIterable(results$)) {
  for (const outcome of outcomesOf(result)) {
    if (outcome.status === 'fulfilled') console.log(outcome.position, outcome.value);
  }
}
