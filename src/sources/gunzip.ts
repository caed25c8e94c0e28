import { builtin } from '../core/host.js';
import type { Bytes } from './bytes.js';
import { InputError } from './input-error.js';

/**
 * A deflated block becomes at most a thousand times as much, which a browser unpacks in one go: of
 * this at most 16 MiB, be it the smallest bomb.
 */
const PIECE = 16_384;

/**
 * Unpacks gzip as it is read, never all of it. Data that is damaged or ends too early is an
 * InputError, after the lines before. `head` has been read already.
 */
export function gunzip(bytes: Bytes, file: string | undefined, head?: Uint8Array): Bytes {
  const packed = new Packed(bytes, head);
  const unpacked = new ReadableStream<Uint8Array<ArrayBuffer>>(packed, { highWaterMark: 0 })
    .pipeThrough(unpacking())
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

type Transformer = ReadableWritablePair<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>;

/**
 * Node's own where there is Node, since it joins members. DecompressionStream unpacks only one, by
 * its standard, which Node follows from version 24 on.
 */
function unpacking(): Transformer {
  const zlib = builtin<{ createGunzip?(): unknown }>('node:zlib');
  const stream = builtin<{ Duplex?: { toWeb(duplex: unknown): Transformer } }>('node:stream');
  const duplex = stream?.Duplex;
  if (duplex !== undefined && zlib?.createGunzip !== undefined) {
    return duplex.toWeb(zlib.createGunzip());
  }
  return new DecompressionStream('gzip');
}

/** The packed bytes in small pieces. */
class Packed implements UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> {
  /** Why they could not be read, which is not the fault of the data. */
  failure: { readonly reason: unknown } | undefined;
  #block: Uint8Array;

  constructor(
    readonly bytes: Bytes,
    head: Uint8Array = new Uint8Array(0),
  ) {
    this.#block = head;
  }

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
