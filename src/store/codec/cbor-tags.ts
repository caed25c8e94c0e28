/** Kinds of data items, as they stand in the upper three bits of the first byte. */
export const UINT = 0x00;
export const NEGINT = 0x20;
export const BYTES = 0x40;
export const TEXT = 0x60;
export const ARRAY = 0x80;
export const MAP = 0xa0;
export const TAG = 0xc0;

/** Items of one byte, and the first bytes of floats. */
export const FALSE = 0xf4;
export const TRUE = 0xf5;
export const NULL = 0xf6;
export const UNDEFINED = 0xf7;
export const FLOAT16 = 0xf9;
export const FLOAT32 = 0xfa;
export const FLOAT64 = 0xfb;
/** The one float of 16 bits that is written. */
export const NAN = 0x7e00;

/** RFC 8949, and the registry of IANA for sets and maps. */
export const DATE = 0;
/** Of a Date, only the one that is invalid. */
export const TIME = 1;
export const BIGINT = 2;
export const NEGATIVE_BIGINT = 3;
export const SET_OF = 258;
export const MAP_OF = 259;

/** Containers in containers. Deeper than anything that is meant; what is in a cycle is deeper. */
export const DEEPEST = 256;

/** A class of views on bytes. */
export type Typed = new (buffer: ArrayBuffer) => ArrayBufferView<ArrayBuffer>;

const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** RFC 8746, little end first; where the machine has it the other way, only what has none. */
const TYPED: readonly (readonly [tag: number, of: Typed, bytes: number])[] = [
  [68, Uint8ClampedArray, 1],
  [69, Uint16Array, 2],
  [70, Uint32Array, 4],
  [71, BigUint64Array, 8],
  [72, Int8Array, 1],
  [77, Int16Array, 2],
  [78, Int32Array, 4],
  [79, BigInt64Array, 8],
  [85, Float32Array, 4],
  [86, Float64Array, 8],
];
const usable = TYPED.filter(([, , bytes]) => isLittle || bytes === 1);

export const typedByTag = new Map(usable.map(([tag, of, bytes]) => [tag, { of, bytes }]));
export const tagByPrototype = new Map(usable.map(([tag, of]) => [of.prototype as object, tag]));
