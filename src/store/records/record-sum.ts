import { crc32 } from '../codec/crc32.js';
import type { RecordRow } from './run-database.js';

/** The checksum of a record. The body comes first, so that it is summed while its head is not known yet. */
export function recordSum(
  { head, keys }: Pick<RecordRow, 'head' | 'keys'>,
  bodySum: number,
): number {
  const before = keys === undefined ? bodySum : crc32(JSON.stringify(keys), bodySum);
  return crc32(head, before);
}

/** That of a body by itself. */
export function bodySum(body: RecordRow['body']): number {
  return body === undefined ? 0 : crc32(body);
}
