import type { Chunk } from './chunk.js';
import type { ItemFailure } from './outcome.js';

/** A chunk and what became of it. */
export interface ChunkResult<T, R> {
  readonly chunk: Chunk<T>;
  /** By place in `chunk.items`; `undefined` where the item failed. */
  readonly values: readonly (R | undefined)[];
  /** By place in `chunk.items`; empty when all went well. */
  readonly failures: ReadonlyMap<number, ItemFailure>;
  /** How often work was called for this chunk, and for parts of it. */
  readonly attempts: number;
  /** By place, how often work was called with the item, where that is not `attempts` for all. */
  readonly attemptsByPlace?: readonly number[] | undefined;
  /** Milliseconds on the clock of the operator's scheduler. */
  readonly startedAt: number;
  /** Milliseconds from the first call of work to the last answer. */
  readonly duration: number;
}

/** Tells a chunk result from anything else. */
export function isChunkResult(value: unknown): value is ChunkResult<unknown, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    (value as ChunkResult<unknown, unknown>).failures instanceof Map &&
    Array.isArray((value as ChunkResult<unknown, unknown>).values)
  );
}
