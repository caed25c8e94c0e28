import { isChunkResult } from '../core/chunk-result.js';
import { isChunk } from '../core/chunk.js';
import { isOutcome, type ItemFailure } from '../core/outcome.js';

/** How far a run is. Counts are items; they never fall, and the four outcomes add up to `done`. */
export interface Progress {
  /** Items whose outcome is known: fulfilled + failed + skipped + cancelled. */
  readonly done: number;
  readonly fulfilled: number;
  /** Items that were rejected. */
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Results that passed: chunks, or items where those pass one by one. */
  readonly results: number;
  /** How many items there are in all; undefined while nobody knows. */
  readonly total: number | undefined;
  /** Items whose work is running. */
  readonly running: number;
  /** Items that were read and wait: in an open chunk, for a lane, for order, or for the store. */
  readonly waiting: number;
  /** What the run waits for. */
  readonly waitingOn:
    'source' | 'work' | 'store' | 'memory' | 'pause' | 'rate' | 'start' | 'nothing';
  /** Items per second, over the last ten. */
  readonly rate: number;
  /** Milliseconds still to go, as a range; undefined until there is something to judge by. */
  readonly remaining: { readonly low: number; readonly high: number } | undefined;
  /** Milliseconds since the subscription. */
  readonly elapsed: number;
  /** Drained and aborted: only of a run that can be. */
  readonly state: 'running' | 'completed' | 'failed' | 'drained' | 'aborted';
}

/** The part of progress that results alone decide. */
export interface Counts {
  readonly fulfilled: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly results: number;
}

export const NO_COUNTS: Counts = {
  fulfilled: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
  results: 0,
};

/** The fold of progress: counts so far and the next result give the new counts. For `scan`. */
export function countResult(counts: Counts, result: unknown): Counts {
  if (isChunkResult(result)) {
    const { values, failures } = result;
    if (failures.size === 0) return add(counts, values.length, NO_FAILURES);
    return add(
      counts,
      values.length,
      tally(failures.values(), ({ kind }) => kind),
    );
  }
  if (isChunk(result) && isOutcome(result.items[0])) {
    const outcomes = result.items.filter(isOutcome);
    return add(
      counts,
      outcomes.length,
      tally(outcomes, ({ status }) => status),
    );
  }
  if (isOutcome(result))
    return add(
      counts,
      1,
      tally([result], ({ status }) => status),
    );
  return add(counts, 1, NO_FAILURES);
}

type Failures = Record<ItemFailure['kind'], number>;

const NO_FAILURES: Readonly<Failures> = { rejected: 0, skipped: 0, cancelled: 0 };

function tally<O>(
  outcomes: Iterable<O>,
  kindOf: (outcome: O) => keyof Failures | 'fulfilled',
): Failures {
  const failures = { ...NO_FAILURES };
  for (const outcome of outcomes) {
    const kind = kindOf(outcome);
    if (kind !== 'fulfilled') failures[kind]++;
  }
  return failures;
}

function add(counts: Counts, items: number, failures: Readonly<Failures>): Counts {
  const { rejected, skipped, cancelled } = failures;
  return {
    fulfilled: counts.fulfilled + items - rejected - skipped - cancelled,
    failed: counts.failed + rejected,
    skipped: counts.skipped + skipped,
    cancelled: counts.cancelled + cancelled,
    results: counts.results + 1,
  };
}
