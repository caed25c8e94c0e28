import type { Coding, Packing } from './packing.js';

type Pair = GenericTransformStream;
type Make = new (format: string) => Pair;

/** What a platform without Node compresses by. Of it, only gzip is everywhere. */
interface Host {
  readonly CompressionStream?: Make;
  readonly DecompressionStream?: Make;
}

/** The coding of a browser; undefined where it refuses the name. */
export function streamCoding(packing: Packing): Coding | undefined {
  const { CompressionStream, DecompressionStream } = globalThis as Host;
  if (CompressionStream === undefined || DecompressionStream === undefined) return undefined;
  try {
    new CompressionStream(packing);
    new DecompressionStream(packing);
  } catch {
    return undefined;
  }
  return {
    compress: (bytes) => through(new CompressionStream(packing), bytes, Infinity),
    expand: (bytes, length) => through(new DecompressionStream(packing), bytes, length),
  };
}

async function through(
  { writable, readable }: Pair,
  bytes: Uint8Array,
  most: number,
): Promise<Uint8Array> {
  const writer = (writable as WritableStream<Uint8Array>).getWriter();
  const reader = (readable as ReadableStream<Uint8Array>).getReader();
  // What goes wrong with them is told by the reader, too.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let page = await reader.read(); !page.done; page = await reader.read()) {
    length += page.value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(`there are more than ${most} bytes in it`);
    }
    parts.push(page.value);
  }
  return joined(parts, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
