import * as fc from 'fast-check';
import { jsonValues } from '../../../src/store/codec/json-values.js';

const { encode, decode, explain } = jsonValues;

/** What JSON holds, and what it does not, nested in each other. */
const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  stringUnit: 'binary',
});

describe('jsonValues', () => {
  it('should give back whatever it takes, and tell of all else', () => {
    let kept = 0;
    let unfit = 0;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 8 }), (values) => {
        const encoded = encode(values);
        const found =
          encoded.body === undefined ? values.map(() => undefined) : decode(encoded.body);
        expect(found.length).toBe(values.length);
        for (const [place, value] of values.entries()) {
          if (encoded.unfit.includes(place)) {
            expect(found[place]).toBeNull();
            expect(explain(value)).toMatch(/ (is|cannot) /);
            unfit++;
          } else if (value !== undefined) {
            expect(same(found[place], value)).withContext(JSON.stringify(value)).toBe(true);
            kept++;
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(kept, unfit)).toBeGreaterThan(100);
  });

  it('should write nothing where there is nothing but undefined', () => {
    expect(encode([undefined, undefined])).toEqual({ body: undefined, unfit: [] });
    expect(encode([])).toEqual({ body: undefined, unfit: [] });
    expect(encode([undefined, 1])).toEqual({ body: '[null,1]', unfit: [] });
  });

  it('should read bytes as it reads text', () => {
    expect(decode(new TextEncoder().encode('["é",null]'))).toEqual(['é', null]);
  });

  it('should refuse what is no array of JSON', () => {
    for (const body of ['{}', '7', '', '[1', 'null', '{"length":1}']) {
      expect(() => decode(body)).toThrowError();
    }
  });
});

/** The same to the last bit; prototypes aside, where they are those of plain objects. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b) || (b instanceof Date && !(a instanceof Date))) {
    return false;
  }
  const [names, others] = [Object.keys(a), Object.keys(b)];
  const member = (of: object, name: string) => (of as Readonly<Record<string, unknown>>)[name];
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(b, name) && same(member(a, name), member(b, name)))
  );
}
