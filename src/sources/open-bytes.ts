import type { ByteInput } from './byte-input.js';
import { bytesOf, type Bytes } from './bytes.js';
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
  #known: Bytes | undefined;

  constructor(
    readonly bytes: Bytes,
    readonly file: string | undefined,
  ) {}

  get size(): number | undefined {
    return this.#known?.size;
  }

  async read(): Promise<Uint8Array | null> {
    this.#known ??= await this.#look();
    return this.#known.read();
  }

  seek(byte: number): boolean {
    return this.#known?.seek(byte) === true;
  }

  close(): unknown {
    return (this.#known ?? this.bytes).close();
  }

  async #look(): Promise<Bytes> {
    const head: Uint8Array[] = [];
    const first = await this.bytes.read();
    if (first !== null) head.push(first);
    // Of a stream that gives single bytes the second one is needed too.
    if (first?.length === 1) {
      const second = await this.bytes.read();
      if (second !== null) head.push(second);
    }
    const [one, two] = head.flatMap((block) => [...block.subarray(0, 2)]);
    const whole = new ReadBefore(head, this.bytes);
    return one === 0x1f && two === 0x8b ? gunzip(whole, this.file) : whole;
  }
}

/** Gives again what was read to look at it. */
class ReadBefore implements Bytes {
  constructor(
    readonly head: Uint8Array[],
    readonly bytes: Bytes,
  ) {}

  get size(): number | undefined {
    return this.bytes.size;
  }

  read(): PromiseLike<Uint8Array | null> {
    const block = this.head.shift();
    return block === undefined ? this.bytes.read() : Promise.resolve(block);
  }

  seek(byte: number): boolean {
    if (!this.bytes.seek(byte)) return false;
    this.head.length = 0;
    return true;
  }

  close(): unknown {
    return this.bytes.close();
  }
}
