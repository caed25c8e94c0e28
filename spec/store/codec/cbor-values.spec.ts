import fc from 'fast-check';
import { decode as reference, type TagDecodeControl } from 'cborg';
import { cborValues } from '../../../src/store/codec/cbor-values.js';

const { encode, decode, explain } = cborValues;

/** Equal, also in what `toEqual` takes as equal: -0, the order of members, holes. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return Object.is(a, b);
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime());
  if (a instanceof Map) return b instanceof Map && same([...(a as Map<unknown, unknown>)], [...b]);
  if (a instanceof Set) return b instanceof Set && same([...(a as Set<unknown>)], [...b]);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (ArrayBuffer.isView(a) && a.constructor !== b.constructor) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  const read = (from: object, name: string): unknown =>
    Object.getOwnPropertyDescriptor(from, name)?.value;
  return (
    names.length === others.length &&
    names.every((name, i) => name === others[i] && same(read(a, name), read(b, name)))
  );
}

/** An error that says what is wrong, not that the reader stumbled. */
const isRefusal = (error: unknown) =>
  error instanceof Error && (!(error instanceof TypeError) || /encoded data/i.test(error.message));

const bodyOf = (...values: readonly unknown[]) => encode(values).body as Uint8Array;
const bytes = (...values: readonly number[]) => Uint8Array.from(values);

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  stringUnit: 'binary',
} as Parameters<typeof fc.anything>[0]);

