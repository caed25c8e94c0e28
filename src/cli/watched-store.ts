import { RangeSet } from '../core/range-set.js';
import type { OpenRun, ResultStore, RunWriter } from '../store/result-store.js';
import type { Activity } from './activity.js';
import type { Failures } from './failures.js';

/** A store that tells how a run was found, and what is stored of it. */
export function watchedStore(
  store: ResultStore,
  activity: Activity,
  failures: Failures,
): ResultStore {
  return {
    open: (run) => opened(store, run, activity, failures),
    runs: () => store.runs(),
    results: (runId) => store.results(runId),
    failures: (runId) => store.failures(runId),
    aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
    delete: (runId) => store.delete(runId),
  };
}

async function opened(
  store: ResultStore,
  run: OpenRun,
  activity: Activity,
  failures: Failures,
): Promise<RunWriter> {
  const writer = await store.open(run);
  const { info, done, failed, mark, concurrency = 1 } = writer;
  const again = new RangeSet(failed);
  const kept = { items: info.items - again.size, failed: info.failed - again.size };
  // What is worked on again may be anywhere before it.
  activity.opened(kept, again.size > 0 ? undefined : mark);
  return {
    info,
    done,
    failed,
    mark,
    concurrency,
    isDone: (keys) => writer.isDone(keys),
    append: async (record) => {
      activity.writing();
      const answer = await writer.append(record);
      const unstorable = answer instanceof Map ? answer : new Map<never, never>();
      activity.written(record, unstorable.size);
      for (const { reason } of record.failures.values()) failures.add(reason);
      for (const reason of unstorable.values()) failures.add(reason);
      return answer;
    },
    close: (state) => writer.close(state),
  };
}
