import * as cbor from './cbor-tags.js';

/** Of one value, and of all before the last. */
const LONGEST_VALUE = 2 ** 28;
const LONGEST = 2 ** 29;
/** What is shorter is faster written by hand than by the platform. */
const SHORT_TEXT = 40;
/** A buffer that was larger is let go. */
const LARGEST_KEPT = 2 ** 22;
const FIRST_SIZE = 2 ** 16;

const utf8 = new TextEncoder();
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Bytes of CBOR, one item after another. */
export class CborBytes {
  private _bytes = new Uint8Array(FIRST_SIZE);
  private _view = new DataView(this._bytes.buffer);
  private _at = 0;
  private _most = LONGEST_VALUE;

  /** How many there are. */
  get length(): number {
    return this._at;
  }

  /** A copy of all of them; begins anew. */
  take(): Uint8Array {
    const taken = this._bytes.slice(0, this._at);
    this._at = 0;
    this._most = LONGEST_VALUE;
    if (this._bytes.length > LARGEST_KEPT) this._resize(FIRST_SIZE);
    return taken;
  }

  /** Begins a value, which may not be longer than others. */
  begin(): void {
    if (this._at > LONGEST) throw new RangeError(`they have more than ${LONGEST} bytes`);
    this._most = this._at + LONGEST_VALUE;
  }

  /** Takes back all after that length. */
  cut(length: number): void {
    this._at = length;
  }

  /** The first byte of an item and its length, or whatever number it has. Up to 2 ** 53. */
  head(kind: number, count: number): void {
    this._reserve(9);
    if (count < 24) this._bytes[this._at++] = kind | count;
    else if (count < 0x100) {
      this._bytes[this._at++] = kind | 24;
      this._bytes[this._at++] = count;
    } else if (count < 0x10000) {
      this._bytes[this._at] = kind | 25;
      this._view.setUint16(this._at + 1, count);
      this._at += 3;
    } else if (count < 0x100000000) {
      this._bytes[this._at] = kind | 26;
      this._view.setUint32(this._at + 1, count);
      this._at += 5;
    } else {
      this._bytes[this._at] = kind | 27;
      this._view.setUint32(this._at + 1, Math.floor(count / 0x100000000));
      this._view.setUint32(this._at + 5, count >>> 0);
      this._at += 9;
    }
  }

  simple(byte: number): true {
    this._reserve(1);
    this._bytes[this._at++] = byte;
    return true;
  }

  number(value: number): true {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) {
      if (value < 0) this.head(cbor.NEGINT, -1 - value);
      else this.head(cbor.UINT, value);
      return true;
    }
    this._reserve(9);
    if (Number.isNaN(value)) {
      this._bytes[this._at] = cbor.FLOAT16;
      this._view.setUint16(this._at + 1, cbor.NAN);
      this._at += 3;
    } else if (Math.fround(value) === value) {
      this._bytes[this._at] = cbor.FLOAT32;
      this._view.setFloat32(this._at + 1, value);
      this._at += 5;
    } else {
      this._bytes[this._at] = cbor.FLOAT64;
      this._view.setFloat64(this._at + 1, value);
      this._at += 9;
    }
    return true;
  }

  binary(bytes: Uint8Array): true {
    this.head(cbor.BYTES, bytes.length);
    this._reserve(bytes.length);
    this._bytes.set(bytes, this._at);
    this._at += bytes.length;
    return true;
  }

  /** False where it has half of a surrogate pair, which no UTF-8 has; then nothing was written. */
  text(text: string): boolean {
    const { length } = text;
    if (length < SHORT_TEXT && this._ascii(text)) return true;
    this._reserve(9 + 3 * length);
    const start = this._at;
    // As if all were ASCII; what is not takes more bytes, and maybe a longer number before them.
    const guessed = start + headSize(length);
    const { written } = utf8.encodeInto(text, this._bytes.subarray(guessed));
    if (written !== length && LONE_SURROGATE.test(text)) return false;
    const begin = start + headSize(written);
    if (begin !== guessed) this._bytes.copyWithin(begin, guessed, guessed + written);
    this.head(cbor.TEXT, written);
    this._at += written;
    return true;
  }

  /** False where it is not; then nothing was written. */
  private _ascii(text: string): boolean {
    const start = this._at;
    this._reserve(2 + text.length);
    this.head(cbor.TEXT, text.length);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) {
        this._at = start;
        return false;
      }
      this._bytes[this._at++] = code;
    }
    return true;
  }

  private _reserve(size: number): void {
    const needed = this._at + size;
    if (needed > this._most) throw new RangeError(`it has more than ${LONGEST_VALUE} bytes`);
    if (needed > this._bytes.length) this._resize(Math.max(needed, 2 * this._bytes.length));
  }

  private _resize(size: number): void {
    const bytes = new Uint8Array(size);
    bytes.set(this._bytes.subarray(0, this._at));
    this._bytes = bytes;
    this._view = new DataView(bytes.buffer);
  }
}

function headSize(count: number): number {
  if (count < 24) return 1;
  if (count < 0x100) return 2;
  return count < 0x10000 ? 3 : 5;
}