describe('cborValues', () => {
  it('should give back arbitrary values as they were, or tell which do not fit', () => {
    let unfit = 0;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (values) => {
        const encoded = encode(values);
        unfit += encoded.unfit.length;
        if (encoded.body === undefined) return values.every((value) => value === undefined);
        const read = decode(encoded.body);
        return (
          read.length === values.length &&
          values.every((value, place) =>
            encoded.unfit.includes(place) ? read[place] === null : same(read[place], value),
          )
        );
      }),
      { numRuns: 3000 },
    );

    expect(unfit).toBeGreaterThan(0);
  });

  const VALUES: readonly unknown[] = [
    ...[0, -0, 1, -1, 23, 24, 255, 256, 65535, 65536, 2 ** 32, 2 ** 53 - 1, -(2 ** 53) + 1],
    ...[2 ** 53, -(2 ** 53), 0.5, 0.1, 1e300, NaN, Infinity, -Infinity, 5e-324],
    ...[0n, 1n, -1n, 255n, -256n, 2n ** 64n, -(2n ** 200n)],
    ...[
      '',
      'a',
      'é',
      '\uFEFFmark',
      '\0',
      'x'.repeat(39),
      'é'.repeat(23),
      'é'.repeat(40),
      '😀'.repeat(99),
    ],
    ...['x'.repeat(70_000), 'é'.repeat(130), 'é'.repeat(40_000)],
    ...[null, undefined, true, false, [], {}, [undefined], { a: undefined }],
    ...[new Date(0), new Date(NaN), new Date(8.64e15), new Date(-8.64e15), new Date(123)],
    ...[
      new Map<unknown, unknown>([
        [{ a: 1 }, new Set([1])],
        [NaN, 2],
      ]),
      new Set(['b', 'a']),
    ],
    ...[
      bytes(),
      bytes(1, 2, 3),
      new Uint8ClampedArray([1]),
      Int8Array.of(-1),
      Uint16Array.of(1, 2),
    ],
    ...[Int16Array.of(-2), Uint32Array.of(2 ** 31), Int32Array.of(-3), BigUint64Array.of(9n)],
    ...[BigInt64Array.of(-9n), Float32Array.of(0.5, NaN), Float64Array.of(-0, 0.1)],
    { b: 1, a: 2, 1: 3, constructor: 4, toString: 5, hasOwnProperty: 6 },
    JSON.parse('{"__proto__":{"polluted":1},"a":2}'),
  ];

  it('should give back all that it says to keep', () => {
    const { body, unfit } = encode(VALUES);

    expect(unfit).toEqual([]);

    decode(body as Uint8Array).forEach((value, place) => {
      expect(same(value, VALUES[place])).withContext(`${place}`).toBeTrue();
    });
  });

  it('should write what other programs read as the same', () => {
    const tags = {
      0: (content: TagDecodeControl) => new Date(content() as string),
      1: () => new Date(NaN),
      2: (content: TagDecodeControl) => content(),
      3: (content: TagDecodeControl) => content(),
      258: (content: TagDecodeControl) => new Set(content() as unknown[]),
      259: (content: TagDecodeControl) => new Map(content.entries()),
    };
    const shared = VALUES.filter(
      (value) =>
        typeof value !== 'bigint' &&
        value !== '\uFEFFmark' &&
        !Number.isNaN((value as Date | null)?.valueOf()) &&
        (!ArrayBuffer.isView(value) || value instanceof Uint8Array),
    );
    const read = reference(bodyOf(...shared), { tags }) as unknown[];

    read.forEach((value, place) => {
      expect(same(value, shared[place])).withContext(`${place}`).toBeTrue();
    });
  });

  it('should take what is plain in another way', () => {
    expect(decode(bodyOf(Object.assign(Object.create(null) as object, { a: 1 })))).toEqual([
      { a: 1 },
    ]);
  });

  it('should not look at what is no member of a value', () => {
    const value = Object.defineProperty({ a: 1, [Symbol('b')]: 2 }, 'hidden', { value: 3 });

    expect(decode(bodyOf(value))).toEqual([{ a: 1 }]);
  });

  it('should have no body where all is undefined', () => {
    expect(encode([undefined, undefined])).toEqual({ body: undefined, unfit: [] });
    expect(encode([])).toEqual({ body: undefined, unfit: [] });
  });

  class Price {
    readonly cents = 5;
  }
  class Later extends Date {}
  const cycle: unknown[] = [];
  cycle.push({ back: cycle });
  const nested = (levels: number) => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = [value];
    return value;
  };
  const throwing = {
    get price() {
      throw new Error('no price');
    },
  };
  const growing = new Map<unknown, unknown>();
  growing.set('a', {
    get b() {
      growing.set(growing.size, 1);
      return 1;
    },
  });

  const UNFIT: readonly (readonly [value: unknown, why: string])[] = [
    [() => 1, 'it is (function)'],
    [Symbol('a'), 'it is Symbol(a) (symbol)'],
    [new Price(), 'it is an instance of Price'],
    [{ a: [0, { b: new Later() }] }, '.a[1].b is an instance of Later'],
    [new Map([['a', /x/]]), '.values[0] is an instance of RegExp'],
    [new Map([[/x/, 1]]), '.keys[0] is an instance of RegExp'],
    [new Set([1, new Error('x')]), '.members[1] is an instance of Error'],
    [new ArrayBuffer(2), 'it is an instance of ArrayBuffer'],
    [new DataView(new ArrayBuffer(2)), 'it is an instance of DataView'],
    [new Number(1), 'it is an instance of Number'],
    // eslint-disable-next-line no-sparse-arrays -- that is the case
    [[1, , 2], '[1] is a hole'],
    ['\ud83d', 'it has half of a surrogate pair'],
    [{ '\ude00': 1 }, 'it has a name that has half of a surrogate pair'],
    [throwing, 'it cannot be written: no price'],
    [growing, 'it was changed while it was written'],
    [Object.create({ a: 1 }), 'it is an instance of Object'],
  ];

  for (const [value, why] of UNFIT) {
    it(`should not take what it would change: ${why}`, () => {
      const { body, unfit } = encode([1, value, 'end']);

      expect(unfit).toEqual([1]);
      expect(decode(body as Uint8Array)).toEqual([1, null, 'end']);
      expect(explain(value)).toBe(why);
    });
  }

  it('should not take what is in a cycle, or too deep', () => {
    expect(encode([cycle, nested(257), nested(256)]).unfit).toEqual([0, 1]);
    expect(explain(nested(257))).toMatch(
      /^\[0\].* is nested deeper than 256 levels, or in a cycle$/,
    );
  });

  it('should read no deeper than it writes', () => {
    const deep = (levels: number) =>
      new Uint8Array([0x81, ...new Array<number>(levels).fill(0x81), 1]);

    expect(decode(deep(256)).length).toBe(1);
    expect(() => decode(deep(257))).toThrowError(/deeper than 256/);
    expect(() => decode(deep(1_000_000))).toThrowError(/deeper than 256/);
  });

  it('should let getters store meanwhile', () => {
    const value = {
      get inner() {
        return bodyOf('inside').length;
      },
    };

    expect(decode(bodyOf(value))).toEqual([{ inner: bodyOf('inside').length }]);
  });

  describe('a body that is damaged', () => {
    const REFUSED: readonly (readonly [name: string, body: Uint8Array])[] = [
      ['nothing', bytes()],
      ['no array', bytes(0xa0)],
      ['something after it', bytes(0x80, 0)],
      ['an array of more than there is', bytes(0x9b, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
      ['a number beyond the safe ones', bytes(0x81, 0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0)],
      ['a map of more than there is', bytes(0x81, 0xba, 0x7f, 0xff, 0xff, 0xff)],
      ['text of more than there is', bytes(0x81, 0x7a, 0x7f, 0xff, 0xff, 0xff)],
      ['open length', bytes(0x81, 0x9f, 0xff)],
      ['an end without a beginning', bytes(0x81, 0xff)],
      ['text that is no UTF-8', bytes(0x81, 0x61, 0xff)],
      ['a name that is no text', bytes(0x81, 0xa1, 1, 1)],
      ['a member that is there twice', bytes(0x81, 0xa2, 0x61, 97, 1, 0x61, 97, 2)],
      ['a member of a set that is there twice', bytes(0x81, 0xd9, 1, 2, 0x82, 1, 1)],
      ['a key of a map that is there twice', bytes(0x81, 0xd9, 1, 3, 0xa2, 1, 1, 1, 1)],
      ['a class', bytes(0x81, 0xd8, 27, 0x81, 1)],
      ['a regular expression', bytes(0x81, 0xd9, 0x52, 0x4a, 0x61, 97)],
      ['a date that is none', bytes(0x81, 0xc0, 0x61, 97)],
      ['a time', bytes(0x81, 0xc1, 0)],
      ['half a number in a typed array', bytes(0x81, 0xd8, 86, 0x41, 0)],
      ['a float of 16 bits', bytes(0x81, 0xf9, 0x3c, 0)],
      ['a simple value', bytes(0x81, 0xf8, 0xff)],
    ];

    for (const [name, body] of REFUSED) {
      it(`should be refused: ${name}`, () => {
        expect(() => decode(body)).toThrowError(Error);
      });
    }

    it('should be refused: text', () => {
      expect(() => decode('[]')).toThrowError(/text/);
    });

    it('should be refused, wherever it is cut', () => {
      const whole = bodyOf({ a: [1, 'two', new Map([[1n, new Date(0)]])], b: Float64Array.of(1) });
      for (let end = 0; end < whole.length; end++) {
        expect(() => decode(whole.subarray(0, end)))
          .withContext(`${end}`)
          .toThrowError(Error);
      }
    });

    it('should be refused or read, and touch no prototype, whatever its bytes are', () => {
      const before = Object.getOwnPropertyNames(Object.prototype).join();
      const starts = [[0x81], [0x82, 0xa1, 0x69, ...new TextEncoder().encode('__proto__')]];
      fc.assert(
        fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 64 }), (start, rest) => {
          try {
            decode(bytes(...start, ...rest));
          } catch (error) {
            return isRefusal(error);
          }
          return true;
        }),
        { numRuns: 5000 },
      );

      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
    });

    it('should be refused or read with any of its bytes flipped', () => {
      const whole = bodyOf({ a: [1, 'two', new Map([[1n, new Date(0)]])], b: Float64Array.of(1) });
      for (let at = 0; at < whole.length; at++) {
        for (let bit = 0; bit < 8; bit++) {
          const flipped = whole.slice();
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
          try {
            expect(decode(flipped).length).toBeGreaterThanOrEqual(0);
          } catch (error) {
            expect(isRefusal(error)).toBeTrue();
          }
        }
      }
    });
  });
});
