/**
 * Positions `[start, end)`: `start` belongs to the range, `end` does not.
 */
export type Range = readonly [start: number, end: number];

/** Why a chunk was closed. A plain array, made by another chunker, counts as closed by `'closeWhen'`. */
export type ClosedBy =
  'size' | 'weight' | 'wait' | 'closeWhen' | 'pressure' | 'flush' | 'complete' | 'error';

/** Items that travel, are processed and are stored together. */
export interface Chunk<T> {
  /** Never empty. */
  readonly items: readonly T[];
  /** Positions of the items, in the order of the items; one range unless they were reordered or skipped. */
  readonly ranges: readonly Range[];
  /** Sum of the weights; the number of items where nothing was weighed. */
  readonly weight: number;
  readonly closedBy: ClosedBy;
  /** Milliseconds on the clock of the operator's scheduler. */
  readonly openedAt: number;
  readonly closedAt: number;
}

/** Tells a chunk from the plain array of an RxJS chunker, and from anything else. */
export function isChunk(value: unknown): value is Chunk<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Array.isArray((value as Chunk<unknown>).items) &&
    Array.isArray((value as Chunk<unknown>).ranges)
  );
}

/** The position of the item at a place of the chunk. */
export function positionAt(ranges: readonly Range[], place: number): number | undefined {
  let left = place;
  for (const [start, end] of ranges) {
    if (left < end - start) return start + left;
    left -= end - start;
  }
  return undefined;
}
