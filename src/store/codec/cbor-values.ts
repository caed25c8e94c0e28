import { inspect } from '../../core/inspect.js';
import { CborReader } from './cbor-reader.js';
import { ARRAY } from './cbor-tags.js';
import { CborWriter, type Misfit } from './cbor-writer.js';
import type { EncodedValues, ValueFormat } from './value-format.js';

/**
 * Values as a CBOR array (RFC 8949). Besides what JSON keeps: undefined inside, NaN, -0, infinite
 * numbers, BigInt, Date, Map, Set, Uint8Array and the other typed arrays. Unfit is an instance of any
 * other class, also of one derived from these, a function, a symbol, an array with holes, text with
 * half of a surrogate pair, and what is nested deeper than 256 levels or in a cycle.
 */
export const cborValues: ValueFormat = {
  id: 'cbor',
  encode,
  explain,
  decode: (body) => {
    if (typeof body === 'string') throw new Error('the values are text');
    return new CborReader(body).array();
  },
};

/** Kept from one call to the next, since its bytes are; gone while it is in use, for getters that store. */
let idle: CborWriter | undefined;

function encode(values: readonly unknown[]): EncodedValues {
  if (values.every((value) => value === undefined)) return { body: undefined, unfit: [] };
  const writer = idle ?? new CborWriter();
  idle = undefined;
  const unfit: number[] = [];
  writer.head(ARRAY, values.length);
  for (let place = 0; place < values.length; place++) {
    if (!writer.value(values[place])) unfit.push(place);
  }
  const body = writer.take();
  idle = writer;
  return { body, unfit };
}

function explain(value: unknown): string {
  const writer = new CborWriter();
  // What getters gave before may be right by now.
  if (writer.value(value) || writer.misfit === undefined) return 'it could not be written';
  const { path, reason, value: misfit } = writer.misfit;
  const where = path.length === 0 ? 'it' : shortened(path.reverse().join(''));
  return `${where} ${reason === undefined ? `is ${shown(misfit)}` : shortened(reason)}`;
}

function shown(value: Misfit['value']): string {
  if (typeof value !== 'object' || value === null) return inspect(value);
  try {
    const { constructor } = value;
    const name = typeof constructor === 'function' ? constructor.name : '';
    return name === '' ? inspect(value) : `an instance of ${shortened(name)}`;
  } catch {
    return inspect(value);
  }
}

const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
