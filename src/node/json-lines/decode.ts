import type { StoredOutcome } from '../../store/result-store.js';
import type { FailureEntry, RecordLine } from './format.js';

/** A stretch of a record whose positions follow one another. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** The place of its first item in the record. */
  readonly place: number;
}

export function stretchesOf({ ranges }: RecordLine): readonly Stretch[] {
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
}: Pick<RecordLine, 'ranges'>): Generator<readonly [place: number, position: number]> {
  let place = 0;
  for (const [start, end] of ranges) {
    for (let position = start; position < end; position++) yield [place++, position];
  }
}

/** The outcomes of one stretch, or of a part of it. */
export function outcomesIn(record: RecordLine, { start, end, place }: Stretch): StoredOutcome[] {
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
  { values }: RecordLine,
  place: number,
  failure: FailureEntry | undefined,
  missing: ReadonlySet<number>,
) {
  if (failure !== undefined) {
    return { status: failure.kind, reason: failure.error ?? failure.reason };
  }
  return { status: 'fulfilled' as const, value: missing.has(place) ? undefined : values?.[place] };
}
