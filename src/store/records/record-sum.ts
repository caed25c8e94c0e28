import { crc32 } from '../codec/crc32.js';
import type { RecordRow } from './run-database.js';

const encoder = new TextEncoder();

/** The checksum of a record. The body comes first, so that it is summed while its head is not known yet. */
export function recordSum(
  { head, keys }: Pick<RecordRow, 'head' | 'keys'>,
  bodySum: number,
): number {
  const before = keys === undefined ? bodySum : sumOf(JSON.stringify(keys), bodySum);
  return sumOf(head, before);
}

/** That of a body by itself. */
export function bodySum(body: RecordRow['body']): number {
  return body === undefined ? 0 : sumOf(body, 0);
}

function sumOf(part: string | Uint8Array, before: number): number {
  return crc32(typeof part === 'string' ? encoder.encode(part) : part, before);
}
