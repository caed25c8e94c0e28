import type { ChunkRecord, StoredOutcome } from './result-store.js';

/** A stretch of a record whose positions are consecutive. */
interface Stretch {
  readonly record: ChunkRecord;
  readonly start: number;
  readonly end: number;
  /** Place of the first item in the record. */
  readonly place: number;
}

/** Of records, the places whose outcomes have been replaced by those of later ones. */
export type Replaced = ReadonlyMap<ChunkRecord, ReadonlySet<number>>;

/** The outcomes of records in the order of their positions, and as they are now. */
export function outcomesInOrder(
  records: readonly ChunkRecord[],
  replaced: Replaced,
): Iterable<StoredOutcome> {
  const stretches = records.flatMap((record) => stretchesOf(record, replaced.get(record)));
  return outcomesOf(stretches.sort((a, b) => a.start - b.start));
}

function* outcomesOf(stretches: readonly Stretch[]): Generator<StoredOutcome, void> {
  for (const stretch of stretches) yield* outcomesIn(stretch);
}

function stretchesOf(record: ChunkRecord, without: ReadonlySet<number> | undefined): Stretch[] {
  let place = 0;
  return record.ranges.flatMap(([start, end]) => {
    const stretch = { record, start, end, place };
    place += end - start;
    return without === undefined ? [stretch] : leftOf(stretch, without);
  });
}

/** The parts of a stretch between the places that are left out. */
function leftOf({ record, start, end, place }: Stretch, without: ReadonlySet<number>): Stretch[] {
  const left: Stretch[] = [];
  let from = start;
  for (let position = start; position <= end; position++) {
    if (position < end && !without.has(place + position - start)) continue;
    if (from < position)
      left.push({ record, start: from, end: position, place: place + from - start });
    from = position + 1;
  }
  return left;
}

function* outcomesIn({ record, start, end, place }: Stretch): Generator<StoredOutcome, void> {
  for (let position = start; position < end; position++, place++) {
    const failure = record.failures.get(place);
    const key = record.keys?.[place];
    const who = key === undefined ? { position } : { position, key };
    yield failure === undefined
      ? { ...who, status: 'fulfilled', value: record.values[place] }
      : { ...who, status: failure.kind, reason: failure.reason };
  }
}
