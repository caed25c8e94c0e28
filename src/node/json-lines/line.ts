import { crc32 } from 'node:zlib';

/** `{"sum":"cbf43926",`: as wide in every line, so that a line is checked before it is parsed. */
const BEGIN = Buffer.from('{"sum":"');
const SUM = BEGIN.length;
const AFTER_SUM = SUM + 8;
const REST = AFTER_SUM + 2;
const NEWLINE = 10;

/**
 * A line of a file: an object whose first member is the CRC-32 of all bytes after it.
 *
 * @param members the other members and the closing brace: `"a":1}`.
 */
export function sealed(members: string): Buffer {
  const size = Buffer.byteLength(members);
  const line = Buffer.allocUnsafe(REST + size + 1);
  BEGIN.copy(line);
  line.write('",', AFTER_SUM, 'latin1');
  line.write(members, REST, 'utf8');
  line.write(sumOf(line.subarray(REST, REST + size)), SUM, 'latin1');
  line[REST + size] = NEWLINE;
  return line;
}

/** What is in a line, given without its newline; undefined if a byte of it is not as it was written. */
export function unsealed(line: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (line.length <= REST || line.compare(BEGIN, 0, SUM, 0, SUM) !== 0) return undefined;
  const between = line.toString('latin1', SUM, REST);
  if (between !== `${sumOf(line.subarray(REST))}",`) return undefined;
  try {
    return JSON.parse(line.toString()) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function sumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
