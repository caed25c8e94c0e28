import type { RunInfo } from './result-store.js';

/** What of the runs in a store is kept. */
export interface Retention {
  /** How long after it was last written a run is kept, in ms; an integer >= 0. @default Infinity */
  readonly maxAge?: number | undefined;
  /** How many of the runs that may be removed are kept, the latest; an integer >= 0. @default Infinity */
  readonly maxRuns?: number | undefined;
  /**
   * How much all runs of the store may take up together, in bytes, as far as it tells; an integer >= 0.
   * @default Infinity
   */
  readonly maxBytes?: number | undefined;
  /** Whether runs that are not completed may be removed, too, and cannot be resumed then. @default false */
  readonly unfinished?: boolean | undefined;
}

/** The runs that retention does not keep, the oldest first. */
export function expiredRuns(
  runs: readonly RunInfo[],
  { maxAge = Infinity, maxRuns = Infinity, maxBytes = Infinity, unfinished = false }: Retention,
  now: number,
): readonly RunInfo[] {
  const oldestFirst = runs
    .filter(({ state, holder }) => {
      if (holder !== undefined) return false;
      return state === 'completed' || (unfinished && state === 'open');
    })
    .sort((a, b) => a.updatedAt - b.updatedAt || (a.runId < b.runId ? -1 : 1));
  let bytes = runs.reduce((sum, run) => sum + (run.bytes ?? 0), 0);
  let left = oldestFirst.length;
  return oldestFirst.filter((run) => {
    const isOld = now - run.updatedAt > maxAge;
    // What takes up nothing makes no room.
    const isMuch = bytes > maxBytes && (run.bytes ?? 0) > 0;
    if (!isOld && left <= maxRuns && !isMuch) return false;
    bytes -= run.bytes ?? 0;
    left--;
    return true;
  });
}
