import { interval, merge, type Subscription } from 'rxjs';
import type { Activity } from './activity.js';
import { tell } from './output.js';
import type { Shell } from './shell.js';
import type { Snapshot } from './snapshot.js';

const EVERY = 10_000;

/** Tells of a run where there is no terminal to draw on: a line every ten seconds, and on each change. */
export function showLog(shell: Shell, activity: Activity): Subscription {
  const { scheduler, stderr } = shell;
  return merge(interval(EVERY, scheduler), activity.changes$).subscribe(() => {
    tell(stderr, [logLine(activity.snapshot(), scheduler.now())]);
  });
}

/** A line of names and values: https://brandur.org/logfmt. */
export function logLine(snapshot: Snapshot, now: number, state: string = snapshot.phase): string {
  const { runId, resumedAt, ok, failed, running, waitingOn, rate, elapsed } = snapshot;
  const { bytes, remaining } = snapshot;
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const words = {
    time: new Date(now).toISOString(),
    run: runId,
    state,
    resumed: resumedAt === 0 ? undefined : resumedAt,
    ok,
    failed,
    running,
    waiting: waitingOn,
    rate: rate.toFixed(1),
    elapsed: seconds(elapsed),
    bytes: bytes?.stored,
    total: bytes?.total,
    left: remaining && `${seconds(remaining.low)}-${seconds(remaining.high)}`,
  };
  return Object.entries(words)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(' ');
}

/** Whether a region can be drawn: not in a log file, nor in that of a build, nor on a dumb terminal. */
export function isLogged({ env, stderr }: Shell): boolean {
  const ci = env['CI'] ?? '';
  return stderr.isTTY !== true || env['TERM'] === 'dumb' || (ci !== '' && ci !== 'false');
}
