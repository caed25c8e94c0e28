import { clockOf } from '../core/clock.js';
import { isByNpm, stopsOf } from '../node/stops-of.js';
import { Activity } from './activity.js';
import { BatchWatch } from './batch-watch.js';
import type { Command } from './command.js';
import { CommandLines } from './command-lines.js';
import { explain } from './explain.js';
import { EXIT, type ExitCode } from '../node/exit-code.js';
import { Failures } from './failures.js';
import { filePlanOf } from './file-plan.js';
import type { Given } from './given.js';
import { jobPlanOf } from './job-plan.js';
import { isLogged, logLine, showLog } from './log-lines.js';
import { tell } from './output.js';
import { paintFor } from './paint.js';
import { perform, type Ending } from './perform.js';
import { runOptions, type Plan } from './plan.js';
import { showRegion } from './region.js';
import { refusalOf, runIn } from './run-in-store.js';
import type { Shell } from './shell.js';
import { summaryOf, type Result } from './summary.js';
import { UsageError } from './usage-error.js';

export const runCommand: Command = {
  name: 'run',
  about: 'runs a job, or a function on each item of a file, and stores results',
  operand: '[JOB]',
  options: runOptions,
  notes: [
    'It takes either --input and --work, or a JOB, which has both.',
    'JOB is an ES module: export default defineBatch({ targets, process });',
    'MODULE is an ES module: export default async (item, { signal }) => result;',
    'Formats: .ndjson and .jsonl a JSON value a line, .csv objects by the header, others lines;',
    'each also with .gz behind it.',
    'Ctrl-C, or SIGTERM: stores what runs and stops; once more: stops at once.',
  ],
  async run(shell, given) {
    const { operand } = given;
    const plan =
      operand === undefined ? filePlanOf(shell, given) : await jobPlanOf(shell, given, operand);
    const linesFor = linesOf(shell, given, plan);
    const found = await runIn(plan.store, plan.runId);
    if (found !== undefined) {
      const end = await refusalOf(found, plan, given, new CommandLines(shell));
      if (end !== undefined) {
        tell(shell.stderr, [...end, ...linesFor('done', found.failed)]);
        return codeOf('done', found.failed);
      }
    }
    await plan.check();
    const { explanation, result, code } = await execute(shell, plan);
    const summary = summaryOf(result, paintFor(shell.env, shell.stderr));
    const lines = linesFor(result.how, result.failed);
    tell(shell.stderr, [...explanation, ...summary, ...lines]);
    return code;
  },
};

interface Execution {
  readonly explanation: readonly string[];
  readonly result: Result;
  readonly code: ExitCode;
}

async function execute(shell: Shell, plan: Plan): Promise<Execution> {
  const { scheduler, stderr } = shell;
  const clock = clockOf(scheduler);
  const activity = new Activity(plan.runId, plan.concurrency, clock);
  const failures = new Failures();
  const watch = new BatchWatch(plan, activity, failures);
  const logged = isLogged(shell);
  const shown = logged ? showLog(shell, activity) : showRegion(shell, activity);

  const ending = await perform({
    run$: watch.run$,
    stops$: stopsOf(shell.signals$, clock, isByNpm(shell.env)),
    crashes$: shell.crashes$,
    stopping: (how) => {
      activity.enter(how === 'drain' ? 'stopping' : 'aborting');
      if (how === 'drain') watch.drain();
    },
    closed: () => watch.closed(),
  });
  shown.unsubscribe();
  if (ending.how === 'failed' && ending.error instanceof UsageError) throw ending.error;

  const result = await resultOf(plan, ending, activity, failures);
  if (logged) tell(stderr, [logLine(activity.snapshot(), scheduler.now(), result.how)]);
  return {
    explanation: ending.how === 'failed' ? explain(ending.error) : [],
    result,
    code: ending.how === 'aborted' ? EXIT[ending.signal] : codeOf(result.how, result.failed),
  };
}

/** The counts are those of the store, where they can be read. */
async function resultOf(
  { store, runId }: Plan,
  ending: Ending,
  activity: Activity,
  failures: Failures,
): Promise<Result> {
  const { ok, failed, failedBefore, elapsed } = activity.snapshot();
  const info = await runIn(store, runId).catch(() => undefined);
  const ended = info?.state === 'completed' ? 'done' : 'stopped';
  return {
    runId,
    how: ending.how === 'ended' ? ended : ending.how,
    elapsed,
    items: info?.items ?? ok + failed,
    failed: info?.failed ?? failed,
    failedBefore,
    reasons: failures.top(5),
  };
}

function codeOf(how: Result['how'], failed: number): ExitCode {
  if (how === 'done') return failed > 0 ? EXIT.itemsFailed : EXIT.done;
  return how === 'stopped' ? EXIT.stopped : EXIT.failed;
}

/** The last lines, by what became of the run: what to type next. */
function linesOf(
  shell: Shell,
  given: Given,
  { runId, where, readsStdin, retryFailed }: Plan,
): (how: Result['how'], failed: number) => readonly string[] {
  const lines = new CommandLines(shell);
  const run = (flag: '--resume' | '--retry-failed') => lines.run(given, runOptions, runId, flag);
  const input = readsStdin ? ', with the same input once more:' : ':';
  return (how, failed) => [
    ...(where === undefined ? [] : [`results: ${lines.about('results', runId, where)}`]),
    ...(how === 'done' && failed > 0
      ? [`work again on what failed${input}`, run('--retry-failed')]
      : []),
    `resume${input}`,
    // What was being tried again is left out by a plain resume.
    run(how !== 'done' && retryFailed ? '--retry-failed' : '--resume'),
  ];
}
