import { memoryLimit, shareOf } from '../../src/memory/memory-limit.js';

describe('memoryLimit', () => {
  it('should take bytes and percentages, and tell what is none from what is out of range', () => {
    expect([1, 0.5, Infinity, '1%', '75%', '99.5%', '100%'].map(memoryLimit.check)).toEqual([
      ...(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'] as const),
    ]);
    expect(
      [0, -1, NaN, '0%', '101%', '-5%', '75', '75 %', '%', '1e1%', '7.%'].map(memoryLimit.check),
    ).toEqual(Array.from({ length: 11 }, () => 'range' as const));
    expect([undefined, null, {}, 5n, true].map(memoryLimit.check)).toEqual(
      Array.from({ length: 5 }, () => 'type' as const),
    );
  });
});

describe('shareOf', () => {
  it('should be a part of what the platform allows, and of 512 MiB where it does not tell', () => {
    expect(shareOf('75%', 1000, true)).toBe(750);
    expect(shareOf('50%', 1000, false)).toBe(500);
    expect(shareOf('12.5%', undefined, true)).toBe(64 * 1024 * 1024);
  });

  it('should be the bytes for what the program holds, and all for the rest', () => {
    expect(shareOf(100, 1000, true)).toBe(100);
    expect(shareOf(5000, 1000, true)).toBe(1000);
    expect(shareOf(100, undefined, true)).toBe(100);
    expect(shareOf(100, 1000, false)).toBe(1000);
    expect(shareOf(100, undefined, false)).toBe(Infinity);
  });
});
