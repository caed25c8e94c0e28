/** What a write is told. */
export interface SinkContext {
  /** Aborts when nobody waits for it any more. */
  readonly signal: AbortSignal;
}

/**
 * Where rows go besides a store: a table, a file. One call at a time.
 */
export interface Sink<T> {
  /** Resolves when they are where they should be: all of them, else it rejects, and none is. */
  write(rows: readonly T[], context: SinkContext): unknown;
  /** Gives up what it holds open; the next write opens it again, and goes on behind what is there. */
  close?(): unknown;
}
