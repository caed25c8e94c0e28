import type { CacheEntry } from '../../work/cache/cache-store.js';
import { cborValues } from './cbor-values.js';

/** An entry of a cache as it lies in a database. */
export interface StoredEntry {
  readonly at: number;
  /** CBOR; left out for undefined. */
  readonly body?: Uint8Array | undefined;
}

/** Undefined for what would not come back as it was. */
export function storedEntry({ value, at }: CacheEntry): StoredEntry | undefined {
  const { body, unfit } = cborValues.encode([value]);
  if (unfit.length > 0) return undefined;
  // Text is of no other format.
  return typeof body === 'object' ? { at, body } : { at };
}

/** Undefined for what somebody else has written under that key. */
export function entryOf({ at, body }: StoredEntry): CacheEntry | undefined {
  try {
    return { value: body === undefined ? undefined : cborValues.decode(body)[0], at };
  } catch {
    return undefined;
  }
}
