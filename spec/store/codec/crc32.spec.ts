import * as fc from 'fast-check';
import { crc32, portableCrc32 } from '../../../src/store/codec/crc32.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** By the definition, a bit at a time. */
function slowCrc32(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}

for (const [name, sum] of Object.entries({ crc32, portableCrc32 })) {
  describe(name, () => {
    it('should be the sum that all others take', () => {
      expect(sum(bytesOf('123456789'))).toBe(0xcbf43926);
      expect(sum(bytesOf(''))).toBe(0);
      expect(sum(Uint8Array.of(255, 255, 255, 255))).toBe(0xffffffff);
    });

    it('should be that of any bytes, wherever they begin', () => {
      const parts = fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.nat(20));
      fc.assert(
        fc.property(parts, ([bytes, from]) => {
          expect(sum(bytes.subarray(from))).toBe(slowCrc32(bytes.subarray(from)));
        }),
      );
    });

    it('should go on from the sum of what came before', () => {
      fc.assert(
        fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
          const all = Uint8Array.of(...before, ...after);
          expect(sum(after, sum(before))).toBe(sum(all));
        }),
      );
    });

    it('should take text as UTF-8', () => {
      expect(sum('é𝄞"\n')).toBe(sum(bytesOf('é𝄞"\n')));
      expect(sum('b', sum('a'))).toBe(sum(bytesOf('ab')));
    });
  });
}
