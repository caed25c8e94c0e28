/** The values of a chunk as they are stored, all at once. */
export interface EncodedValues {
  /** Text where the format is one; undefined where all values are. */
  readonly body: string | Uint8Array | undefined;
  /** Places whose value the format would change, or cannot hold; in the body each is null. */
  readonly unfit: readonly number[];
}

/**
 * How values become text or bytes. What comes back is equal to what was given, or its place is unfit;
 * a value is never changed.
 */
export interface ValueFormat {
  /** Stands in each record, so that it is read as it was written. */
  readonly id: 'json' | 'cbor';
  /** Each value that is undefined is stored as such. Never throws, whatever the values are. */
  encode(values: readonly unknown[]): EncodedValues;
  /** What in an unfit value cannot be kept: `.prices[3] is NaN (number)`. */
  explain(value: unknown): string;
  /** The values of a body. Throws for one that is not of this format; nothing of it is ever run. */
  decode(body: string | Uint8Array): unknown[];
}
