import { isChunk, type Chunk } from '../core/chunk.js';
import { isChunkResult, type ChunkResult } from '../core/chunk-result.js';
import { isOutcome, type ItemFailure, type Outcome } from '../core/outcome.js';
import type { ChunkRecord } from './result-store.js';

/** What can be stored: results of chunks, or chunks of outcomes that carry their positions. */
export type Storable = ChunkResult<unknown, unknown> | Chunk<Outcome<unknown, unknown>>;

export function isStorable(input: unknown): input is Storable {
  return isChunkResult(input) || (isChunk(input) && input.items.every(isOutcome));
}

/** How many items it stands for. */
export function sizeOf(input: Storable): number {
  return isChunkResult(input) ? input.values.length : input.items.length;
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
