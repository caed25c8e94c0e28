import fc from 'fast-check';
import { escaped, unescaped } from '../../../src/node/json-lines/line-body.js';
import { bodyIn, Lines, unsealed } from '../../../src/node/json-lines/line.js';

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

/** Bytes among which those that end lines are frequent. */
const body = fc
  .array(fc.oneof(fc.constantFrom(0, 10, 27, 42), fc.nat(255)))
  .map((all) => bytes(...all));

describe('line-body', () => {
  it('should give back any bytes, and end no line', () => {
    fc.assert(
      fc.property(body, (given) => {
        const written = escaped(given);
        expect(written.includes(10)).toBeFalse();
        expect([...unescaped(written)]).toEqual([...given]);
      }),
    );
  });

  it('should leave bytes alone that end no line', () => {
    const given = bytes(0, 42, 255);

    expect(escaped(given)).toBe(given);
    expect(unescaped(given)).toBe(given);
  });

  it('should refuse what was never escaped', () => {
    for (const damaged of [bytes(27), bytes(1, 27, 1), bytes(27, 27, 27)]) {
      expect(() => unescaped(damaged)).toThrowError(/not as they are written/);
    }
  });

  it('should stand in a line after its object, under the same sum', () => {
    fc.assert(
      fc.property(body, body, (first, second) => {
        const lines = new Lines(16);
        lines.add(['"a":"é"', '}'], first);
        const end = lines.bytes.length - 1;
        lines.add(['"b":2}'], second);
        const all = Buffer.from(lines.bytes);
        const [one, two] = [all.subarray(0, end), all.subarray(end + 1, -1)];

        expect(all.indexOf(10)).toBe(end);
        expect(unsealed(one)?.['a']).toBe('é');
        expect(unsealed(two)?.['b']).toBe(2);
        expect([...(bodyIn(one) as Uint8Array)]).toEqual([...first]);
        expect([...(bodyIn(two) as Uint8Array)]).toEqual([...second]);
      }),
    );
  });

  it('should notice each byte of it that is another one', () => {
    const lines = new Lines();
    lines.add(['"a":1}'], bytes(1, 10, 27, 0, 200));
    const line = Buffer.from(lines.bytes.subarray(0, -1));
    for (let at = 0; at < line.length; at++) {
      const changed = Buffer.from(line);
      changed[at] = (changed[at] ?? 0) ^ 1;

      expect(unsealed(changed)).toBeUndefined();
    }
  });

  it('should be none where a line has none', () => {
    const lines = new Lines();
    lines.add(['"a":1}']);

    expect(bodyIn(lines.bytes.subarray(0, -1))).toBeUndefined();
  });
});
