import { isChunk, type Chunk } from '../core/chunk.js';
import { isChunkResult, type ChunkResult } from '../core/chunk-result.js';
import { isOutcome, rejected, type ItemFailure, type Outcome } from '../core/outcome.js';
import type { ChunkRecord, Unstorable } from './result-store.js';

/** What can be stored: results of chunks, or chunks of outcomes that carry their positions. */
export type Storable = ChunkResult<unknown, unknown> | Chunk<Outcome<unknown, unknown>>;

export function isStorable(input: unknown): input is Storable {
  return isChunkResult(input) || (isChunk(input) && input.items.every(isOutcome));
}

/** How many items it stands for. */
export function sizeOf(input: Storable): number {
  return isChunkResult(input) ? input.values.length : input.items.length;
}

/** The position of its first item. */
export function positionOf(input: Storable): number | undefined {
  return (isChunkResult(input) ? input.chunk : input).ranges[0]?.[0];
}

/** The items that it is about. */
export function itemsOf(input: Storable): readonly unknown[] {
  return isChunkResult(input) ? input.chunk.items : input.items.map(({ item }) => item);
}

/** What is written of it. */
export function recordOf(input: Storable): ChunkRecord {
  if (isChunkResult(input)) {
    return { ranges: input.chunk.ranges, values: input.values, failures: input.failures };
  }
  const failures = new Map<number, ItemFailure>();
  const values = input.items.map((outcome, place) => {
    if (outcome.status === 'fulfilled') return outcome.value;
    failures.set(place, { kind: outcome.status, reason: outcome.reason });
    return undefined;
  });
  return { ranges: input.ranges, values, failures };
}

/** What it is once these of its values could not be stored: whoever sees it, sees what is stored. */
export function withUnstorable<S extends Storable>(input: S, places: Unstorable): S {
  if (isChunkResult(input)) {
    const values = input.values.map((value, place) => (places.has(place) ? undefined : value));
    const failures = new Map<number, ItemFailure>(input.failures);
    for (const [place, reason] of places) failures.set(place, { kind: 'rejected', reason });
    return { ...input, values, failures };
  }
  const items = input.items.map((outcome, place) => {
    const reason = places.get(place);
    if (reason === undefined) return outcome;
    const { item, position, attempts } = outcome;
    return Object.assign(rejected(item, position, reason), { attempts });
  });
  return { ...input, items };
}
