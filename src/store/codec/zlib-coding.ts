import { builtin } from '../../core/host.js';
import type { Coding, Packing } from './packing.js';

type Answer = { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
type Callback = (error: Error | null, answer: Answer) => void;
type Call = (bytes: Uint8Array, options: object, callback: Callback) => void;

/** What is used of `node:zlib`. */
type Zlib = Readonly<Record<string, Call | undefined>> & {
  readonly constants?: Readonly<Record<string, number>>;
};

const CALLS = {
  gzip: ['gzip', 'inflateRaw'],
  brotli: ['brotliCompress', 'brotliDecompress'],
  zstd: ['zstdCompress', 'zstdDecompress'],
} as const;

/** The highest that is not slower than gzip; Node's default is made for files that are served. */
const BROTLI_QUALITY = 4;

/** Bytes of a gzip member before and after what is compressed, without the fields that may be there. */
const HEAD = 10;
const FOOT = 8;
const PAGE = 64 * 1024;

/** The coding of Node, on the pool of its threads. */
export function zlibCoding(packing: Packing): Coding | undefined {
  const zlib = builtin<Zlib>('node:zlib');
  const names: readonly string[] = Object.hasOwn(CALLS, packing) ? CALLS[packing] : [];
  const [compress, expand] = names.map((name) => zlib?.[name]);
  if (zlib === undefined || compress === undefined || expand === undefined) return undefined;
  const quality = zlib.constants?.['BROTLI_PARAM_QUALITY'] ?? 1;
  const options = packing === 'brotli' ? { params: { [quality]: BROTLI_QUALITY } } : {};
  const expanded = async (bytes: Uint8Array, length: number) => {
    const limits = { maxOutputLength: length, chunkSize: Math.min(Math.max(length, 64), PAGE) };
    const { buffer, engine } = await called(expand, bytes, limits);
    if (engine.bytesWritten !== bytes.length) throw new Error('there is more after its end');
    return buffer;
  };
  return {
    compress: async (bytes) => (await called(compress, bytes, options)).buffer,
    expand: packing === 'gzip' ? (bytes, length) => member(bytes, length, expanded) : expanded,
  };
}

/**
 * One gzip member. By itself, since Node reads as many as there are, and skips zeros after them; the
 * sum at its end is left out, since each record has one over all of it.
 */
async function member(
  bytes: Uint8Array,
  length: number,
  inflate: Coding['expand'],
): Promise<Uint8Array> {
  const [a, b, method, flags] = bytes;
  const plain = a === 0x1f && b === 0x8b && method === 8 && flags === 0;
  if (!plain || bytes.length < HEAD + FOOT) throw new Error('it is no gzip member');
  return inflate(bytes.subarray(HEAD, -FOOT), length);
}

function called(call: Call, bytes: Uint8Array, options: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    call(bytes, { ...options, info: true }, (error, answer) => {
      if (error !== null) return reject(error);
      // No Buffer, which is compared and cloned in other ways.
      const { buffer, byteOffset, byteLength } = answer.buffer;
      resolve({ ...answer, buffer: new Uint8Array(buffer, byteOffset, byteLength) });
    });
  });
}
