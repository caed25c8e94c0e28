import { builtin } from '../core/host.js';
import { inspect } from '../core/inspect.js';
import { SourceConsumedError } from '../core/source-consumed-error.js';
import { SourceTypeError } from '../core/source-type-error.js';
import { readableSource } from '../flow/feed/readable-source.js';
import { isBlob, isPath, isStream, type ByteInput } from './byte-input.js';

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

/** What is used of `node:fs/promises`. */
interface FileSystem {
  open(path: unknown, flags: string): Promise<FileHandle>;
}

interface FileHandle {
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
  read(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number | null,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** Small enough for the cache of a core, large enough that asking for it costs little per line. */
const BLOCK = 131_072;
/** A slice of a Blob is asked for in another process. */
const BLOB_BLOCK = 524_288;
const NOTHING = /* @__PURE__ */ new Uint8Array(0);

/** Inputs that can be read once, and have been. */
const consumed = /* @__PURE__ */ new WeakSet();

/** Opens an input; nothing is read yet. */
export function bytesOf(input: ByteInput): Bytes {
  if (isPath(input)) return new FileBytes(input);
  if (input instanceof Uint8Array) {
    return new SlicedBytes(input.length, BLOCK, (from, to) => input.subarray(from, to));
  }
  if (isBlob(input)) {
    return new SlicedBytes(input.size, BLOB_BLOCK, (from, to) =>
      input.slice(from, to).arrayBuffer(),
    );
  }
  if (consumed.has(input)) throw new SourceConsumedError();
  consumed.add(input);
  if (isStream(input)) {
    const reader = input.getReader();
    const next = async () => {
      const { done, value } = await reader.read();
      return done ? null : blockOf(value);
    };
    return new StreamBytes(next, () => reader.cancel());
  }
  const source = readableSource(input);
  const { signal } = new AbortController();
  const next = async () => {
    const page = await source.pull(1, signal);
    return page === null ? null : page.length === 0 ? NOTHING : blockOf(page[0]);
  };
  return new StreamBytes(next, () => source.close?.());
}

/** The blocks in one. */
export function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const parts = blocks.filter(({ length }) => length > 0);
  if (parts.length === 1) return parts[0] as Uint8Array;
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
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
    const files = builtin<FileSystem>('node:fs/promises') as FileSystem;
    const handle = await files.open(this.path, 'r');
    const stat = await handle.stat();
    if (stat.isFile()) this.size = stat.size;
    else this.#at = null;
    return handle;
  }
}

/** What can be cut anywhere. */
class SlicedBytes implements Bytes {
  #at = 0;

  constructor(
    readonly size: number,
    readonly block: number,
    readonly slice: (from: number, to: number) => ArrayBufferView | PromiseLike<ArrayBuffer>,
  ) {}

  async read(): Promise<Uint8Array | null> {
    if (this.#at >= this.size) return null;
    const from = this.#at;
    this.#at = Math.min(from + this.block, this.size);
    const part = await this.slice(from, this.#at);
    return part instanceof Uint8Array ? part : new Uint8Array(part as ArrayBuffer);
  }

  seek(byte: number): boolean {
    this.#at = byte;
    return true;
  }

  close(): void {
    this.#at = Infinity;
  }
}

/** What comes as it comes. */
class StreamBytes implements Bytes {
  readonly size = undefined;

  constructor(
    readonly next: () => Promise<Uint8Array | null>,
    readonly close: () => unknown,
  ) {}

  async read(): Promise<Uint8Array | null> {
    for (;;) {
      const block = await this.next();
      if (block?.length !== 0) return block;
    }
  }

  seek(): boolean {
    return false;
  }
}

function blockOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new TextEncoder().encode(value);
  throw new SourceTypeError(`the input must give bytes; it gave ${inspect(value)}`, value);
}
