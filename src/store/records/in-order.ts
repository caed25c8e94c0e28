import { RangeSet } from '../../core/range-set.js';
import {
  countOf,
  outcomesIn,
  stretchesOf,
  type StoredRecord,
  type Stretch,
} from '../codec/stored-record.js';
import type { StoredOutcome } from '../result-store.js';
import type { RecordHead } from './record-head.js';
import type { ReadRecord, RecordReader } from './record-reader.js';

/** Records that are kept, since the turn of their next stretch may come soon. */
const KEPT = 16;

/** A stretch, and the record that it is in. */
interface PlacedStretch extends Stretch {
  readonly seq: number;
}

/** What other records have replaced, and the records that have. */
interface Replacements {
  /** By record, the places that do not count any more. */
  readonly gone: ReadonlyMap<number, ReadonlySet<number>>;
  readonly by: RangeSet;
  readonly stretches: readonly PlacedStretch[];
  readonly byKey: boolean;
}

/** The last record of a run, which tells of all others. */
export interface LastRecord {
  readonly seq: number;
  readonly head: RecordHead;
}

/** The outcomes of a run in the order of their positions, a stretch of a record at a time. */
export async function* inOrder(
  reader: RecordReader,
  last: LastRecord | undefined,
): AsyncGenerator<StoredOutcome[], void> {
  if (last === undefined) return;
  const { done, items } = last.head;
  const replaced = await replacements(reader, last.head);
  // Where items are told apart by keys, attempts may have given the same positions twice.
  if (countOf(done) === items && !replaced.byKey) yield* streamed(reader, last, replaced);
  else yield* merged(reader, last, replaced);
}

/** Reads the records that have replaced outcomes of others, so that nothing waits for them later. */
async function replacements(
  reader: RecordReader,
  { replacing = [] }: RecordHead,
): Promise<Replacements> {
  const gone = new Map<number, Set<number>>();
  const records: Pick<ReadRecord, 'seq' | 'ranges'>[] = [];
  let byKey = false;
  for (const [start, end] of replacing) {
    for (let seq = start; seq < end; seq++) {
      const { ranges, keys, head } = await reader.record(seq);
      records.push({ seq, ranges });
      byKey ||= keys !== undefined;
      for (const [old, places] of head.again ?? []) {
        const all = gone.get(old) ?? new Set();
        for (const place of places) all.add(place);
        gone.set(old, all);
      }
    }
  }
  const stretches = records.flatMap((record) => leftOf(record, gone));
  return { gone, by: new RangeSet(replacing), stretches, byKey };
}

/**
 * Reads the records once, in the order in which they were stored, and hands on those whose turn it
 * is; of the others it remembers where they are. A run that was stored in order passes through.
 */
async function* streamed(
  reader: RecordReader,
  last: LastRecord,
  { gone, by, stretches }: Replacements,
): AsyncGenerator<StoredOutcome[], void> {
  const records = new Records(reader);
  const waiting = new Map(stretches.map((stretch) => [stretch.start, stretch]));
  const turns = turnsOf(last.head);
  let turn = turns.next();

  for await (const record of reader.records(last.seq)) {
    records.keep(record);
    if (!by.has(record.seq)) {
      for (const stretch of leftOf(record, gone)) waiting.set(stretch.start, stretch);
    }
    while (!turn.done) {
      const due = waiting.get(turn.value);
      if (due === undefined) break;
      waiting.delete(due.start);
      yield outcomesIn(await records.at(due.seq), due);
      turn = turns.next(due.end);
    }
  }
  if (turn.done !== true || waiting.size > 0) {
    throw reader.corrupt('its records are not those that it counts');
  }
}

/** The positions at which stretches begin: told where one ends, it gives the start of the next. */
function* turnsOf({ done }: RecordHead): Generator<number, void, number> {
  for (const [start, end] of done) {
    for (let at = start; at < end;) at = yield at;
  }
}

/** Stretches that overlap: of the same positions, those that were stored first come first. */
async function* merged(
  reader: RecordReader,
  last: LastRecord,
  { gone }: Replacements,
): AsyncGenerator<StoredOutcome[], void> {
  const all: PlacedStretch[] = [];
  for await (const record of reader.records(last.seq)) all.push(...leftOf(record, gone));
  all.sort((a, b) => a.start - b.start);

  const records = new Records(reader);
  // Those that cover the position whose turn it is.
  const active: PlacedStretch[] = [];
  const startOf = (stretch: PlacedStretch | undefined) => stretch?.start ?? Infinity;
  for (let i = 0; i < all.length || active.length > 0;) {
    const turn = active.reduce((least, { start }) => Math.min(least, start), startOf(all[i]));
    for (let next = all[i]; next?.start === turn; next = all[++i]) active.push(next);
    active.sort((a, b) => a.seq - b.seq || a.place - b.place);
    const until = active.length === 1 ? startOf(all[i]) : turn + 1;
    for (const due of active.splice(0)) {
      const end = Math.min(due.end, until);
      yield outcomesIn(await records.at(due.seq), { ...due, end });
      if (end < due.end) active.push({ ...due, start: end, place: due.place + end - due.start });
    }
  }
}

/** What still counts of a record. */
function leftOf(
  record: Pick<ReadRecord, 'seq' | 'ranges'>,
  gone: Replacements['gone'],
): readonly PlacedStretch[] {
  const { seq } = record;
  const without = gone.get(seq);
  return stretchesOf(record).flatMap((stretch) =>
    without === undefined ? [{ ...stretch, seq }] : partsOf({ ...stretch, seq }, without),
  );
}

/** The parts of a stretch between the places that are left out. */
function partsOf(stretch: PlacedStretch, without: ReadonlySet<number>): readonly PlacedStretch[] {
  const { seq, start, end, place } = stretch;
  const positions = new RangeSet([[start, end]]);
  for (let at = start; at < end; at++) {
    if (without.has(place + at - start)) positions.remove([at, at + 1]);
  }
  return positions.ranges.map(([from, to]) => ({
    ...{ seq, start: from, end: to },
    place: place + from - start,
  }));
}

/** The records that were read last. */
class Records {
  readonly #reader: RecordReader;
  readonly #kept = new Map<number, StoredRecord>();

  constructor(reader: RecordReader) {
    this.#reader = reader;
  }

  keep(record: ReadRecord): void {
    this.#kept.delete(record.seq);
    this.#kept.set(record.seq, record);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  async at(seq: number): Promise<StoredRecord> {
    const kept = this.#kept.get(seq);
    if (kept !== undefined) return kept;
    const record = await this.#reader.record(seq);
    this.keep(record);
    return record;
  }
}
