const MALFORMED = Symbol.for('sluice.malformed/1');

/** Where it is known that there are malformed items at all, also to another copy of the library. */
const realm = globalThis as { [MALFORMED]?: boolean };

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
    Object.defineProperty(realm, MALFORMED, { value: true });
    // Not on the prototype, since a bundler must be free to drop the class.
    Object.defineProperty(this, MALFORMED, { value: true });
  }
}

/**
 * Whether a malformed item has ever been made. Looking at each item costs up to 10 ns; nearly always
 * this spares it.
 */
export function areThereMalformed(): boolean {
  return realm[MALFORMED] === true;
}

/** Whether a source gave this in the place of an item that it could not read. */
export function isMalformed(value: unknown): value is MalformedItem {
  return areThereMalformed() && typeof value === 'object' && value !== null && MALFORMED in value;
}

/** What tells it apart from others in a run that knows items by their keys: its file and line. */
export function keyOfMalformed({ reason }: MalformedItem): string {
  const { file, line } = (reason ?? {}) as { readonly file?: string; readonly line?: number };
  const place = file === undefined ? String(line) : `${file}:${String(line)}`;
  return `malformed:${place}`;
}
