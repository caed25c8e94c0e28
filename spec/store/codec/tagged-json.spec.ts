import * as fc from 'fast-check';
import { mayHaveTags, taggedJson, untagged } from '../../../src/store/codec/tagged-json.js';
import { deepEqual } from '../../../src/testing/timeline/deep-equal.js';

const read = (text: string) => {
  const value: unknown = JSON.parse(text);
  return mayHaveTags(text) ? untagged(value) : value;
};

/** What comes back of a value. */
const again = (value: unknown) => read(taggedJson(value) ?? 'no JSON');

class Row {
  id = 1;
}

class Names extends Map<string, string> {}

const nested = (levels: number) => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { in: value };
  return value;
};

const cycle: Record<string, unknown> = {};
cycle['self'] = new Map([[cycle, new Set([cycle])]]);

/** Values, and the texts that they are. */
const TEXTS: readonly (readonly [unknown, string])[] = [
  [undefined, '{"$undefined":true}'],
  [5n, '{"$bigint":"5"}'],
  [-12n, '{"$bigint":"-12"}'],
  [NaN, '{"$number":"NaN"}'],
  [-0, '{"$number":"-0"}'],
  [-Infinity, '{"$number":"-Infinity"}'],
  [new Date(5), '{"$date":5}'],
  [new Date(NaN), '{"$date":null}'],
  [new Map([[{ a: 1 }, undefined]]), '{"$map":[[{"a":1},{"$undefined":true}]]}'],
  [new Set([0, '0']), '{"$set":[0,"0"]}'],
  [Uint8Array.of(1, 2), '{"$Uint8Array":"AQI="}'],
  [Float64Array.of(-0).subarray(0), '{"$Float64Array":"AAAAAAAAAIA="}'],
  [new ArrayBuffer(1), '{"$ArrayBuffer":"AA=="}'],
  [{ at: [new Date(5), { of: 1n }] }, '{"at":[{"$date":5},{"of":{"$bigint":"1"}}]}'],
  [{ $date: 5 }, '{"$":{"$date":5}}'],
  [{ $: { $: 1 } }, '{"$":{"$":{"$":{"$":1}}}}'],
  [{ $any: new Date(5) }, '{"$":{"$any":{"$date":5}}}'],
  [{ $a: 1, $b: 2 }, '{"$a":1,"$b":2}'],
  [[{ a: '{"$' }], '[{"a":"{\\"$"}]'],
  [JSON.parse('{"__proto__":{"$x":1}}'), '{"__proto__":{"$":{"$x":1}}}'],
];

/** What no text is for. */
const NONE: readonly unknown[] = [
  Symbol('s'),
  () => 1,
  /x/,
  new Row(),
  new Names(),
  new Error('as a value'),
  new DataView(new ArrayBuffer(1)),
  Object.assign(new Date(5), { zone: 'UTC' }),
  new Proxy(new Map(), {}),
  new Map([[1, new Row()]]),
  new Promise(() => undefined),
  { toJSON: () => 1 },
  10n ** 100_000n,
  // eslint-disable-next-line no-sparse-arrays -- the hole is what is looked at
  [1, , new Date(5)],
  // eslint-disable-next-line no-sparse-arrays -- here, too
  [1, , 3],
  cycle,
  nested(1200),
  [new Date(5), nested(1200)],
];

/** Texts that nobody has written. */
const WRONG = [
  '{"$unknown":1}',
  '{"$Buffer":"AA=="}',
  '{"$undefined":1}',
  '{"$bigint":"1e3"}',
  '{"$bigint":"0x10"}',
  '{"$bigint":""}',
  '{"$bigint":5}',
  `{"$bigint":"${'9'.repeat(100_001)}"}`,
  '{"$number":"5"}',
  '{"$number":"NaN "}',
  '{"$number":{"$number":"NaN"}}',
  '{"$date":"2026-01-01"}',
  '{"$date":1.5}',
  '{"$date":1e300}',
  '{"$map":{"a":1}}',
  '{"$map":[[1]]}',
  '{"$map":[1]}',
  '{"$map":[[1,2],[1,3]]}',
  '{"$set":[1,1]}',
  '{"$set":"a"}',
  '{"$Uint8Array":[1]}',
  '{"$Uint8Array":"A"}',
  '{"$Uint16Array":"AA=="}',
  '{"$":{"a":1}}',
  '{"$":[1]}',
  '{"$":{"$a":1,"b":2}}',
  '{"\\u0024date":"x"}',
  `${'['.repeat(5000)}{"$date":5}${']'.repeat(5000)}`,
];

const someValues = fc.anything({
  ...{ withBigInt: true, withDate: true, withMap: true, withSet: true },
  ...{ withTypedArray: true, withNullPrototype: false, withBoxedValues: false },
  key: fc.oneof(fc.string(), fc.constantFrom('$', '$date', '$map', '__proto__', 'constructor')),
});

describe('taggedJson', () => {
  it('should write what JSON has as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const text = JSON.stringify(plain);
        expect(taggedJson(plain)).toEqual(
          text.includes('{"$') ? (jasmine.any(String) as never) : text,
        );
      }),
    );
  });

  it('should write each of the others under its tag, and give it back', () => {
    for (const [value, text] of TEXTS) {
      expect(taggedJson(value)).toBe(text);
      expect(deepEqual(again(value), value))
        .withContext(text)
        .toBeTrue();
    }
  });

  it('should write nothing for what it could not give back', () => {
    NONE.forEach((value, at) => {
      expect(taggedJson(value)).withContext(`value ${at}`).toBeUndefined();
    });
  });

  it('should give back any value that it writes', () => {
    let written = 0;
    fc.assert(
      fc.property(someValues, (value) => {
        const text = taggedJson(value);
        if (text === undefined) return;
        written++;
        expect(deepEqual(read(text), value))
          .withContext(text)
          .toBeTrue();
        expect(taggedJson(read(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );

    expect(written).toBeGreaterThan(700);
  });

  it('should give back a value as deep as it may be, of tags in tags', () => {
    let value: unknown = 1n;
    for (let i = 0; i < 150; i++) value = new Map([[i, { $x: [value] }]]);

    expect(taggedJson(again(value))).toBe(taggedJson(value));
    expect(taggedJson(value)).toContain('"$bigint"');
  });
});

describe('untagged', () => {
  it('should refuse tags that mean nothing, and what no tag means', () => {
    for (const text of WRONG) {
      expect(() => read(text))
        .withContext(text.slice(0, 80))
        .toThrow();
      expect(() => read(`{"a":[${text}]}`))
        .withContext(text.slice(0, 80))
        .toThrow();
    }
  });

  it('should take names of Object.prototype for names', () => {
    const value = read('{"__proto__":{"$set":[1]},"constructor":{"$date":1}}') as object;

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(value, '__proto__')?.value).toEqual(new Set([1]));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
