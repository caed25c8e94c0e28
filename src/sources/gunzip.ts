import type { Bytes } from './bytes.js';
import { InputError } from './input-error.js';

/**
 * A deflated block becomes at most a thousand times as much, which a browser unpacks in one go: of
 * this at most 16 MiB, be it the smallest bomb.
 */
const PIECE = 16_384;

/**
 * Unpacks gzip as it is read, never all of it. Data that is damaged or ends too early is an
 * InputError, after the lines before.
 */
export function gunzip(bytes: Bytes, file: string | undefined): Bytes {
  const packed = new Packed(bytes);
  const unpacked = new ReadableStream<Uint8Array<ArrayBuffer>>(packed, { highWaterMark: 0 })
    .pipeThrough(new DecompressionStream('gzip'))
    .getReader();
  return {
    size: undefined,
    seek: () => false,
    read: async () => {
      try {
        const { done, value } = await unpacked.read();
        return done ? null : value;
      } catch (error) {
        if (packed.failure !== undefined) throw packed.failure.reason;
        throw new InputError(file, 'the gzip data is damaged or cut off', error);
      }
    },
    close: () => {
      unpacked.cancel().catch(() => undefined);
      return bytes.close();
    },
  };
}

/** The packed bytes in small pieces. */
class Packed implements UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> {
  /** Why they could not be read, which is not the fault of the data. */
  failure: { readonly reason: unknown } | undefined;
  #block: Uint8Array = new Uint8Array(0);

  constructor(readonly bytes: Bytes) {}

  async pull(controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>): Promise<void> {
    try {
      if (this.#block.length === 0) {
        const block = await this.bytes.read();
        if (block === null) {
          controller.close();
          return;
        }
        this.#block = block;
      }
      // A copy, since streams may take over the memory of what they are given.
      controller.enqueue(this.#block.slice(0, PIECE));
      this.#block = this.#block.subarray(PIECE);
    } catch (reason) {
      this.failure = { reason };
      throw reason;
    }
  }
}
