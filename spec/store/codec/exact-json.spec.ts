import * as fc from 'fast-check';
import { exactJson, inexactIn, isExact } from '../../../src/store/codec/exact-json.js';

class Row {
  id = 1;
}

const nested = (levels: number) => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { in: value };
  return value;
};

const cycle: Record<string, unknown> = {};
cycle['self'] = { cycle };

const hostile = {
  get bad(): never {
    throw new Error('not yours');
  },
};
const withNothingAbove = Object.assign(Object.create(null) as object, { inherited: 1 });
const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** What JSON would change, and what is said of it. */
const INEXACT: readonly (readonly [unknown, string])[] = [
  [NaN, 'it is NaN (number)'],
  [Infinity, 'it is Infinity (number)'],
  [-Infinity, 'it is -Infinity (number)'],
  [-0, 'it is -0 (number)'],
  [undefined, 'it is undefined'],
  [5n, 'BigInt'],
  [Symbol('s'), 'it is Symbol(s) (symbol)'],
  [() => 1, 'it is (function)'],
  [new Date(0), 'it is an instance of Date'],
  [new Map([[1, 2]]), 'it is an instance of Map'],
  [new Set(), 'it is an instance of Set'],
  [/x/, 'it is an instance of RegExp'],
  [new Uint8Array(2), 'it is an instance of Uint8Array'],
  [new Row(), 'it is an instance of Row'],
  [Object('boxed'), 'it is an instance of String'],
  [new Error('as a value'), 'it is an instance of Error'],
  [new (class extends Array<number> {})(3), 'it is'],
  [{ a: [1, { b: NaN }] }, '.a[1].b is NaN (number)'],
  [{ a: undefined }, '.a is undefined'],
  [{ 'a b': { c: new Date(0) } }, '.a b.c is an instance of Date'],
  // eslint-disable-next-line no-sparse-arrays -- the hole is what is looked at
  [[1, , 3], '[1] is undefined'],
  [[undefined], '[0] is undefined'],
  [{ toJSON: () => 1 }, 'it is'],
  [Object.create(withNothingAbove), 'it is'],
  [cycle, 'circular'],
  [nested(600), 'deeper than 500 levels'],
  [hostile, 'not yours'],
  [revoked.proxy, 'revoked'],
];

describe('exactJson', () => {
  it('should give a text that gives the value back, for all that JSON has', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        const json = exactJson(plain);
        expect(json).toBe(JSON.stringify(plain));
        expect(fc.stringify(JSON.parse(json ?? ''))).toBe(fc.stringify(plain));
      }),
      { numRuns: 200 },
    );
  });

  it('should give a text only of what comes back as it was', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSparseArray: true,
      withTypedArray: true,
      withBoxedValues: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const json = exactJson(value);
        if (json === undefined) return;
        expect(fc.stringify(JSON.parse(json))).toBe(fc.stringify(value));
      }),
      { numRuns: 300 },
    );
  });

  it('should give texts of any kind, and members of any name', () => {
    const texts = ['\ud800', 'a\udfffb', '\u2028\u2029', '\0\n\r"\\', '𝄞é', '__proto__', ''];
    const value: unknown = JSON.parse('{"__proto__":{"a":1},"constructor":2,"hasOwnProperty":3}');
    const back = JSON.parse(exactJson([...texts, value]) ?? '') as unknown[];

    expect(back.slice(0, -1)).toEqual(texts);
    expect(Object.keys(back.at(-1) as object)).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ]);
    expect(exactJson({ '\ud800': 1 })).toBe(String.raw`{"\ud800":1}`);
  });

  it('should take what has no prototype for plain, and what is put on all objects for nothing', () => {
    const bare: unknown = Object.assign(Object.create(null), { a: 1 });
    Object.defineProperty(Object.prototype, 'everywhere', {
      value: () => 1,
      enumerable: true,
      configurable: true,
    });
    try {
      expect(exactJson(bare)).toBe('{"a":1}');
      expect(exactJson({ a: [{}] })).toBe('{"a":[{}]}');
      expect(exactJson({ everywhere: 1 })).toBe('{"everywhere":1}');
      expect(exactJson({ everywhere: undefined })).toBeUndefined();
    } finally {
      delete (Object.prototype as Record<string, unknown>)['everywhere'];
    }
  });

  it('should give none of what it would change, nor of what throws', () => {
    for (const [value, message] of INEXACT) {
      expect(exactJson(value)).withContext(message).toBeUndefined();
      expect(exactJson([{ in: value }]))
        .withContext(message)
        .toBeUndefined();
    }
  });

  it('should go as deep as 500 levels', () => {
    expect(exactJson(nested(500))).toBeDefined();
    expect(exactJson(nested(501))).toBeUndefined();
  });
});

describe('isExact', () => {
  it('should be true of plain values alone', () => {
    for (const value of ['', 'a', 0, 1.5, -1, 5e-324, true, false, null, [], {}, [[{ a: [] }]]]) {
      expect(isExact(value)).toBeTrue();
    }
    const walked = INEXACT.filter(([value]) => value !== hostile && value !== revoked.proxy);
    for (const [value, message] of walked) expect(isExact(value)).withContext(message).toBeFalse();
  });
});

describe('inexactIn', () => {
  it('should say where in a value it is, and what', () => {
    for (const [value, message] of INEXACT) expect(inexactIn(value)).toContain(message);
  });

  it('should shorten long paths and names', () => {
    const name = 'n'.repeat(1000);
    expect(inexactIn({ [name]: NaN }).length).toBeLessThan(300);
    const Long = { [name]: class extends Row {} }[name]!;
    expect(inexactIn(new Long()).length).toBeLessThan(300);
  });
});
