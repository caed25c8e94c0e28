import { encodedChunk, type EncodedChunk } from '../../store/codec/encoded-chunk.js';
import type { Packer } from '../../store/codec/packing.js';
import type { ValueFormat } from '../../store/codec/value-format.js';
import type { ChunkRecord } from '../../store/result-store.js';

/** The parts of a line, and the bytes that follow them. */
export interface LineParts {
  /** In pieces, since joining them copies them. */
  readonly members: readonly string[];
  readonly body?: Uint8Array | undefined;
}

/** A record as members of its line, without the checkpoint. */
export interface Encoded extends LineParts, Pick<EncodedChunk, 'count' | 'failed' | 'unstorable'> {}

/** What writes the records of a store. */
export interface Encoding {
  /** The function that users call, for messages. */
  readonly where: string;
  readonly format: ValueFormat;
}

/** The parts of a line with its values compressed, where that makes them fewer. */
export function packed(line: LineParts, packer: Packer): Promise<LineParts> {
  const answer = line.body === undefined ? packedText(line, packer) : packedBytes(line, packer);
  // Told to whoever waits for the line, if it comes to that.
  answer.catch(() => undefined);
  return answer;
}

async function packedText(line: LineParts, packer: Packer): Promise<LineParts> {
  const [head = '', , json, end = ''] = line.members;
  // Without values there are two.
  if (json === undefined) return line;
  const { bytes, packing, length } = await packer.pack(Buffer.from(json));
  if (packing === undefined) return line;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
  return { members: [head, `,"packing":"${packing}","length":${length},"body":"${body}"`, end] };
}

async function packedBytes(line: LineParts, packer: Packer): Promise<LineParts> {
  const { members, body = new Uint8Array() } = line;
  const { bytes, packing, length } = await packer.pack(body);
  if (packing === undefined) return line;
  const [head = '', end = ''] = members;
  return { members: [head, `,"packing":"${packing}","length":${length}`, end], body: bytes };
}

/**
 * Writes a chunk in a format: text stands among the members, bytes follow them. A value that the format
 * would change is not stored: its item becomes a failure that says why.
 *
 * @param nth how many records come before it in the same write.
 */
export function encoded(record: ChunkRecord, nth: number, { where, format }: Encoding): Encoded {
  const { keys } = record;
  const { members, body, ...counts } = encodedChunk(where, record, format);
  const head =
    members +
    (nth > 0 ? `,"nth":${nth}` : '') +
    (keys === undefined ? '' : `,"keys":${JSON.stringify(keys)}`);
  if (typeof body !== 'string') return { ...counts, members: [head], body };
  return { ...counts, members: [head, ',"values":', body] };
}
