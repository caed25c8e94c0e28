import { nearestName } from './nearest-name.js';
import { RunLockedError } from '../core/run-locked-error.js';
import type { FileRunInfo } from '../node/json-lines/info.js';
import type { FileStore } from '../node/json-lines/runs.js';
import type { ResultStore, RunInfo } from '../store/result-store.js';
import type { CommandLines } from './command-lines.js';
import { count, date } from './format.js';
import type { Given } from './given.js';
import { checkRunId, runOptions, type Plan } from './plan.js';
import { UsageError } from './usage-error.js';

/** What is known of a run; undefined if there is none. Throws why one cannot be read. */
export async function runIn(store: ResultStore, runId: string): Promise<RunInfo | undefined> {
  const found = (await store.runs()).find((run) => run.runId === runId);
  if (found?.state === 'unreadable') throw found.error;
  return found;
}

/** A run that was named, and has to be there. */
export async function existing(
  store: FileStore,
  runId: string,
  where: string,
): Promise<FileRunInfo> {
  checkRunId(runId, 'The ID');
  const runs = await store.runs();
  const found = runs.find((run) => run.runId === runId);
  if (found !== undefined) return found;
  const near = nearestName(
    runId,
    runs.map((run) => run.runId),
  );
  const hint =
    near === undefined ? '"sluice runs" lists those that there are.' : `Is it "${near}"?`;
  throw new UsageError([`There is no run "${runId}" in ${where}. ${hint}`]);
}

/**
 * What stands against running a run that is there: it is being written, or was not to be resumed,
 * which throws; or it is done already, which the lines tell.
 */
export async function refusalOf(
  found: RunInfo,
  plan: Plan,
  given: Given,
  lines: CommandLines,
): Promise<readonly string[] | undefined> {
  const { runId, items, failed, holder, updatedAt, state } = found;
  if (holder !== undefined) throw new RunLockedError(runId, holder);
  const counts = `${count(items - failed)} ok, ${count(failed)} failed`;
  if (plan.resume === false) {
    throw new UsageError([
      `The run "${runId}" is in ${plan.where ?? 'the store of the job'} already, ${state === 'completed' ? 'done' : 'not done'}: ${counts}.`,
      'To go on with it:',
      lines.run(given, runOptions, runId, '--resume'),
      'To begin another:',
      lines.run(given, runOptions, await unusedId(plan.store, runId), undefined),
    ]);
  }
  if (state !== 'completed' || (plan.retryFailed && failed > 0)) return undefined;
  return [`${runId}: done since ${date(updatedAt)}: ${counts}; nothing was read`];
}

/** `contacts-2`, or the next that is free. */
async function unusedId(store: ResultStore, runId: string): Promise<string> {
  const taken = new Set((await store.runs()).map((run) => run.runId.toLowerCase()));
  const stem = runId.slice(0, 120);
  for (let number = 2; ; number++) {
    const other = `${stem}-${number}`;
    if (!taken.has(other.toLowerCase())) return other;
  }
}
