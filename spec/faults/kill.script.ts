// A run that is killed: kill.script.ts <task as JSON>. It tells its parent of each step.
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { tap, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isOutcome } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import { readJsonLines } from '../../src/sources/read-json-lines.js';
import type { ResultStore, RunWriter } from '../../src/store/result-store.js';
import type { Storable } from '../../src/store/storable.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled, type SettledItem } from '../../src/work/settled.js';
import { chanceAt } from '../support/fuzz/random.js';
import { openLedger } from './support/ledger.js';
import { storeOf } from './support/stores.js';
import { failsIn, failsOf, keyOf, LANES, RUN_ID, targetOf, valueOf } from './support/targets.js';
import type { KillTask, Target } from './support/targets.js';

const task = JSON.parse(process.argv[2] ?? '') as KillTask;
const { dir, seed, attempt, count, size, identity, hook } = task;
const note = openLedger(dir, attempt);

/** By key they come in another order each time. */
function* targets() {
  const first = identity === 'key' ? attempt * 7001 : 0;
  for (let i = 0; i < count; i++) yield targetOf((first + i) % count);
}

function outcomeOf(target: Target): SettledItem<object> {
  const { id } = target;
  if (task.healing) {
    if (!failsIn(id, attempt)) return { status: 'fulfilled' as const, value: { id, attempt } };
    return { status: 'rejected' as const, reason: new Error(`no. ${id} in ${attempt}`) };
  }
  if (failsOf(id)) return { status: 'rejected' as const, reason: new Error(`no. ${id}`) };
  return { status: 'fulfilled' as const, value: valueOf(target) };
}

/** Sometimes at once, sometimes in a microtask, sometimes some turns later. */
function paced<R>(id: number, body: () => R): R | Promise<R> {
  const chance = chanceAt(seed, attempt, id);
  if (chance < 0.3) return body();
  if (chance < 0.5) return Promise.resolve().then(body);
  const turns = async () => {
    for (let left = chance * 6; left > 0; left--) await turn();
    return body();
  };
  return turns();
}

function workOnChunk(chunk: readonly Target[]) {
  note(
    'start',
    chunk.map(({ id }) => id),
  );
  return paced(chunk[0]?.id ?? 0, () => settled(chunk.map(outcomeOf)));
}

function workOnItem(target: Target) {
  note('start', [target.id]);
  return paced(target.id, () => {
    const outcome = outcomeOf(target);
    if (outcome.status !== 'fulfilled') throw outcome.reason;
    return outcome.value;
  });
}

const idsIn = (result: Storable) =>
  ('chunk' in result ? result.chunk.items : result.items).map(
    (item) => ((isOutcome(item) ? item.item : item) as Target).id,
  );

/** Dies around the commit of a record. */
function killing(writer: RunWriter): RunWriter {
  let appends = 0;
  return {
    ...writer,
    isDone: (keys) => writer.isDone(keys),
    close: (state) => writer.close(state),
    append: async (record) => {
      const now = ++appends === hook?.at ? hook.when : undefined;
      const die = () => {
        const positions = record.ranges.flatMap(([start, end]) =>
          Array.from({ length: end - start }, (_, i) => start + i),
        );
        note('kill', positions);
        process.kill(process.pid, 'SIGKILL');
      };
      if (now === 'result') die();
      const answer = await writer.append(record);
      if (now === 'commit') die();
      return answer;
    },
  };
}

const store = storeOf(task.store).open(dir, task.durability);
const watched: ResultStore = {
  runs: () => store.runs(),
  results: (runId) => store.results(runId),
  failures: (runId) => store.failures(runId),
  aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
  delete: (runId) => store.delete(runId),
  open: async (run) => killing(await store.open(run)),
};

const target$ =
  task.input === 'file'
    ? fromSource(readJsonLines<Target>(join(dir, 'targets.ndjson')))
    : fromSource(targets);
const result$: Observable<Storable> =
  identity === 'outcomes'
    ? target$.pipe(mapConcurrent(workOnItem, { outcomes: true, concurrency: LANES }), chunkBy(size))
    : target$.pipe(chunkBy(size), processChunks(workOnChunk, { concurrency: LANES }));
const key = identity === 'key' ? keyOf : undefined;

process.send?.('begin');
result$
  .pipe(
    storeTo(hook === undefined ? store : watched, {
      runId: RUN_ID,
      key,
      retryFailed: task.retryFailed,
    }),
    tap((result) => {
      note('ack', idsIn(result));
    }),
  )
  .subscribe({
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
      process.disconnect();
    },
    complete: () => {
      process.disconnect();
    },
  });
