import { isMalformed } from '../../src/core/malformed.js';
import type { MalformedLineError } from '../../src/sources/malformed-line-error.js';
import type { SourceFactory } from '../../src/sources/line-source.js';

const utf8 = new TextEncoder();

export const bytes = (text: string): Uint8Array<ArrayBuffer> => utf8.encode(text);

/** The bytes in blocks of the given sizes, over and over. */
export function blocksOf(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let from = 0, i = 0; from < whole.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    blocks.push(whole.subarray(from, from + size));
    from += size;
  }
  return blocks;
}

/** A web stream of blocks. */
export function streamOf(blocks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  const left = [...blocks];
  return new ReadableStream({
    pull: (controller) => {
      const block = left.shift();
      if (block === undefined) controller.close();
      else controller.enqueue(block);
    },
  });
}

/** Packs bytes with gzip. */
export async function gzip(whole: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = streamOf([whole]).pipeThrough(
    new CompressionStream('gzip') as unknown as ReadableWritablePair<Uint8Array, Uint8Array>,
  );
  return new Uint8Array(await new Response(packed as ReadableStream<never>).arrayBuffer());
}

export interface ReadOptions {
  /** Items per pull. */
  readonly max?: number;
  readonly seek?: unknown;
}

/** What a source gave, page by page, and where it stood after each. */
export interface Pages<T> {
  readonly pages: readonly (readonly T[])[];
  readonly cursors: readonly unknown[];
}

/** Reads a source to its end, as `fromSource` does. */
export async function pagesOf<T>(
  factory: SourceFactory<T>,
  { max = 500, seek }: ReadOptions = {},
): Promise<Pages<T>> {
  const { signal } = new AbortController();
  const source = factory({ signal });
  const pages: (readonly T[])[] = [];
  const cursors: unknown[] = [];
  if (seek !== undefined) source.seek?.(seek);
  try {
    for (;;) {
      const page = await source.pull(max, signal);
      if (page === null) return { pages, cursors };
      pages.push(page);
      cursors.push(source.position?.());
    }
  } finally {
    await source.close?.();
  }
}

/** All items of a source. */
export async function itemsOf<T>(factory: SourceFactory<T>, options?: ReadOptions): Promise<T[]> {
  const { pages } = await pagesOf(factory, options);
  return pages.flat();
}

/** Items as they can be compared: of a malformed one its error in a word. */
export const told = (items: readonly unknown[]): unknown[] =>
  items.map((item) => (isMalformed(item) ? `! ${errorOf(item).message}` : item));

export const errorOf = (item: unknown): MalformedLineError =>
  (item as { readonly reason: MalformedLineError }).reason;

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}
