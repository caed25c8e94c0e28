import { outOfRange } from '../../core/option-error.js';
import { StoreUnavailableError } from '../../core/store-unavailable-error.js';
import { codingOf } from './coding.js';
import type { Coding, Compression, Packed, Packer, Packing } from './packing.js';

/** Below it compressing saves no page of a disk, and costs more than writing. */
const SMALLEST = 512;
/** More than the longest record, so that a forged length reserves nothing. */
const LONGEST = 2 ** 30;
/** What `'auto'` has to save, since reading takes longer then. */
const WORTHWHILE = 7 / 8;
/** How many bodies `'auto'` lets pass before it tries one again. */
const UNTRIED = 32;
/** How much of what was seen before counts with the next body. */
const MEMORY = 3 / 4;

/**
 * Compresses as the option of a store says, and expands whatever the runtime can, since a run may have
 * been written with another one.
 *
 * @param where the function that users call, for messages.
 * @throws RangeError (`ERR_OUT_OF_RANGE`) where the runtime has no such compression.
 */
export function packer(where: string, compression: Compression): Packer {
  return { pack: packing(where, compression), unpack };
}

function packing(where: string, compression: Compression): Packer['pack'] {
  if (compression === 'none') return plain;
  const id = compression === 'auto' ? 'gzip' : compression;
  const coding = codingOf(id);
  if (coding === undefined) {
    throw outOfRange(where, 'compression', 'one that this runtime has', compression);
  }
  const pack = (body: Uint8Array) => packed(id, coding, body);
  return compression === 'auto' ? worthwhile(pack) : unlessSmall(pack);
}

const plain = (body: Uint8Array): Packed => ({
  bytes: body,
  packing: undefined,
  length: body.length,
});

function unlessSmall(pack: (body: Uint8Array) => Promise<Packed>): Packer['pack'] {
  return (body) => (body.length < SMALLEST ? plain(body) : pack(body));
}

/** Compresses while that saves enough; else only now and then, to see whether it does by now. */
function worthwhile(pack: (body: Uint8Array) => Promise<Packed>): Packer['pack'] {
  let before = 0;
  let after = 0;
  let untried = 0;
  return unlessSmall(async (body) => {
    if (untried > 0) {
      untried--;
      return plain(body);
    }
    const answer = await pack(body);
    before = before * MEMORY + answer.length;
    after = after * MEMORY + answer.bytes.length;
    if (after > before * WORTHWHILE) untried = UNTRIED;
    return answer;
  });
}

async function packed(id: Packing, coding: Coding, body: Uint8Array): Promise<Packed> {
  const bytes = await coding.compress(body);
  return bytes.length < body.length ? { bytes, packing: id, length: body.length } : plain(body);
}

/**
 * The body as it was. Fails with StoreUnavailableError where the runtime cannot expand it, and with an
 * error of no particular class where it is damaged.
 */
export async function unpack({ bytes, packing: id, length }: Packed): Promise<Uint8Array> {
  if (!Number.isInteger(length) || length < 0 || length > LONGEST) {
    throw new Error('its length cannot be believed');
  }
  const body = id === undefined ? bytes : await expanded(id, bytes, length);
  if (body.length !== length) throw new Error(`it has ${body.length} bytes instead of ${length}`);
  return body;
}

async function expanded(id: Packing, bytes: Uint8Array, length: number): Promise<Uint8Array> {
  const coding = codingOf(id);
  if (coding === undefined) throw new StoreUnavailableError(`compression by ${id}`);
  // Of nothing there is nothing compressed.
  if (length === 0) throw new Error('it has bytes instead of none');
  return coding.expand(bytes, length);
}
