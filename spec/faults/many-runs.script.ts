// Many runs that are made and given up in one process: many-runs.script.ts <runs>
//
// Prints what is left of them: listeners on the signal that all share, timers, bytes per run.
import { getEventListeners } from 'node:events';
import { NEVER } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { eachItem } from '../../src/work/each-item.js';
import { processChunks } from '../../src/work/process-chunks.js';

const runs = Number(process.argv[2] ?? 1000);
const ITEMS = Array.from({ length: 20 }, (_, n) => n);
const shared = new AbortController();
const processor = new BatchProcessor({ chunkSize: 5, maxConcurrentTargets: 4 });
let runSignals = 0;

/** One of each kind, given up in the midst of its work. */
async function oneRun(): Promise<void> {
  const { signal } = shared;
  const run = processor.process(ITEMS, () => NEVER, { signal });
  run.signal.addEventListener('abort', () => runSignals++, { once: true });
  const ends = processor.process(ITEMS, (item) => item, { signal });
  const listens = eachItem(
    (_: number, context) =>
      new Promise<never>((_resolve, reject) => {
        context.signal.addEventListener('abort', () => {
          reject(new Error('aborted'));
        });
      }),
  );
  const subscription = fromSource(ITEMS)
    .pipe(
      chunkBy({ maxSize: 5, maxWait: 1000 }),
      processChunks(listens, {
        retry: 2,
        timeout: { attempt: 10_000, chunk: 10_000, run: 10_000 },
      }),
    )
    .subscribe();
  await ends.done;
  subscription.unsubscribe();
  await run.abort();
}

const { gc } = globalThis as { gc?: () => void };
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    gc?.();
  }
  return process.memoryUsage().heapUsed;
}

const warmUp = Math.min(2000, runs >> 1);
for (let i = 0; i < warmUp; i++) await oneRun();
const before = await heap();
for (let i = warmUp; i < runs; i++) await oneRun();
const after = await heap();
console.log(
  JSON.stringify({
    listeners: getEventListeners(shared.signal, 'abort').length,
    timers: process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length,
    aborted: runSignals,
    bytesPerRun: Math.round((after - before) / (runs - warmUp)),
  }),
);
