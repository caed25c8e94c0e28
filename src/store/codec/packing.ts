/** How a body can be compressed. */
export type Packing = 'gzip' | 'brotli' | 'zstd';

/** What to do with bodies. `'auto'` is decided anew from what it saves. */
export type Compression = 'none' | Packing | 'auto';

/** A body as it lies in a store. */
export interface Packed {
  readonly bytes: Uint8Array;
  /** Undefined where it is not compressed. */
  readonly packing: Packing | undefined;
  /** Bytes before compression: what reading allows for, so that no bomb unfolds. */
  readonly length: number;
}

/** Compresses bodies before they are written, and unfolds them when they are read. */
export interface Packer {
  pack(body: Uint8Array): Packed | Promise<Packed>;
  /** Fails with anything but exactly `length` bytes. */
  unpack(packed: Packed): Uint8Array | Promise<Uint8Array>;
}

/** One way to compress, as the runtime offers it. */
export interface Coding {
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Stops as soon as there are more than `length` bytes. Fails with what is no whole body of this
   * coding, or has something after it.
   */
  expand(bytes: Uint8Array, length: number): Promise<Uint8Array>;
}
