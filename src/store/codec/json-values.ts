import { exactJson, inexactIn, isExact } from './exact-json.js';
import type { EncodedValues, ValueFormat } from './value-format.js';

/**
 * Values as a JSON array. What JSON would change is unfit: a Date, NaN, -0, undefined inside, an
 * instance of a class, a cycle.
 */
export const jsonValues: ValueFormat = {
  id: 'json',
  encode,
  explain: inexactIn,
  decode: (body) => {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values)) return values as unknown[];
    throw new Error('the values are no array');
  },
};

/** The values as a JSON array, undefined if there is none but undefined; and what did not fit in. */
function encode(values: readonly unknown[]): EncodedValues {
  if (values.every((value) => value === undefined)) return { body: undefined, unfit: [] };
  try {
    // All at once while all are right: one by one takes half as long again.
    if ((values as { readonly toJSON?: unknown }).toJSON === undefined) {
      const body = JSON.stringify(values);
      if (values.every((value) => value === undefined || isExact(value)))
        return { body, unfit: [] };
    }
  } catch {
    // Found again below, with its place.
  }
  const unfit: number[] = [];
  const texts = Array.from(values, (value, place) => {
    if (value === undefined) return 'null';
    const json = exactJson(value);
    if (json === undefined) unfit.push(place);
    return json ?? 'null';
  });
  return { body: `[${texts.join()}]`, unfit };
}
