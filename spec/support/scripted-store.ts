import type { Chunk } from '../../src/core/chunk.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type { OpenRun, ResultStore, RunWriter } from '../../src/store/result-store.js';
import { PromptPromise } from '../../src/testing/prompt-promise.js';

export { later } from '../../src/testing/later.js';
export {
  scriptedStore,
  type ScriptedStore,
  type StoreScript,
} from '../../src/testing/scripted-store.js';

/** A store that has nothing, and cannot be opened. */
export function emptyStore(): ResultStore {
  return {
    open: () => {
      throw new Error('it does not open');
    },
    runs: () => Promise.resolve([]),
    results: () => ({ pull: () => null }),
    failures: () => ({ pull: () => null }),
    aggregate: (_runId, _fold, seed) => Promise.resolve(seed),
    delete: () => Promise.resolve(),
  };
}

/** The writer of a run that is new. */
export function newRun(): RunWriter {
  const run: OpenRun = { runId: 'run', resume: true, fingerprint: { identity: 'position' } };
  return memoryStore().open(run) as RunWriter;
}

/** A promise that the spec settles, and that answers in that call. */
export class Deferred extends PromptPromise<void> {}

/** The result of a chunk whose values are `values`; its first item has the position `start`. */
export function resultOf<R>(
  values: readonly R[],
  start = 0,
  failures: ReadonlyMap<number, ItemFailure> = new Map(),
): ChunkResult<R, R> {
  const chunk: Chunk<R> = {
    items: values,
    ranges: [[start, start + values.length]],
    weight: values.length,
    closedBy: 'size',
    openedAt: 0,
    closedAt: 0,
  };
  return { chunk, values, failures, attempts: 1, startedAt: 0, duration: 0 };
}
