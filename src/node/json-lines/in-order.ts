import { StoreCorruptError } from '../../core/store-corrupt-error.js';
import type { StoredOutcome } from '../../store/result-store.js';
import type { Files } from '../files.js';
import { outcomesIn } from '../../store/codec/stored-record.js';
import { countOf } from '../../store/codec/stored-record.js';
import type { RecordLine } from './format.js';
import { Reader, type Place } from './records.js';
import { Replaced, type PlacedStretch } from './replaced.js';
import type { RunFiles } from './run-files.js';

/** Records that are kept, since the turn of their next stretch may come soon. */
const KEPT = 16;

/** The outcomes of a run in the order of their positions, a stretch of a record at a time. */
export async function* inOrder(files: Files, run: RunFiles): AsyncGenerator<StoredOutcome[], void> {
  const reader = new Reader(files);
  try {
    const { done, items } = run.last;
    const replaced = await Replaced.in(reader, run);
    // Where items are told apart by keys, attempts may have given the same positions twice.
    if (countOf(done) === items && !replaced.byKey) yield* streamed(reader, run, replaced);
    else yield* merged(reader, run, replaced);
  } finally {
    await reader.close();
  }
}

/**
 * Reads the records once, in the order in which they were stored, and hands on those whose turn it
 * is; of the others it remembers where they are. A run that was stored in order passes through. What
 * has replaced others is known from the start, so that nothing waits for the end of the files.
 */
async function* streamed(
  reader: Reader,
  run: RunFiles,
  replaced: Replaced,
): AsyncGenerator<StoredOutcome[], void> {
  const records = new Records(reader);
  const waiting = new Map(replaced.stretches.map((stretch) => [stretch.start, stretch]));
  const turns = turnsOf(run);
  let turn = turns.next();
  const next = (end: number) => (turn = turns.next(end));

  for await (const [record, from] of reader.records(run)) {
    records.keep(from, record);
    for (const stretch of replaced.leftElsewhere(record, from)) {
      waiting.set(stretch.start, { ...stretch, from });
    }
    for (let due; !turn.done && (due = waiting.get(turn.value)) !== undefined; next(due.end)) {
      waiting.delete(due.start);
      yield outcomesIn(await records.at(due.from), due);
    }
  }
  if (!turn.done || waiting.size > 0) {
    const { path, end } = run.segments.at(-1) ?? { path: '', end: 0 };
    throw new StoreCorruptError(path, end, 'the records are not those that it counts');
  }
}

/** The positions at which stretches begin: told where one ends, it gives the start of the next. */
function* turnsOf({ last: { done } }: RunFiles): Generator<number, void, number> {
  for (const [start, end] of done) {
    for (let at = start; at < end;) at = yield at;
  }
}

/** Stretches that overlap: of the same positions, those that were stored first come first. */
async function* merged(
  reader: Reader,
  run: RunFiles,
  replaced: Replaced,
): AsyncGenerator<StoredOutcome[], void> {
  const all: (PlacedStretch & { readonly age: number })[] = [];
  for await (const [record, from] of reader.records(run)) {
    for (const stretch of replaced.left(record, from))
      all.push({ ...stretch, from, age: all.length });
  }
  all.sort((a, b) => a.start - b.start);

  const records = new Records(reader);
  // Those that cover the position whose turn it is.
  const active: typeof all = [];
  const startOf = (stretch: PlacedStretch | undefined) => stretch?.start ?? Infinity;
  for (let i = 0; i < all.length || active.length > 0;) {
    const turn = Math.min(startOf(all[i]), ...active.map(startOf));
    for (; startOf(all[i]) === turn; i++) active.push(all[i] as (typeof all)[0]);
    active.sort((a, b) => a.age - b.age);
    const until = active.length === 1 ? startOf(all[i]) : turn + 1;
    for (const due of active.splice(0)) {
      const end = Math.min(due.end, until);
      yield outcomesIn(await records.at(due.from), { ...due, end });
      if (end < due.end) active.push({ ...due, start: end, place: due.place + end - due.start });
    }
  }
}

/** The records that were read last. */
class Records {
  readonly #reader: Reader;
  readonly #kept = new Map<string, RecordLine>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  keep(place: Place, record: RecordLine): void {
    const id = idOf(place);
    this.#kept.delete(id);
    this.#kept.set(id, record);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
  }

  async at(place: Place): Promise<RecordLine> {
    const record = this.#kept.get(idOf(place)) ?? (await this.#reader.record(place));
    this.keep(place, record);
    return record;
  }
}

const idOf = ({ path, offset }: Place) => `${offset}:${path}`;
