import type { Packed, Packer } from '../codec/packing.js';
import type { ValueFormat } from '../codec/value-format.js';
import type { BodyCoding } from './record-head.js';
import { bodySum } from './record-sum.js';
import type { RecordRow } from './run-database.js';

/** A body that is ready to be stored. */
export interface ReadyBody extends BodyCoding {
  readonly body: RecordRow['body'];
  readonly sum: number;
}

/** Compresses and sums a body, before any transaction is open; at once where nothing is compressed. */
export function readyBody(
  format: ValueFormat['id'],
  body: RecordRow['body'],
  packer: Packer | undefined,
): ReadyBody | Promise<ReadyBody> {
  if (body === undefined || packer === undefined) {
    return { format, packing: undefined, body, sum: bodySum(body) };
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return packed(format, body, packer.pack(bytes));
}

async function packed(
  format: ValueFormat['id'],
  body: string | Uint8Array,
  answer: Packed | Promise<Packed>,
): Promise<ReadyBody> {
  const { bytes, packing, length } = await answer;
  // Text stays text where it is not worth compressing.
  const stored = packing === undefined ? body : bytes;
  return { format, packing, length, body: stored, sum: bodySum(stored) };
}
