import { crc32 } from '../../../src/store/codec/crc32.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  it('should be the sum that all others take', () => {
    expect(crc32(bytesOf('123456789'))).toBe(0xcbf43926);
    expect(crc32(bytesOf(''))).toBe(0);
    expect(crc32(Uint8Array.of(255, 255, 255, 255))).toBe(0xffffffff);
  });

  it('should go on from the sum of what came before', () => {
    expect(crc32(bytesOf('6789'), crc32(bytesOf('12345')))).toBe(0xcbf43926);
  });
});
