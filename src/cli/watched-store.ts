import type { OpenRun, ResultStore, RunWriter } from '../store/result-store.js';
import type { Activity } from './activity.js';

/** A store that tells how a run was found and how far it is; and when it has been given back. */
export interface WatchedStore {
  readonly store: ResultStore;
  /** Resolves when nothing is open, also if the run was never opened. */
  closed(): Promise<unknown>;
}

export function watchedStore(store: ResultStore, activity: Activity): WatchedStore {
  let closing: Promise<unknown> = Promise.resolve();
  return {
    closed: () => closing,
    store: {
      open: (run) => {
        const { promise, resolve } = deferred();
        closing = promise;
        return opened(store, run, activity, resolve);
      },
      runs: () => store.runs(),
      results: (runId) => store.results(runId),
      failures: (runId) => store.failures(runId),
      aggregate: (runId, fold, seed) => store.aggregate(runId, fold, seed),
      delete: (runId) => store.delete(runId),
    },
  };
}

async function opened(
  store: ResultStore,
  run: OpenRun,
  activity: Activity,
  closed: () => void,
): Promise<RunWriter> {
  let writer: RunWriter;
  try {
    writer = await store.open(run);
  } catch (error) {
    closed();
    throw error;
  }
  const { info, done, mark, concurrency = 1 } = writer;
  activity.opened(info, mark);
  return {
    info,
    done,
    mark,
    concurrency,
    isDone: (keys) => writer.isDone(keys),
    append: async (record) => {
      activity.writing();
      const answer = await writer.append(record);
      activity.written(record.mark);
      return answer;
    },
    close: async (state) => {
      try {
        await writer.close(state);
      } finally {
        closed();
      }
    },
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
