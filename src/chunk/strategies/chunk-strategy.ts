/** Chunks that are complete now, in the order in which they are to be processed; none where undefined. */
export type Cut<T> = readonly (readonly T[])[] | undefined;

/** Why a strategy is asked for all that it holds. */
export type FlushReason = 'complete' | 'error';

/**
 * Decides how items are put together: a state machine without clock, timers or I/O. It may hold items
 * back, and hand them over in another order; each that it was given comes out once.
 */
export interface ChunkStrategy<T> {
  /** Takes an item; `now` is in milliseconds, and only differences mean something. */
  push(item: T, now: number): Cut<T>;
  /** The source is over: hands over all that it holds. */
  flush(reason: FlushReason): Cut<T>;
}

/** Makes the strategy of one subscription, so that two of them share no state. */
export type MakeStrategy<T> = () => ChunkStrategy<T>;
