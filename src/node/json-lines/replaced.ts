import { RangeSet } from '../../core/range-set.js';
import { stretchesOf, type Stretch } from '../../store/codec/stored-record.js';
import type { RecordLine } from './format.js';
import type { Place, Reader } from './records.js';
import type { RunFiles, SegmentFile } from './run-files.js';

/** A stretch of a record, and where to find its record again. */
export interface PlacedStretch extends Stretch {
  readonly from: Place;
}

/** A segment that has replaced outcomes of earlier ones, and which. */
interface Replacing {
  readonly path: string;
  readonly positions: RangeSet;
  readonly keys: Set<string>;
  readonly stretches: PlacedStretch[];
}

/**
 * What was stored of a run before, and does not count any more: an outcome was replaced by one of a
 * later segment that has the same key or, where there are none, the same position.
 *
 * Of segments in which nothing was replaced it knows nothing, and does not read them.
 */
export class Replaced {
  readonly #order: ReadonlyMap<string, number>;
  readonly #segments: readonly Replacing[];

  private constructor({ segments }: RunFiles, replacing: readonly Replacing[]) {
    this.#order = new Map(segments.map(({ path, number }) => [path, number]));
    this.#segments = replacing;
  }

  static async in(reader: Reader, run: RunFiles): Promise<Replaced> {
    const replacing: Replacing[] = [];
    for (const segment of run.segments) {
      if (hasReplaced(run, segment)) replacing.push(await replacingIn(reader, run, segment));
    }
    return new Replaced(run, replacing);
  }

  get byKey(): boolean {
    return this.#segments.some(({ keys }) => keys.size > 0);
  }

  /** The outcomes by which others were replaced, by position; those alone that count. */
  get stretches(): readonly PlacedStretch[] {
    return this.#segments.flatMap(({ path, stretches }) =>
      stretches.flatMap((stretch) =>
        cut(stretch, this.#after(path)).map((part) => ({ ...part, from: stretch.from })),
      ),
    );
  }

  /** What still counts of a record. */
  left(record: RecordLine, { path }: Place): readonly Stretch[] {
    const stretches = stretchesOf(record);
    const later = this.#after(path);
    if (later.length === 0) return stretches;
    const { keys } = record;
    if (keys === undefined) return stretches.flatMap((stretch) => cut(stretch, later));
    return stretches.flatMap((stretch) => cutByKey(stretch, keys, later));
  }

  /** The same, less what is among `stretches`. */
  leftElsewhere(record: RecordLine, from: Place): readonly Stretch[] {
    const own = this.#segments.filter(({ path }) => path === from.path);
    return this.left(record, from).flatMap((stretch) => cut(stretch, own));
  }

  #after(path: string): readonly Replacing[] {
    const order = this.#order.get(path) ?? 0;
    return this.#segments.filter((other) => (this.#order.get(other.path) ?? 0) > order);
  }
}

function hasReplaced({ segments, last }: RunFiles, { number, header }: SegmentFile): boolean {
  const { replaced = 0 } = segments[number]?.header ?? last;
  return replaced > (header.replaced ?? 0);
}

async function replacingIn(
  reader: Reader,
  run: RunFiles,
  segment: SegmentFile,
): Promise<Replacing> {
  const before = new RangeSet(segment.header.done);
  const found = { path: segment.path, positions: new RangeSet(), keys: new Set<string>() };
  const stretches: PlacedStretch[] = [];
  for await (const [record, from] of reader.recordsIn(run, segment)) {
    // Keys that are new here replace nothing: no earlier record has them.
    for (const key of record.keys ?? []) found.keys.add(key);
    if (record.keys !== undefined) continue;
    for (const stretch of stretchesOf(record)) {
      for (const part of partsIn(stretch, before)) {
        found.positions.add([part.start, part.end]);
        stretches.push({ ...part, from });
      }
    }
  }
  return { ...found, stretches };
}

/** What of a stretch is in the set. */
function partsIn(stretch: Stretch, set: RangeSet): readonly Stretch[] {
  const outside = new RangeSet(set.missingIn([stretch.start, stretch.end]));
  return parts(stretch, outside);
}

/** What of a stretch is not in the set. */
function parts({ start, end, place }: Stretch, set: RangeSet): readonly Stretch[] {
  return set
    .missingIn([start, end])
    .map(([from, to]) => ({ start: from, end: to, place: place + from - start }));
}

function cut(stretch: Stretch, later: readonly Replacing[]): readonly Stretch[] {
  return later.reduce(
    (left: readonly Stretch[], { positions }) => left.flatMap((part) => parts(part, positions)),
    [stretch],
  );
}

function cutByKey(
  stretch: Stretch,
  recordKeys: readonly string[],
  later: readonly Replacing[],
): readonly Stretch[] {
  const gone = new RangeSet();
  for (let at = stretch.start; at < stretch.end; at++) {
    const key = recordKeys[stretch.place + at - stretch.start];
    if (key !== undefined && later.some(({ keys }) => keys.has(key))) gone.add([at, at + 1]);
  }
  return parts(stretch, gone);
}
