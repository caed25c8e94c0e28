import { isChunk, type Chunk } from '../../../src/core/chunk.js';
import type { ChunkResult } from '../../../src/core/chunk-result.js';
import type { Outcome } from '../../../src/core/outcome.js';

/** What a chunk holds: numbers, or what became of them. */
export type Entry = number | Outcome<number, number>;

/** What travels below the chunker. */
export type Parcel = Chunk<Entry> | ChunkResult<Entry, number>;

/** The number that an entry stands for. */
export function idOf(entry: Entry): number {
  return typeof entry === 'number' ? entry : entry.item;
}

export function idsOf(chunk: Chunk<Entry> | readonly Entry[]): number[] {
  return ('items' in chunk ? chunk.items : chunk).map(idOf);
}

export function chunkOf(parcel: Parcel): Chunk<Entry> {
  return isChunk(parcel) ? parcel : parcel.chunk;
}

/** Tells one parcel from another, whatever became of it. */
export function placeOf(chunk: Chunk<Entry>): number {
  return idsOf(chunk)[0] ?? 0;
}
