import { crc32 } from 'node:zlib';
import { BODY, escaped, unescaped } from './line-body.js';

/** `{"sum":"cbf43926",`: as wide in every line, so that a line is checked before it is parsed. */
const BEGIN = Buffer.from('{"sum":"');
const SUM = BEGIN.length;
const AFTER_SUM = SUM + 8;
const REST = AFTER_SUM + 2;
const NEWLINE = 10;

/** A buffer that was larger is let go after it was written. */
const LARGEST_KEPT = 2 ** 22;

/**
 * Lines to be written together. A line is an object whose first member is the CRC-32 of all bytes
 * after it. The bytes are reused: a new buffer for each line costs more than all else but the JSON.
 */
export class Lines {
  #bytes: Buffer;
  #used = 0;

  constructor(size = 2 ** 16) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** All of them, until something is added or they are cleared. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#used);
  }

  /**
   * @param parts the other members and the closing brace, in pieces: `"a":1`, `}`.
   * @param body any bytes, which follow the object in its line.
   */
  add(parts: readonly string[], body?: Uint8Array): void {
    const bytes = body && escaped(body);
    const text = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    const size = text + (bytes === undefined ? 0 : 1 + bytes.length);
    this.#reserve(REST + size + 1);
    const line = this.#bytes.subarray(this.#used, this.#used + REST + size + 1);
    BEGIN.copy(line);
    line.write('",', AFTER_SUM, 'latin1');
    let at = REST;
    for (const part of parts) at += line.write(part, at, 'utf8');
    if (bytes !== undefined) {
      line[at++] = BODY;
      line.set(bytes, at);
      at += bytes.length;
    }
    line[at] = NEWLINE;
    line.write(sumOf(line.subarray(REST, at)), SUM, 'latin1');
    this.#used += line.length;
  }

  clear(): void {
    this.#used = 0;
    if (this.#bytes.length > LARGEST_KEPT) this.#bytes = Buffer.allocUnsafe(2 ** 16);
  }

  #reserve(size: number): void {
    const needed = this.#used + size;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.bytes.copy(larger);
    this.#bytes = larger;
  }
}

/** One line by itself. */
export function sealed(members: string): Buffer {
  const lines = new Lines(256);
  lines.add([members]);
  return lines.bytes;
}

/** What is in a line, given without its newline; undefined if a byte of it is not as it was written. */
export function unsealed(line: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (line.length <= REST || line.compare(BEGIN, 0, SUM, 0, SUM) !== 0) return undefined;
  const between = line.toString('latin1', SUM, REST);
  if (between !== `${sumOf(line.subarray(REST))}",`) return undefined;
  try {
    const end = line.indexOf(BODY);
    return JSON.parse(line.toString('utf8', 0, end < 0 ? line.length : end)) as Readonly<
      Record<string, unknown>
    >;
  } catch {
    return undefined;
  }
}

/** The bytes that follow the object of a line, as they were given; undefined where there are none. */
export function bodyIn(line: Buffer): Uint8Array | undefined {
  const end = line.indexOf(BODY);
  return end < 0 ? undefined : unescaped(line.subarray(end + 1));
}

function sumOf(bytes: Uint8Array): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
