const MALFORMED = Symbol.for('sluice.malformed/1');

/**
 * Stands in the place of an item that its source could not read, so that every item keeps its
 * position and none is lost silently. `processChunks` and `mapConcurrent` reject it with its reason,
 * and never hand it to work.
 */
export class MalformedItem {
  constructor(
    /** Why there is no item. */
    readonly reason: unknown,
  ) {
    // A symbol that two copies of the library share; not on the prototype, since a bundler must be
    // free to drop the class.
    Object.defineProperty(this, MALFORMED, { value: true });
  }
}

/** Whether a source gave this in the place of an item that it could not read. */
export function isMalformed(value: unknown): value is MalformedItem {
  return typeof value === 'object' && value !== null && MALFORMED in value;
}
