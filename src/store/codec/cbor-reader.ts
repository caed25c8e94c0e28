import * as cbor from './cbor-tags.js';

const SHORT_TEXT = 24;

/** A mark at its beginning belongs to the text; what is no UTF-8 is an error. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads values that `CborWriter` wrote, and nothing else: no tag makes anything but plain data, no
 * number is believed before there are bytes for it, nothing is of open length.
 */
export class CborReader {
  private readonly _bytes: Uint8Array;
  private readonly _view: DataView;
  private _at = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    // Of a Buffer, `slice` would be no copy.
    this._bytes = new Uint8Array(buffer, byteOffset, byteLength);
    this._view = new DataView(buffer, byteOffset, byteLength);
  }

  /** The array that is all there is. */
  array(): unknown[] {
    const first = this._byte();
    if ((first & 0xe0) !== cbor.ARRAY) throw new Error('the values are no array');
    const values = this._array(this._count(first), 0);
    if (this._at !== this._bytes.length) throw new Error('there is more after the values');
    return values;
  }

  private _item(depth: number): unknown {
    const first = this._byte();
    switch (first & 0xe0) {
      case cbor.UINT:
        return this._count(first);
      case cbor.NEGINT:
        return -1 - this._count(first);
      case cbor.BYTES:
        return this._binary(this._count(first)).slice();
      case cbor.TEXT:
        return this._text(this._count(first));
      case cbor.ARRAY:
        return this._array(this._count(first), deeper(depth));
      case cbor.MAP:
        return this._members(this._count(first), deeper(depth));
      case cbor.TAG:
        return this._tagged(this._count(first), depth);
      default:
        return this._simple(first);
    }
  }

  private _simple(first: number): unknown {
    switch (first) {
      case cbor.FALSE:
        return false;
      case cbor.TRUE:
        return true;
      case cbor.NULL:
        return null;
      case cbor.UNDEFINED:
        return undefined;
      case cbor.FLOAT32:
        return this._view.getFloat32(this._advance(4));
      case cbor.FLOAT64:
        return this._view.getFloat64(this._advance(8));
      case cbor.FLOAT16:
        if (this._view.getUint16(this._advance(2)) === cbor.NAN) return NaN;
        break;
    }
    throw this._unknown(first);
  }

  private _tagged(tag: number, depth: number): unknown {
    switch (tag) {
      case cbor.DATE:
        return this._date(this._text(this._counted(cbor.TEXT)));
      case cbor.TIME:
        if (Number.isNaN(this._simple(this._byte()))) return new Date(NaN);
        break;
      case cbor.BIGINT:
        return this._bigint();
      case cbor.NEGATIVE_BIGINT:
        return -1n - this._bigint();
      case cbor.SET_OF:
        return this._set(deeper(depth));
      case cbor.MAP_OF:
        return this._map(deeper(depth));
    }
    return this._typed(tag);
  }

  private _typed(tag: number): unknown {
    const typed = cbor.typedByTag.get(tag);
    if (typed === undefined) throw this._unknown(tag);
    const { buffer } = this._binary(this._counted(cbor.BYTES)).slice();
    if (buffer.byteLength % typed.bytes !== 0) throw this._unknown(tag);
    return new typed.of(buffer);
  }

  private _date(text: string): Date {
    const date = new Date(text);
    if (Number.isNaN(date.getTime()) || date.toISOString() !== text) throw this._unknown(cbor.DATE);
    return date;
  }

  private _bigint(): bigint {
    const bytes = this._binary(this._counted(cbor.BYTES));
    let hex = '0x';
    for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
    return bytes.length === 0 ? 0n : BigInt(hex);
  }

  private _set(depth: number): Set<unknown> {
    const count = this._counted(cbor.ARRAY);
    const set = new Set(this._array(count, depth));
    if (set.size !== count) throw new Error('a member of a set is there twice');
    return set;
  }

  private _map(depth: number): Map<unknown, unknown> {
    const count = this._roomFor(this._counted(cbor.MAP), 2);
    const map = new Map<unknown, unknown>();
    for (let i = 0; i < count; i++) map.set(this._item(depth), this._item(depth));
    if (map.size !== count) throw new Error('a key of a map is there twice');
    return map;
  }

  private _array(count: number, depth: number): unknown[] {
    this._roomFor(count, 1);
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) values.push(this._item(depth));
    return values;
  }

  private _members(count: number, depth: number): object {
    this._roomFor(count, 2);
    const members: Record<string, unknown> = {};
    for (let i = 0; i < count; i++) {
      const name = this._text(this._counted(cbor.TEXT));
      const value = this._item(depth);
      if (!(name in members)) members[name] = value;
      else this._shadow(members, name, value);
    }
    return members;
  }

  /** A member whose name is also inherited, such as `__proto__`: assigning might do something else. */
  private _shadow(members: object, name: string, value: unknown): void {
    if (Object.hasOwn(members, name)) throw new Error('a member is there twice');
    const own = { value, writable: true, enumerable: true, configurable: true };
    Object.defineProperty(members, name, own);
  }

  private _text(length: number): string {
    const bytes = this._binary(length);
    if (length >= SHORT_TEXT) return utf8.decode(bytes);
    let text = '';
    for (let i = 0; i < length; i++) {
      const code = bytes[i] ?? 0;
      if (code >= 0x80) return utf8.decode(bytes);
      text += String.fromCharCode(code);
    }
    return text;
  }

  private _binary(length: number): Uint8Array {
    const at = this._advance(length);
    return this._bytes.subarray(at, at + length);
  }

  /** What an item of this kind counts, where no other may stand. */
  private _counted(kind: number): number {
    const first = this._byte();
    if ((first & 0xe0) !== kind) throw this._unknown(first);
    return this._count(first);
  }

  private _count(first: number): number {
    const short = first & 0x1f;
    if (short < 24) return short;
    if (short === 24) return this._byte();
    if (short === 25) return this._view.getUint16(this._advance(2));
    if (short === 26) return this._view.getUint32(this._advance(4));
    if (short !== 27) throw this._unknown(first);
    const at = this._advance(8);
    const count = this._view.getUint32(at) * 0x100000000 + this._view.getUint32(at + 4);
    if (!Number.isSafeInteger(count)) throw this._unknown(first);
    return count;
  }

  private _byte(): number {
    return this._bytes[this._advance(1)] ?? 0;
  }

  private _advance(bytes: number): number {
    const at = this._at;
    this._roomFor(bytes, 1);
    this._at += bytes;
    return at;
  }

  private _roomFor(count: number, each: number): number {
    if (count * each > this._bytes.length - this._at) throw new Error('it ends too early');
    return count;
  }

  private _unknown(what: number): Error {
    return new Error(`there is something unknown before byte ${this._at}: ${what}`);
  }
}

function deeper(depth: number): number {
  if (depth >= cbor.DEEPEST) throw new Error(`it is nested deeper than ${cbor.DEEPEST} levels`);
  return depth + 1;
}
