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

/** What is used of Node's zlib and streams. */
interface NodeModules {
  createGunzip?(): unknown;
  readonly Duplex?: { toWeb(duplex: unknown): Transformer };
}

/**
 * Node's own where there is Node, since it joins members. DecompressionStream unpacks only one, by
 * its standard, which Node follows from version 24 on.
 */
function unpacking(): Transformer {
  const host = globalThis as {
    process?: { getBuiltinModule?: (name: string) => NodeModules | undefined };
  };
  const zlib = host.process?.getBuiltinModule?.('node:zlib');
  const stream = host.process?.getBuiltinModule?.('node:stream');
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
