import { planOf, type RunOptions, type RunPlan } from '../run/batch-options.js';
import { folderIn, writingOptions } from './folder.js';
import type { Given } from './given.js';
import { runIdOf } from './input.js';
import { loadJob, type Job } from './job-module.js';
import { limitsIn } from './limits.js';
import { plainText } from './plain-text.js';
import { checkRunId, lanesFor, runIdIn, sizesIn, type Plan } from './plan.js';
import type { Shell } from './shell.js';
import { UsageError } from './usage-error.js';

/** A run of a batch that a module has by default; what the command line gives wins over it. */
export async function jobPlanOf(shell: Shell, given: Given, file: string): Promise<Plan> {
  const name = plainText(file);
  refuse(given, ['input', 'work', 'format'], `${name} has targets and work of its own`);
  const { chunk, concurrency } = sizesIn(given);
  const job = await loadJob(shell.cwd, file);
  const { definition } = job;
  const { store, runId, resume = false, retryFailed = false } = definition as RunOptions;
  const ways = ['store', ...Object.keys(writingOptions)];
  if (store !== undefined) refuse(given, ways, `${name} has a store of its own`);
  const otherwise = runId === undefined ? runIdOf(file) : checkRunId(runId, `runId of ${name}:`);
  const named = runIdIn(given, otherwise, 'no run can be named after this file');
  const place = store === undefined ? folderIn(shell.cwd, given) : { store, where: undefined };
  const whole = { ...(definition as RunOptions), store: place.store, runId: named };
  const sized = chunk === undefined ? {} : { chunkSize: chunk };
  const { chunkSize } = planOf('run', whole, sized);
  const again = given.has('retry-failed') || retryFailed;
  const options = {
    ...sized,
    ...(concurrency && callsOf(job, chunkSize, concurrency)),
    ...limitsIn(given),
  };
  return {
    ...place,
    runId: named,
    resume: again || given.has('resume') ? resume || true : resume,
    retryFailed: again,
    concurrency: concurrencyOf(job, planOf('run', whole, options)),
    readsStdin: false,
    check: () => Promise.resolve(),
    load: () => Promise.resolve(job),
    options,
  };
}

function refuse(given: Given, options: readonly string[], why: string): void {
  const option = options.find((each) => given.has(each));
  if (option !== undefined) throw new UsageError([`--${option} does not fit: ${why}.`]);
}

/** So many calls at once: of a function of a chunk, or of one of a target. */
function callsOf({ definition }: Job, chunk: number, calls: number): RunOptions {
  return definition.process === undefined
    ? { maxConcurrentChunks: calls }
    : { maxConcurrentTargets: calls, maxConcurrentChunks: lanesFor(calls, chunk) };
}

function concurrencyOf({ definition }: Job, plan: RunPlan<unknown>): number {
  if (definition.process !== undefined) return plan.maxConcurrentTargets;
  return plan.mode === 'sequential' ? 1 : plan.maxConcurrentChunks;
}
