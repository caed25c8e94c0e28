import type { Packing } from './packing.js';
import { streamCoding } from './stream-coding.js';
import { zlibCoding } from './zlib-coding.js';

/** One way to compress, as the runtime offers it. */
export interface Coding {
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Stops as soon as there are more than `length` bytes. Fails with what is no whole body of this
   * coding, or has something after it.
   */
  expand(bytes: Uint8Array, length: number): Promise<Uint8Array>;
}

/** Undefined where the runtime has no such coding. Node's own comes first: it works beside the program. */
export function codingOf(packing: Packing): Coding | undefined {
  return zlibCoding(packing) ?? streamCoding(packing);
}
