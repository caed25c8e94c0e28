/** A source that is read in pages, by whoever needs the next one. */
export interface PullSource<T> {
  /**
   * Gives the next page: at most `max` items, now or as a promise; an empty page means "ask again",
   * null the end. `signal` aborts when nobody reads any more. Never called again before it answered.
   */
  pull(max: number, signal: AbortSignal): readonly T[] | null | PromiseLike<readonly T[] | null>;
  /** Where reading could go on after the latest page: a plain value that can be stored as JSON. */
  position?(): unknown;
  /** Goes on from such a place. Called before the first `pull`, or never. */
  seek?(position: unknown): void;
  /** How much there is to read, in the unit of its position, as bytes; as far as known. */
  readonly total?: number | undefined;
  /** Gives back what the source holds; called once, however the reading ended. */
  close?(): unknown;
}

/** What a source factory is given. */
export interface SourceContext {
  /** Aborts when nobody reads any more. */
  readonly signal: AbortSignal;
}
