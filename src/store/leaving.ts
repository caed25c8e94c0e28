import type { ResultStore } from './result-store.js';

/** Runs of a store that somebody has left, and that are not given back yet; and who waits for that. */
const left = new WeakMap<ResultStore, Map<string, (() => void)[]>>();

/** A run is being left; call what it returns when it has been given back. */
export function leave(store: ResultStore, runId: string): () => void {
  const runs = left.get(store) ?? new Map<string, (() => void)[]>();
  left.set(store, runs);
  const waiting: (() => void)[] = [];
  runs.set(runId, waiting);
  return () => {
    if (runs.get(runId) === waiting) runs.delete(runId);
    for (const next of waiting) next();
  };
}

/**
 * Calls back at once, unless the run is just being left: a pipeline that is subscribed again, as by
 * `retry`, would find its own run locked.
 */
export function whenLeft(store: ResultStore, runId: string, next: () => void): void {
  const waiting = left.get(store)?.get(runId);
  if (waiting === undefined) next();
  else waiting.push(next);
}
