import * as fc from 'fast-check';
import { crc32 } from 'node:zlib';
import { Lines, sealed, unsealed } from '../../../src/node/json-lines/line.js';

/** A line without its newline. */
const cut = (line: Buffer) => line.subarray(0, -1);

describe('sealed', () => {
  it('should put a checksum of all that follows in front', () => {
    const line = sealed('"a":1,"b":"é"}');
    const rest = Buffer.from('"a":1,"b":"é"}');
    const sum = crc32(rest).toString(16).padStart(8, '0');

    expect(line.toString()).toBe(`{"sum":"${sum}","a":1,"b":"é"}\n`);
    expect(JSON.parse(line.toString())).toEqual({ sum, a: 1, b: 'é' });
  });

  it('should write the sum with eight digits, also where it begins with zeros', () => {
    const wanted = Array.from({ length: 1000 }, (_, i) => `"n":${i}}`).find(
      (members) => crc32(Buffer.from(members)) < 2 ** 24,
    );
    const line = sealed(wanted ?? '');

    expect(line.toString()).toMatch(/^\{"sum":"0[0-9a-f]{7}","n":\d+\}\n$/);
    expect(unsealed(cut(line))).toBeDefined();
  });
});

describe('unsealed', () => {
  it('should give back what was sealed', () => {
    const anything = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(
      fc.property(anything, (content) => {
        const line = sealed(`"content":${JSON.stringify(content)}}`);
        expect(unsealed(cut(line))).toEqual({
          sum: jasmine.any(String),
          content: JSON.parse(JSON.stringify(content)) as unknown,
        });
      }),
    );
  });

  it('should give nothing of a line in which any bit is another', () => {
    const line = cut(sealed('"ranges":[[0,1]],"values":["é"]}'));
    for (let at = 0; at < line.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const changed = Buffer.from(line);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(unsealed(changed)).withContext(`bit ${bit} of byte ${at}`).toBeUndefined();
      }
    }
  });

  it('should give nothing of a line that is cut off, empty, or of another kind', () => {
    const line = cut(sealed('"a":1}'));
    for (let size = 0; size < line.length; size++) {
      expect(unsealed(line.subarray(0, size))).toBeUndefined();
      expect(unsealed(line.subarray(line.length - size))).toBeUndefined();
    }
    expect(unsealed(Buffer.from('{"a":1}'))).toBeUndefined();
  });

  it('should give nothing of what has the right sum, and is no JSON', () => {
    expect(unsealed(cut(sealed('"a":1')))).toBeUndefined();
  });
});

describe('Lines', () => {
  it('should give all lines that were added, as one by one', () => {
    const lines = new Lines(16);
    const parts = [['"a":1}'], ['"b":"', 'x'.repeat(500), '"}'], ['"é":', '"𝄞"', '}']];
    for (const each of parts) lines.add(each);

    expect(lines.bytes).toEqual(Buffer.concat(parts.map((each) => sealed(each.join('')))));
  });

  it('should begin again when they are cleared, in the same bytes unless they are many', () => {
    const lines = new Lines(64);
    lines.add([`"a":"${'x'.repeat(1000)}"}`]);
    const { buffer } = lines.bytes;
    lines.clear();
    expect(lines.bytes.length).toBe(0);
    lines.add(['"b":2}']);
    expect(lines.bytes).toEqual(sealed('"b":2}'));
    expect(lines.bytes.buffer).toBe(buffer);

    lines.add([`"c":"${'x'.repeat(2 ** 22)}"}`]);
    const large = lines.bytes.buffer;
    lines.clear();
    lines.add(['"d":4}']);
    expect(lines.bytes.buffer).not.toBe(large);
    expect(lines.bytes).toEqual(sealed('"d":4}'));
  });
});
