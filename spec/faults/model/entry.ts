import type { Setup } from './setup.js';
import { isSame, show, type Verdict } from './verdict.js';

/** Where an item is. Stored is for ever, failed until it is tried again; all others belong to this start. */
type State = 'pending' | 'running' | 'answered' | 'stored' | 'failed' | 'skipped' | 'cancelled';

export interface Entry {
  state: State;
  /** What the latest call answered, or what is stored. */
  verdict: Verdict | undefined;
  /** What the store has of it, also while it is worked on again. */
  stored: Verdict | undefined;
  /** The start of the run that wrote it. */
  storedBy: number;
  /** The call failed as a whole: another one may follow. */
  failedCall: boolean;
  /** Calls in this start of the run, and in all. */
  calls: number;
  allCalls: number;
}

export const newEntry = (): Entry => ({
  ...{ state: 'pending', verdict: undefined, stored: undefined, storedBy: 0 },
  ...{ failedCall: false, calls: 0, allCalls: 0 },
});

export const isKept = ({ state }: Entry): boolean => state === 'stored' || state === 'failed';

/** What is wrong with writing this of an item. */
export function problemsOf(entry: Entry, written: Verdict, setup: Setup): string[] {
  const { state, verdict, failedCall, calls } = entry;
  const { retries, isolate, chunkTimeout } = setup;
  if (isLate(entry, written, setup)) return [];
  const problems: string[] = [];
  if (state !== 'answered') problems.push(`was written, ${state} (I1)`);
  if (!isSame(verdict, written)) {
    problems.push(`was answered ${show(verdict)}, written ${show(written)} (I2)`);
  }
  const isWhole = failedCall && !isolate && chunkTimeout === undefined;
  if (isWhole && calls !== retries + 1) problems.push(`failed after ${calls} calls (I6)`);
  return problems;
}

/** The time for its chunk was up, before its call or between two. */
function isLate({ state, verdict }: Entry, written: Verdict, { chunkTimeout }: Setup): boolean {
  if (chunkTimeout === undefined || written.status !== 'rejected') return false;
  const isKnown = state === 'answered' && verdict?.status === 'fulfilled';
  return !isKnown && written.reason.startsWith('DeadlineExceededError: the chunk');
}
