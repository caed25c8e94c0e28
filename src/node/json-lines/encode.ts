import { encodedChunk, type EncodedChunk } from '../../store/codec/encoded-chunk.js';
import { jsonValues } from '../../store/codec/json-values.js';
import type { Packer } from '../../store/codec/packing.js';
import type { ChunkRecord } from '../../store/result-store.js';

/** A record as members of its line, without the checkpoint. */
export interface Encoded extends Pick<EncodedChunk, 'count' | 'failed' | 'unstorable'> {
  /** In pieces, since joining them copies them. */
  readonly members: readonly string[];
}

/** The parts of a line with its values compressed, where that makes them fewer. */
export function packed(line: Encoded['members'], packer: Packer): Promise<Encoded['members']> {
  const answer = compressed(line, packer);
  // Told to whoever waits for the line, if it comes to that.
  answer.catch(() => undefined);
  return answer;
}

async function compressed(line: Encoded['members'], packer: Packer): Promise<Encoded['members']> {
  const [head = '', , json, end = ''] = line;
  // Without values there are two.
  if (json === undefined) return line;
  const { bytes, packing, length } = await packer.pack(Buffer.from(json));
  if (packing === undefined) return line;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return [head, `,"packing":"${packing}","length":${length},"body":"${body}"`, end];
}

/**
 * Writes a chunk as JSON. A value that JSON would change is not stored: its item becomes a failure
 * that says why.
 *
 * @param nth how many records come before it in the same write.
 */
export function encoded(record: ChunkRecord, nth: number): Encoded {
  const { keys } = record;
  const { members, body, ...counts } = encodedChunk('jsonLinesStore', record, jsonValues);
  const head =
    members +
    (nth > 0 ? `,"nth":${nth}` : '') +
    (keys === undefined ? '' : `,"keys":${JSON.stringify(keys)}`);
  return { ...counts, members: typeof body === 'string' ? [head, ',"values":', body] : [head] };
}
