// The page of the browser specs: runs a bulk run into a store of the browser, and tells of each step.
import { tap, type Observable } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import { isOutcome } from '../../../src/core/outcome.js';
import { fromSource } from '../../../src/flow/from-source.js';
import type { StoredOutcome } from '../../../src/store/result-store.js';
import type { Storable } from '../../../src/store/storable.js';
import { storeTo } from '../../../src/store/store-to.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import { settled, type SettledItem } from '../../../src/work/settled.js';
import { chanceAt } from '../../support/fuzz/random.js';
import {
  failsOf,
  idOf,
  keyOf,
  LANES,
  problemOf,
  RUN_ID,
  targetOf,
  valueOf,
  type Target,
} from '../support/targets.js';
import type { Found, PageFaults, Step, ToldError, WebTask } from './support/page-faults.js';
import { webStoreOf } from './support/web-stores.js';

/** There from outside, before the script is. */
declare const report: (step: string) => void;

const tell = (step: Step) => report(JSON.stringify(step));

/** By key they come in another order each time. */
function* targets({ identity, attempt, count }: WebTask) {
  const first = identity === 'key' ? attempt * 701 : 0;
  for (let i = 0; i < count; i++) yield targetOf((first + i) % count);
}

function outcomeOf(target: Target, { padding = 0 }: WebTask): SettledItem<object> {
  const { id } = target;
  if (failsOf(id)) return { status: 'rejected' as const, reason: new Error(`no. ${id}`) };
  const value = { ...valueOf(target), ...(padding > 0 && { padding: paddingOf(id, padding) }) };
  return { status: 'fulfilled' as const, value };
}

/** Text that no database can make smaller, since it would take up no room then; the same for each target. */
function paddingOf(id: number, length: number): string {
  const codes = new Uint8Array(length);
  let state = id + 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    codes[i] = 35 + ((state >>> 16) & 63);
  }
  return new TextDecoder().decode(codes);
}

/** Sometimes at once, sometimes in a microtask, sometimes some turns of the page later. */
function paced<R>({ seed, attempt }: WebTask, id: number, body: () => R): R | Promise<R> {
  const chance = chanceAt(seed, attempt, id);
  if (chance < 0.3) return body();
  if (chance < 0.5) return Promise.resolve().then(body);
  return turns(Math.ceil(chance * 4)).then(body);
}

async function turns(count: number): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let left = count; left > 0; left--) {
    await new Promise((resolve) => {
      port2.onmessage = resolve;
      port1.postMessage(undefined);
    });
  }
  port1.close();
}

let goOn: () => void = () => undefined;
const toldToGoOn = new Promise<void>((resolve) => {
  goOn = resolve;
});

/** So that a run is still there when something befalls it, however fast the machine. */
function unlessHeld<R>({ holdFrom = Infinity }: WebTask, id: number, body: () => R | Promise<R>) {
  return id < holdFrom ? body() : toldToGoOn.then(body);
}

function resultsOf(task: WebTask): Observable<Storable> {
  const { attempt, size, identity } = task;
  const target$ = fromSource(() => targets(task));
  if (identity === 'outcomes') {
    const work = (target: Target) => {
      tell({ word: 'start', attempt, ids: [target.id] });
      return paced(task, target.id, () => {
        const outcome = outcomeOf(target, task);
        if (outcome.status !== 'fulfilled') throw outcome.reason;
        return outcome.value;
      });
    };
    return target$.pipe(mapConcurrent(work, { outcomes: true, concurrency: LANES }), chunkBy(size));
  }
  const work = (chunk: readonly Target[]) => {
    tell({ word: 'start', attempt, ids: chunk.map(({ id }) => id) });
    const first = chunk[0]?.id ?? 0;
    const body = () => settled(chunk.map((target) => outcomeOf(target, task)));
    return unlessHeld(task, first, () => paced(task, first, body));
  };
  return target$.pipe(chunkBy(size), processChunks(work, { concurrency: LANES }));
}

const idsIn = (result: Storable) =>
  ('chunk' in result ? result.chunk.items : result.items).map(
    (item) => ((isOutcome(item) ? item.item : item) as Target).id,
  );

function run(task: WebTask): Promise<ToldError | undefined> {
  const { attempt, identity } = task;
  tell({ word: 'begin', attempt, ids: [] });
  const key = identity === 'key' ? keyOf : undefined;
  return new Promise((resolve) => {
    resultsOf(task)
      .pipe(
        storeTo(webStoreOf(task), { runId: RUN_ID, key }),
        tap((result) => tell({ word: 'ack', attempt, ids: idsIn(result) })),
      )
      .subscribe({
        error: (error: unknown) => resolve(toldOf(error)),
        complete: () => resolve(undefined),
      });
  });
}

function toldOf(error: unknown): ToldError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error), fields: {} };
  const { name, message } = error;
  const fields = Object.fromEntries(
    Object.entries(error).filter(([, value]) => typeof value !== 'object'),
  );
  const full = 'full' in error ? { full: error.full } : {};
  return { name, message, fields: { ...fields, ...full } };
}

async function find(task: WebTask): Promise<Found> {
  const store = webStoreOf(task);
  const runs = await store.runs();
  const ids: number[] = [];
  const problems: string[] = [];
  const take = (_: undefined, outcome: StoredOutcome) => {
    ids.push(idOf(outcome));
    const problem = problemOf(unpadded(outcome, task));
    if (problem !== undefined) problems.push(problem);
    return undefined;
  };
  if (runs.length > 0) await store.aggregate(RUN_ID, take, undefined);
  return { runs: runs.map(({ state, items }) => ({ state, items })), ids, problems };
}

/** Without the padding, if it is there in full. */
function unpadded(outcome: StoredOutcome, { padding = 0 }: WebTask): StoredOutcome {
  if (outcome.status !== 'fulfilled' || padding === 0) return outcome;
  const { padding: found, ...value } = outcome.value as { readonly padding?: string };
  return found === paddingOf(idOf(outcome), padding) ? { ...outcome, value } : outcome;
}

const faults: PageFaults = {
  run,
  goOn,
  find,
  databases: async () => (await indexedDB.databases()).map(({ name = '' }) => name),
};
Object.assign(globalThis, { faults });
