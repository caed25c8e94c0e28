import { builtin } from '../core/host.js';
import { invalidType, outOfRange } from '../core/option-error.js';
import { isReadable, type ReadableShape } from '../flow/feed/readable-source.js';
import type { SourceContext } from '../flow/pull-source.js';

/** What is used of a `Blob` or a `File`. */
export interface BlobShape {
  readonly size: number;
  readonly name?: string;
  slice(start?: number, end?: number): BlobShape;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** What is used of a web ReadableStream. */
export interface ByteStreamShape {
  readonly locked: boolean;
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: unknown }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** A `URL` that begins with `file:`. */
export interface FileUrl {
  readonly href: string;
  readonly protocol: string;
}

/**
 * Where bytes come from: the path of a file or its URL (Node 20.16 or newer), a `Blob` or `File`,
 * bytes in memory, a Node Readable such as `process.stdin`, or a web ReadableStream of bytes.
 */
export type ByteInput =
  string | FileUrl | BlobShape | Uint8Array | ReadableShape<unknown> | ByteStreamShape;

/** A function that makes the input anew for each subscription, where it can be read only once. */
export type MakeInput = (context: SourceContext) => ByteInput | PromiseLike<ByteInput>;

const KINDS =
  'a path, a file URL, a Blob, a Uint8Array, a Node Readable or a ReadableStream, or a function ' +
  'that makes one';

/** Throws the TypeError that says what can be read. */
export function checkInput(where: string, input: unknown, name = 'input'): void {
  if (typeof input === 'function') return;
  if (isPath(input)) {
    if (builtin('node:fs') === undefined) {
      const expected = 'no path where there are no files, as in a browser: pass a File, or bytes';
      throw invalidType(where, name, expected, input);
    }
    if (input === '') throw outOfRange(where, name, 'a path that is not empty', input);
    return;
  }
  if (typeof input !== 'object' || input === null || !isBytes(input)) {
    throw invalidType(where, name, KINDS, input);
  }
  if (isStream(input) && input.locked) {
    throw invalidType(where, name, 'a ReadableStream that nobody has locked', input);
  }
}

function isBytes(input: object): boolean {
  return input instanceof Uint8Array || isBlob(input) || isStream(input) || isReadable(input);
}

/** What has a place for every byte, so that reading can begin anywhere. */
export function isSeekable(input: unknown): input is string | FileUrl | BlobShape | Uint8Array {
  return isPath(input) || input instanceof Uint8Array || isBlob(input);
}

export function isPath(input: unknown): input is string | FileUrl {
  if (typeof input === 'string') return true;
  const url = input as Partial<FileUrl> | null | undefined;
  return typeof url === 'object' && typeof url?.href === 'string' && url.protocol === 'file:';
}

export function isBlob(input: unknown): input is BlobShape {
  const blob = input as Partial<BlobShape>;
  return typeof blob.arrayBuffer === 'function' && typeof blob.size === 'number';
}

export function isStream(input: object): input is ByteStreamShape {
  return typeof (input as Partial<ByteStreamShape>).getReader === 'function';
}

/** What an input is called in messages. */
export function nameOf(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  if (isPath(input)) return (input as FileUrl).href;
  if (typeof input !== 'object' || input === null) return undefined;
  const { name, path, fd } = input as { name?: unknown; path?: unknown; fd?: unknown };
  if (typeof name === 'string') return name;
  if (typeof path === 'string') return path;
  return fd === 0 ? 'stdin' : undefined;
}
