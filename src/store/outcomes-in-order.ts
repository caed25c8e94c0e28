import type { PullSource } from '../flow/pull-source.js';
import type { ChunkRecord, StoredOutcome } from './result-store.js';

/** A stretch of a record whose positions are consecutive. */
interface Stretch {
  readonly record: ChunkRecord;
  readonly start: number;
  readonly end: number;
  /** Place of the first item in the record. */
  readonly place: number;
}

/** The outcomes of records, in the order of their positions, a stretch at a time. */
export function outcomesInOrder(
  records: readonly ChunkRecord[],
  wanted: (outcome: StoredOutcome) => boolean = () => true,
): PullSource<StoredOutcome> {
  const stretches = records.flatMap(stretchesOf).sort((a, b) => a.start - b.start);
  let next = 0;
  return {
    pull: () => {
      const stretch = stretches[next++];
      return stretch === undefined ? null : [...outcomes(stretch)].filter(wanted);
    },
  };
}

function stretchesOf(record: ChunkRecord): Stretch[] {
  let place = 0;
  return record.ranges.map(([start, end]) => {
    const stretch = { record, start, end, place };
    place += end - start;
    return stretch;
  });
}

function* outcomes({ record, start, end, place }: Stretch): Generator<StoredOutcome> {
  for (let position = start; position < end; position++, place++) {
    const failure = record.failures.get(place);
    const key = record.keys?.[place];
    const who = key === undefined ? { position } : { position, key };
    yield failure === undefined
      ? { ...who, status: 'fulfilled', value: record.values[place] }
      : { ...who, status: failure.kind, reason: failure.reason };
  }
}
