/** What a boundary tells the operators above it when a chunk has settled. */
export interface Report {
  readonly type: 'settled';
  /** Items in the chunk. */
  readonly size: number;
  readonly weight: number;
  /** Milliseconds from the start of work to its answer. */
  readonly ms: number;
  readonly outcome: 'fulfilled' | 'rejected';
  /** Why the chunk failed, where it did. */
  readonly reason?: unknown;
}
