// How long a resumed run takes to begin: resume-time.script.ts <fill|resume> <folder> <items> <identity>.
import { join } from 'node:path';
import { take } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { jsonLinesStore } from '../../src/node/json-lines-store.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import { storeTo } from '../../src/store/store-to.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { keyOf, RUN_ID, targetOf, valueOf, type Target } from './support/targets.js';

const [, , task, dir = '', items = '0', identity] = process.argv;
const stored = Number(items);
const SIZE = 100;
const MORE = 300 * SIZE;

let pulled = 0;
function* targets() {
  for (let id = 0; id < stored + MORE; id++) {
    pulled ||= performance.now();
    yield targetOf(id);
  }
}

const source =
  identity === 'seek'
    ? readJsonLines<Target>(() => {
        pulled ||= performance.now();
        return join(dir, 'targets.ndjson');
      })
    : targets;
let worked = 0;
const result$ = fromSource<Target>(source).pipe(
  chunkBy(SIZE),
  processChunks((chunk) => {
    worked ||= performance.now();
    return chunk.map(valueOf);
  }),
  storeTo(jsonLinesStore(join(dir, 'runs'), { durability: 'process' }), {
    runId: RUN_ID,
    key: identity === 'key' ? keyOf : undefined,
  }),
);

if (task === 'fill') {
  await result$.pipe(take(stored / SIZE)).forEach(() => undefined);
} else {
  const began = performance.now();
  await result$.pipe(take(1)).forEach(() => undefined);
  const since = (at: number) => (at === 0 ? Infinity : Math.round(at - began));
  console.log(
    JSON.stringify({ boot: Math.round(began), pulled: since(pulled), worked: since(worked) }),
  );
}
