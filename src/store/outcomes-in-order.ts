import type { ChunkRecord, StoredOutcome } from './result-store.js';

/** A stretch of a record whose positions are consecutive. */
interface Stretch {
  readonly record: ChunkRecord;
  readonly start: number;
  readonly end: number;
  /** Place of the first item in the record. */
  readonly place: number;
}

/** The outcomes of records in the order of their positions, and as they are now. */
export function outcomesInOrder(records: readonly ChunkRecord[]): Iterable<StoredOutcome> {
  const stretches = records.flatMap(stretchesOf).sort((a, b) => a.start - b.start);
  return outcomesOf(stretches);
}

function* outcomesOf(stretches: readonly Stretch[]): Generator<StoredOutcome, void> {
  for (const stretch of stretches) yield* outcomesIn(stretch);
}

function stretchesOf(record: ChunkRecord): Stretch[] {
  let place = 0;
  return record.ranges.map(([start, end]) => {
    const stretch = { record, start, end, place };
    place += end - start;
    return stretch;
  });
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
