import type { Progress } from '../progress/progress.js';

/**
 * Progress of a run that goes on with one that was stopped: its total is what is left to do, since
 * nothing else comes to an end in this start.
 *
 * @param resumed targets that the store had already; some of them may be no targets any more.
 */
export function withoutResumed(progress: Progress, resumed: number): Progress {
  const { total, done, remaining } = progress;
  if (resumed === 0 || total === undefined) return progress;
  const left = Math.max(0, total - resumed - done);
  // What remains is so many targets at some rate.
  const share = total > done ? left / (total - done) : 0;
  return {
    ...progress,
    total: done + left,
    remaining: remaining && { low: remaining.low * share, high: remaining.high * share },
  };
}
