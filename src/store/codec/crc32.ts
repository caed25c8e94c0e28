import { builtin } from '../../core/host.js';

type Crc32 = (bytes: string | Uint8Array, before: number) => number;

/** Node's own is several times as fast, and takes text as it is. */
const native = builtin<{ readonly crc32?: Crc32 }>('node:zlib')?.crc32;

/** Bytes that one step takes. */
const WIDTH = 8;

const encoder = new TextEncoder();

/** CRC-32 of bytes, or of text as UTF-8; `before` is that of what comes before them. */
export function crc32(data: string | Uint8Array, before = 0): number {
  return native === undefined ? portableCrc32(data, before) : native(data, before);
}

/** The same without Node, eight bytes at a time ("slicing by 8", Kounavis and Berry 2005). */
export function portableCrc32(data: string | Uint8Array, before = 0): number {
  const bytes = typeof data === 'string' ? encoder.encode(data) : data;
  const steps = (tables ??= tablesOf());
  const at = (table: number, byte: number) => steps[(table << 8) | (byte & 255)] as number;
  const byteAt = (index: number) => bytes[index] as number;
  const whole = bytes.length - (bytes.length % WIDTH);
  let sum = ~before;
  let i = 0;
  for (; i < whole; i += WIDTH) {
    const low =
      sum ^ (byteAt(i) | (byteAt(i + 1) << 8) | (byteAt(i + 2) << 16) | (byteAt(i + 3) << 24));
    sum =
      at(7, low) ^
      at(6, low >>> 8) ^
      at(5, low >>> 16) ^
      at(4, low >>> 24) ^
      at(3, byteAt(i + 4)) ^
      at(2, byteAt(i + 5)) ^
      at(1, byteAt(i + 6)) ^
      at(0, byteAt(i + 7));
  }
  for (; i < bytes.length; i++) sum = at(0, sum ^ byteAt(i)) ^ (sum >>> 8);
  return ~sum >>> 0;
}

let tables: Uint32Array | undefined;

/** What a byte does, by the polynomial of ISO 3309 as gzip and PNG have it, 0 to 7 bytes before the end. */
function tablesOf(): Uint32Array {
  const steps = new Uint32Array(WIDTH * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    steps[byte] = sum;
  }
  for (let i = 256; i < steps.length; i++) {
    const before = steps[i - 256] as number;
    steps[i] = (steps[before & 255] as number) ^ (before >>> 8);
  }
  return steps;
}
