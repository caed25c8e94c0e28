import { wallClock } from '../core/clock.js';
import { EXIT } from '../node/exit-code.js';
import { cleanUp } from '../store/clean-up.js';
import { expiredRuns } from '../store/expired-runs.js';
import type { RunInfo } from '../store/result-store.js';
import { durationOf, sizeOf } from './amounts.js';
import { storeOption, type Command } from './command.js';
import { folderIn } from './folder.js';
import { reasonText } from './failures.js';
import { bytes, counted, date } from './format.js';
import type { Given } from './given.js';
import { print, tell } from './output.js';
import { UsageError } from './usage-error.js';

export const cleanCommand: Command = {
  name: 'clean',
  about: 'removes runs that are done, by age, number and size, the oldest first',
  options: {
    'max-age': { value: 'TIME', about: 'keep what was written since: 30d, 12h, 90m' },
    'max-runs': { value: 'N', about: 'keep so many runs' },
    'max-bytes': { value: 'SIZE', about: 'keep as much as this: 1gb, 500mb' },
    unfinished: { about: 'also runs that are not done; they cannot be resumed then' },
    'dry-run': { about: 'only tells what it would remove' },
    ...storeOption,
  },
  notes: ['A run that is being written, or cannot be read, is never removed.'],
  async run(shell, given) {
    const { store, where } = folderIn(shell.cwd, given);
    const retention = retentionOf(given);
    const isDry = given.has('dry-run');
    const { removed, failed } = isDry
      ? { removed: expiredRuns(await store.runs(), retention, wallClock()), failed: [] }
      : await cleanUp(store, retention);
    await print(shell.stdout, removed.map((run) => `${lineOf(run)}\n`).join(''));
    const what = isDry ? 'would be removed from' : 'removed from';
    tell(shell.stderr, [
      ...failed.map(
        ({ run, reason }) => `${run.runId} could not be removed: ${reasonText(reason)}`,
      ),
      `${counted(removed.length, 'run')} ${what} ${where}`,
    ]);
    return failed.length > 0 ? EXIT.failed : EXIT.done;
  },
};

function retentionOf(given: Given) {
  const retention = {
    maxAge: durationOf(given, 'max-age'),
    maxRuns: given.integer('max-runs', 0, 1_000_000_000),
    maxBytes: sizeOf(given, 'max-bytes'),
    unfinished: given.has('unfinished'),
  };
  const { maxAge, maxRuns, maxBytes } = retention;
  if (maxAge !== undefined || maxRuns !== undefined || maxBytes !== undefined) return retention;
  throw new UsageError([
    'clean needs to be told what to keep: --max-age, --max-runs or --max-bytes.',
  ]);
}

function lineOf({ runId, bytes: size = 0, updatedAt }: RunInfo): string {
  return `${runId}  ${bytes(size)}  ${date(updatedAt)}`;
}
