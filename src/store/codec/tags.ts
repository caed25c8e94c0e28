import { fromBase64, toBase64 } from './base64.js';

/** What a value is written as that JSON does not have: a tag, and what stands behind it. */
export type Tagged = readonly [tag: string, content: unknown];

/**
 * The classes whose instances are written, by their names on this platform. Of arrays of numbers only the
 * bytes are, the lowest first, as every platform of today has them.
 */
const ARRAYS = [
  ...[Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array],
  ...[Float32Array, Float64Array, BigUint64Array, BigInt64Array],
] as const;

/** Digits take more than their number in time to be read. */
const MOST_DIGITS = 100_000;

const NUMBERS = new Map<unknown, number>(
  [NaN, Infinity, -Infinity, -0].map((value) => [nameOf(value), value]),
);

/** The tag of a value, and its content as it is before it is written; undefined for what has none. */
export function taggedOf(value: unknown): Tagged | undefined {
  if (value === undefined) return ['$undefined', true];
  if (typeof value === 'bigint') return ['$bigint', digitsOf(value)];
  if (typeof value === 'number') return ['$number', nameOf(value)];
  if (typeof value !== 'object' || value === null || hasMembers(value)) return undefined;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Date.prototype) return ['$date', timeOf(value as Date)];
  if (prototype === Map.prototype) return ['$map', [...(value as Map<unknown, unknown>)]];
  if (prototype === Set.prototype) return ['$set', [...(value as Set<unknown>)]];
  if (prototype === ArrayBuffer.prototype) {
    return ['$ArrayBuffer', toBase64(new Uint8Array(value as ArrayBuffer))];
  }
  const kind = ARRAYS.find((each) => each.prototype === prototype);
  if (kind === undefined) return undefined;
  const { buffer, byteOffset, byteLength } = value as Uint8Array;
  return [`$${kind.name}`, toBase64(new Uint8Array(buffer, byteOffset, byteLength))];
}

/** The value of a tag; throws for what no tag has. What is in a map or a set is a value already. */
export function valueOf(tag: string, content: unknown): unknown {
  const read = READERS.get(tag);
  return read === undefined ? bytesOf(tag, content) : read(content);
}

const READERS = new Map<string, (content: unknown) => unknown>([
  [
    '$undefined',
    (content) => {
      check(content === true);
      return undefined;
    },
  ],
  [
    '$bigint',
    (content) => {
      check(typeof content === 'string' && content.length <= MOST_DIGITS);
      check(/^(?:0|-?[1-9]\d*)$/.test(content));
      return BigInt(content);
    },
  ],
  [
    '$number',
    (content) => {
      check(NUMBERS.has(content));
      return NUMBERS.get(content);
    },
  ],
  [
    '$date',
    (content) => {
      const date = new Date(content === null ? NaN : (content as number));
      check(timeOf(date) === content);
      return date;
    },
  ],
  [
    '$map',
    (content) => {
      check(isArray(content));
      check(content.every((entry) => isArray(entry) && entry.length === 2));
      return distinct(new Map(content as [unknown, unknown][]), content);
    },
  ],
  [
    '$set',
    (content) => {
      check(isArray(content));
      return distinct(new Set(content), content);
    },
  ],
]);

function bytesOf(tag: string, text: unknown): unknown {
  check(typeof text === 'string');
  if (tag === '$ArrayBuffer') return fromBase64(text).buffer;
  const kind = ARRAYS.find(({ name }) => tag === `$${name}`);
  if (kind === undefined) throw new SyntaxError('it has a tag that means nothing');
  return new kind(fromBase64(text).buffer);
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function digitsOf(value: bigint): string {
  const digits = String(value);
  if (digits.length > MOST_DIGITS) throw new RangeError('it has too many digits');
  return digits;
}

/** Null where it is no date. */
function timeOf(date: Date): number | null {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? null : time;
}

/** What is in it once stood there once. */
function distinct<C extends { readonly size: number }>(value: C, all: readonly unknown[]): C {
  check(value.size === all.length);
  return value;
}

function check(isMeant: boolean): asserts isMeant {
  if (!isMeant) throw new SyntaxError('what stands behind a tag is not what it means');
}

/** Whether somebody has added to it what would be lost. */
function hasMembers(value: object): boolean {
  return !ArrayBuffer.isView(value) && Object.keys(value).length > 0;
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
