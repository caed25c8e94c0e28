import { crc32 } from '../codec/crc32.js';
import type { RecordRow } from './run-database.js';

/**
 * The checksum of a record, also of where it belongs: no other may take its place. The body comes
 * first, so that it is summed while its head is not known yet.
 */
export function recordSum(
  { runId, seq, head, keys }: Omit<RecordRow, 'body' | 'sum'>,
  bodySum: number,
): number {
  const before = keys === undefined ? bodySum : crc32(JSON.stringify(keys), bodySum);
  return crc32(`${runId}/${seq}:${head}`, before);
}

/** That of a body by itself. */
export function bodySum(body: RecordRow['body']): number {
  return body === undefined ? 0 : crc32(body);
}
