import { RunNotFoundError } from '../core/run-not-found-error.js';
import type { ResultStore, StoredOutcome } from '../store/result-store.js';
import type { TargetOutcome } from './batch-run.js';

/** All outcomes of a run; nothing, of a run that was stopped before it was opened for the first time. */
export async function readAll<R>(store: ResultStore, runId: string): Promise<TargetOutcome<R>[]> {
  const outcomes: StoredOutcome[] = [];
  try {
    await store.aggregate(runId, (list, outcome) => (list.push(outcome), list), outcomes);
  } catch (error) {
    if (!(error instanceof RunNotFoundError)) throw error;
  }
  // The values are what the work of this run answered, or of an earlier start of the same run.
  return outcomes as TargetOutcome<R>[];
}
