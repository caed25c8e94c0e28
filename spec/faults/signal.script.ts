// A run that is stopped by signals, by drainOnSignals.
import { join } from 'node:path';
import { drainOnSignals } from '../../src/node/drain-on-signals.js';
import { exitCodeOf } from '../../src/node/exit-code-of.js';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import work, { note, task } from './signal.work.script.js';
import { LANES, RUN_ID, type Target } from './support/targets.js';

const listeners = () => process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
const before = listeners();
const run = new BatchProcessor({
  chunkSize: task.size,
  maxConcurrentChunks: LANES,
  maxConcurrentTargets: 64,
  store: jsonLinesStore(join(task.dir, 'runs'), { durability: task.durability }),
  runId: RUN_ID,
  resume: true,
}).process(readJsonLines<Target>(join(task.dir, 'targets.ndjson')), (target) => work(target));
run.results$.subscribe({
  next: ({ item }) => note('ack', item.id),
  error: () => undefined,
});
drainOnSignals(run, { onStop: () => process.send?.('stopping') });
process.send?.('begin');

const summary = await run.done;
await Promise.resolve();
if (listeners() !== before) throw new Error(`${listeners()} listeners, ${before} before`);
if (summary.state === 'failed') console.error(summary.error);
process.exitCode = exitCodeOf(summary);
process.disconnect();
