import type { Coding, Packing } from './packing.js';
import { streamCoding } from './stream-coding.js';
import { zlibCoding } from './zlib-coding.js';

/** Undefined where the runtime has no such coding. Node's own comes first: it works beside the program. */
export function codingOf(packing: Packing): Coding | undefined {
  return zlibCoding(packing) ?? streamCoding(packing);
}
