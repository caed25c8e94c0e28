import { SourceConsumedError } from '../core/source-consumed-error.js';
import { SourceTypeError } from '../core/source-type-error.js';
import { inspect } from '../core/inspect.js';
import { readableSource } from '../flow/feed/readable-source.js';
import type { BlobShape, ByteInput, ByteStreamShape } from './byte-input.js';
import { isBlob, isPath, isStream } from './byte-input.js';
import { fileSystem, type FileHandle } from './file-system.js';

/** Bytes that are read block by block. */
export interface Bytes {
  /** The next block, never an empty one; null at the end. */
  read(): PromiseLike<Uint8Array | null>;
  /** Goes on at that byte, and says whether it can. Only after a block has been read. */
  seek(byte: number): boolean;
  close(): unknown;
  /** How many there are in all, as far as known. */
  readonly size: number | undefined;
}

/** Small enough for the cache of a core, large enough that asking for it costs little per line. */
const BLOCK = 131_072;
/** A slice of a Blob is asked for in another process. */
const BLOB_BLOCK = 524_288;

/** Inputs that can be read once, and have been. */
const consumed = /* @__PURE__ */ new WeakSet();

/** Opens an input; nothing is read yet. */
export function bytesOf(input: ByteInput): Bytes {
  if (isPath(input)) return new FileBytes(input);
  if (input instanceof Uint8Array) return new ArrayBytes(input);
  if (isBlob(input)) return new BlobBytes(input);
  if (consumed.has(input)) throw new SourceConsumedError();
  consumed.add(input);
  if (isStream(input)) return streamBytes(input.getReader());
  const source = readableSource(input);
  const signal = new AbortController().signal;
  return {
    read: async () => {
      for (;;) {
        const page = await source.pull(1, signal);
        if (page === null) return null;
        const block = page.length === 0 ? undefined : blockOf(page[0]);
        if (block !== undefined && block.length > 0) return block;
      }
    },
    seek: () => false,
    close: () => source.close?.(),
    size: undefined,
  };
}

/** A file; opened when it is first read. */
class FileBytes implements Bytes {
  size: number | undefined;
  #opened: Promise<FileHandle> | undefined;
  #closed = false;
  /** Where to read; null for a pipe or a terminal, which have no places. */
  #at: number | null = 0;

  constructor(readonly path: unknown) {}

  async read(): Promise<Uint8Array | null> {
    if (this.#closed) return null;
    const handle = await (this.#opened ??= this.#open());
    if (this.#closed) return null;
    const block = new Uint8Array(BLOCK);
    const { bytesRead } = await handle.read(block, 0, BLOCK, this.#at);
    if (this.#at !== null) this.#at += bytesRead;
    return bytesRead === 0 ? null : block.subarray(0, bytesRead);
  }

  seek(byte: number): boolean {
    if (this.#at === null) return false;
    this.#at = byte;
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const handle = await this.#opened?.catch(() => undefined);
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    const handle = await (fileSystem() as NonNullable<ReturnType<typeof fileSystem>>).open(
      this.path,
      'r',
    );
    const stat = await handle.stat();
    if (stat.isFile()) this.size = stat.size;
    else this.#at = null;
    return handle;
  }
}

class BlobBytes implements Bytes {
  #at = 0;

  constructor(readonly blob: BlobShape) {}

  get size(): number {
    return this.blob.size;
  }

  async read(): Promise<Uint8Array | null> {
    if (this.#at >= this.blob.size) return null;
    const from = this.#at;
    this.#at = Math.min(from + BLOB_BLOCK, this.blob.size);
    return new Uint8Array(await this.blob.slice(from, this.#at).arrayBuffer());
  }

  seek(byte: number): boolean {
    this.#at = byte;
    return true;
  }

  close(): void {
    this.#at = Infinity;
  }
}

class ArrayBytes implements Bytes {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  get size(): number {
    return this.bytes.length;
  }

  read(): Promise<Uint8Array | null> {
    const block = this.bytes.subarray(this.#at, this.#at + BLOCK);
    this.#at += block.length;
    return Promise.resolve(block.length === 0 ? null : block);
  }

  seek(byte: number): boolean {
    this.#at = Math.min(byte, this.bytes.length);
    return true;
  }

  close(): void {
    this.#at = this.bytes.length;
  }
}

function streamBytes(reader: ReturnType<ByteStreamShape['getReader']>): Bytes {
  return {
    read: async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return null;
        const block = blockOf(value);
        if (block.length > 0) return block;
      }
    },
    seek: () => false,
    close: () => reader.cancel(),
    size: undefined,
  };
}

function blockOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw new SourceTypeError(`the input must give bytes; it gave ${inspect(value)}`, value);
}
