import type { ByteInput } from './byte-input.js';
import { bytesOf, joined, type Bytes } from './bytes.js';
import { gunzip } from './gunzip.js';

/** How an input is packed: told by its name and its first bytes, or said. */
export type Compression = 'auto' | 'none' | 'gzip';

/** Whether the name says that it is compressed. */
export function namedGzip(file: string | undefined): boolean {
  return file?.toLowerCase().endsWith('.gz') === true;
}

/** Opens an input, to be unpacked if it is packed; nothing is read yet. */
export function openBytes(
  input: ByteInput,
  file: string | undefined,
  compression: Compression,
): Bytes {
  const bytes = bytesOf(input);
  if (compression === 'none') return bytes;
  if (compression === 'gzip' || namedGzip(file)) return gunzip(bytes, file);
  return new UnknownBytes(bytes, file);
}

/** Looks at the first two bytes, which of a gzip file are never the beginning of UTF-8. */
class UnknownBytes implements Bytes {
  #bytes: Bytes;
  #isKnown = false;

  constructor(
    bytes: Bytes,
    readonly file: string | undefined,
  ) {
    this.#bytes = bytes;
  }

  get size(): number | undefined {
    return this.#isKnown ? this.#bytes.size : undefined;
  }

  async read(): Promise<Uint8Array | null> {
    const head = this.#isKnown ? undefined : await this.#look();
    return head ?? this.#bytes.read();
  }

  seek(byte: number): boolean {
    return this.#bytes.seek(byte);
  }

  close(): unknown {
    return this.#bytes.close();
  }

  /** Gives what was read to look at it, unless that is to be unpacked. */
  async #look(): Promise<Uint8Array | undefined> {
    const head: Uint8Array[] = [];
    // Of a stream that gives single bytes the second one is needed too.
    while (head.length < 2 && (head[0]?.length ?? 1) === 1) {
      const block = await this.#bytes.read();
      if (block === null) break;
      head.push(block);
    }
    this.#isKnown = true;
    if (head.length === 0) return undefined;
    const whole = joined(head);
    if (whole[0] !== 0x1f || whole[1] !== 0x8b) return whole;
    this.#bytes = gunzip(this.#bytes, this.file, whole);
    return undefined;
  }
}
