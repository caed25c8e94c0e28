import type { Range } from '../../core/chunk.js';
import type { StoredOutcome } from '../result-store.js';
import type { StoredError } from './reason.js';

/** A chunk as it is read back. */
export interface StoredRecord {
  readonly ranges: readonly Range[];
  readonly failures?: readonly FailureEntry[];
  /** Places whose value is undefined, where not all are. */
  readonly undefined?: readonly number[];
  readonly keys?: readonly string[] | undefined;
  /** Left out where all are undefined. */
  readonly values?: readonly unknown[] | undefined;
}

export interface FailureEntry {
  readonly place: number;
  readonly kind: 'rejected' | 'skipped' | 'cancelled';
  readonly error?: StoredError;
  readonly reason?: unknown;
}

/** A stretch of a record whose positions follow one another. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** The place of its first item in the record. */
  readonly place: number;
}

export function stretchesOf({ ranges }: Pick<StoredRecord, 'ranges'>): readonly Stretch[] {
  let place = 0;
  const stretches: Stretch[] = [];
  for (const [start, end] of ranges) {
    if (end > start) stretches.push({ start, end, place });
    place += end - start;
  }
  return stretches;
}

/** The places of a record, and the positions of what is there. */
export function* placesIn({
  ranges,
}: Pick<StoredRecord, 'ranges'>): Generator<readonly [place: number, position: number]> {
  let place = 0;
  for (const [start, end] of ranges) {
    for (let position = start; position < end; position++) yield [place++, position];
  }
}

/** How many positions the ranges hold. */
export function countOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** The outcomes of one stretch, or of a part of it. */
export function outcomesIn(record: StoredRecord, { start, end, place }: Stretch): StoredOutcome[] {
  const failures = new Map(record.failures?.map((entry) => [entry.place, entry]));
  const missing = new Set(record.undefined);
  const outcomes: StoredOutcome[] = [];
  for (let position = start; position < end; position++, place++) {
    const key = record.keys?.[place];
    const outcome = outcomeAt(record, place, failures.get(place), missing);
    outcomes.push({ position, ...(key === undefined ? {} : { key }), ...outcome });
  }
  return outcomes;
}

function outcomeAt(
  { values }: StoredRecord,
  place: number,
  failure: FailureEntry | undefined,
  missing: ReadonlySet<number>,
) {
  if (failure !== undefined) {
    return { status: failure.kind, reason: failure.error ?? failure.reason };
  }
  return { status: 'fulfilled' as const, value: missing.has(place) ? undefined : values?.[place] };
}
