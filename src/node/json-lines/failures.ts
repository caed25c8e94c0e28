import type { Range } from '../../core/chunk.js';
import { RangeSet } from '../../core/range-set.js';
import type { ChunkRecord, Fingerprint } from '../../store/result-store.js';
import type { Files } from '../files.js';
import { placesIn } from '../../store/codec/stored-record.js';
import { Reader } from './records.js';
import type { RunFiles } from './run-files.js';

/** What tells an item apart in its run: its key, or else its position. */
type Identity = string | number;

/** The stored outcomes that may be replaced. */
export class Failures {
  readonly #positions = new Map<Identity, number>();

  get size(): number {
    return this.#positions.size;
  }

  get ranges(): readonly Range[] {
    const ranges = new RangeSet();
    for (const position of this.#positions.values()) ranges.add([position, position + 1]);
    return ranges.ranges;
  }

  has(item: Identity): boolean {
    return this.#positions.has(item);
  }

  /** How many of them a record replaces. */
  countAmong(record: Pick<ChunkRecord, 'ranges' | 'keys'>): number {
    if (this.#positions.size === 0) return 0;
    let count = 0;
    for (const [place, position] of placesIn(record)) {
      if (this.#positions.has(record.keys?.[place] ?? position)) count++;
    }
    return count;
  }

  /** The outcome is at that position. */
  add(item: Identity, position: number): void {
    this.#positions.set(item, position);
  }

  remove(item: Identity): void {
    this.#positions.delete(item);
  }
}

/**
 * The outcomes of a run that are rejected or cancelled, for which all of it is read. Those that were
 * told apart otherwise are left out, since their items cannot be found again.
 */
export async function failuresIn(
  files: Files,
  run: RunFiles,
  { identity }: Fingerprint,
): Promise<Failures> {
  const failures = new Failures();
  const reader = new Reader(files);
  try {
    for await (const [record] of reader.records(run)) {
      if ((record.keys !== undefined) !== (identity === 'key')) continue;
      const kinds = new Map(record.failures?.map(({ place, kind }) => [place, kind]));
      for (const [place, position] of placesIn(record)) {
        const item = record.keys?.[place] ?? position;
        if ((kinds.get(place) ?? 'skipped') === 'skipped') failures.remove(item);
        else failures.add(item, position);
      }
    }
  } finally {
    await reader.close();
  }
  return failures;
}
