import { inspect } from '../../core/inspect.js';
import { CborBytes } from './cbor-bytes.js';
import * as cbor from './cbor-tags.js';

/** What of a value does not fit, and the way to it: `.prices`, `[3]`. */
export interface Misfit {
  readonly value: unknown;
  /** Outermost last. */
  readonly path: string[];
  /** Said in place of what it is. */
  readonly reason?: string;
}

const HALF_A_PAIR = 'has half of a surrogate pair';
const CHANGED = 'was changed while it was written';

/**
 * Writes values as CBOR (RFC 8949), each member once and in its order. It knows only what it gives back
 * as it was: what is of any other class is a misfit.
 */
export class CborWriter extends CborBytes {
  /** Of the value that was written last, if it does not fit. */
  misfit: Misfit | undefined;

  /** Writes null in place of a value that does not fit; answers whether it does. */
  value(value: unknown): boolean {
    const start = this.length;
    this.begin();
    this.misfit = undefined;
    try {
      if (this._item(value, 0)) return true;
    } catch (error) {
      // Getters may throw whatever they like, and leave any misfit behind.
      this.misfit = { value, path: [], reason: `cannot be written: ${messageOf(error)}` };
    }
    this.cut(start);
    this.simple(cbor.NULL);
    return false;
  }

  private _item(value: unknown, depth: number): boolean {
    switch (typeof value) {
      case 'string':
        return this.text(value) || this._unfit(value, HALF_A_PAIR);
      case 'number':
        return this.number(value);
      case 'boolean':
        return this.simple(value ? cbor.TRUE : cbor.FALSE);
      case 'undefined':
        return this.simple(cbor.UNDEFINED);
      case 'bigint':
        return this._bigint(value);
      case 'object':
        return value === null ? this.simple(cbor.NULL) : this._object(value, depth);
      default:
        return this._unfit(value);
    }
  }

  private _object(value: object, depth: number): boolean {
    const prototype = Object.getPrototypeOf(value) as object | null;
    const isArray = Array.isArray(value);
    if (isArray ? isArrayOf(prototype) : isObjectOf(prototype)) {
      if (depth >= cbor.DEEPEST) return this._tooDeep(value);
      return isArray ? this._array(value, depth + 1) : this._members(value, depth + 1);
    }
    return isArray || prototype === null
      ? this._unfit(value)
      : this._instance(value, prototype, depth);
  }

  private _instance(value: object, prototype: object, depth: number): boolean {
    const isMap = prototype === Map.prototype;
    if (isMap || prototype === Set.prototype) {
      if (depth >= cbor.DEEPEST) return this._tooDeep(value);
      return isMap
        ? this._map(value as Map<unknown, unknown>, depth + 1)
        : this._set(value as Set<unknown>, depth + 1);
    }
    if (prototype === Date.prototype) return this._date(value as Date);
    if (prototype === Uint8Array.prototype) return this.binary(value as Uint8Array);
    const tag = cbor.tagByPrototype.get(prototype);
    if (tag === undefined) return this._unfit(value);
    const { buffer, byteOffset, byteLength } = value as ArrayBufferView;
    this.head(cbor.TAG, tag);
    return this.binary(new Uint8Array(buffer, byteOffset, byteLength));
  }

  private _array(array: readonly unknown[], depth: number): boolean {
    const { length } = array;
    this.head(cbor.ARRAY, length);
    for (let i = 0; i < length; i++) {
      const item = array[i];
      if (item === undefined && !(i in array)) {
        this._unfit(undefined, 'is a hole');
        return this._within(`[${i}]`);
      }
      if (!this._item(item, depth)) return this._within(`[${i}]`);
    }
    return true;
  }

  private _members(members: object, depth: number): boolean {
    const names = Object.keys(members);
    this.head(cbor.MAP, names.length);
    for (const name of names) {
      if (!this.text(name)) return this._unfit(members, `has a name that ${HALF_A_PAIR}`);
      const member = (members as Readonly<Record<string, unknown>>)[name];
      if (!this._item(member, depth)) return this._within(`.${name}`);
    }
    return true;
  }

  private _map(map: ReadonlyMap<unknown, unknown>, depth: number): boolean {
    this.head(cbor.TAG, cbor.MAP_OF);
    const { size } = map;
    this.head(cbor.MAP, size);
    let at = 0;
    for (const [key, value] of map) {
      if (!this._item(key, depth)) return this._within(`.keys[${at}]`);
      if (!this._item(value, depth)) return this._within(`.values[${at}]`);
      at++;
    }
    return at === size || this._unfit(map, CHANGED);
  }

  private _set(set: ReadonlySet<unknown>, depth: number): boolean {
    this.head(cbor.TAG, cbor.SET_OF);
    const { size } = set;
    this.head(cbor.ARRAY, size);
    let at = 0;
    for (const member of set) {
      if (!this._item(member, depth)) return this._within(`.members[${at}]`);
      at++;
    }
    return at === size || this._unfit(set, CHANGED);
  }

  private _bigint(value: bigint): boolean {
    const hex = (value < 0n ? -1n - value : value).toString(16);
    this.head(cbor.TAG, value < 0n ? cbor.NEGATIVE_BIGINT : cbor.BIGINT);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const bytes = new Uint8Array(even.length / 2);
    for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(even.slice(2 * i, 2 * i + 2), 16);
    return this.binary(bytes);
  }

  private _date(value: Date): boolean {
    const time = value.getTime();
    this.head(cbor.TAG, Number.isNaN(time) ? cbor.TIME : cbor.DATE);
    return Number.isNaN(time) ? this.number(time) : this.text(value.toISOString());
  }

  private _unfit(value: unknown, reason?: string): false {
    this.misfit = { value, path: [], ...(reason === undefined ? {} : { reason }) };
    return false;
  }

  private _tooDeep(value: object): false {
    return this._unfit(value, `is nested deeper than ${cbor.DEEPEST} levels, or in a cycle`);
  }

  private _within(step: string): false {
    this.misfit?.path.push(step);
    return false;
  }
}

/** Of an object literal, also of another realm: nothing else is as plain. */
function isObjectOf(prototype: object | null): boolean {
  if (prototype === Object.prototype || prototype === null) return true;
  // Anybody can make an object with nothing above it; only that of a realm has this.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

function isArrayOf(prototype: object | null): boolean {
  if (prototype === Array.prototype) return true;
  return Array.isArray(prototype) && isObjectOf(Object.getPrototypeOf(prototype) as object | null);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : inspect(error);
}
