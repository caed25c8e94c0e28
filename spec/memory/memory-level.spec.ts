import * as fc from 'fast-check';
import { levelAfter, type MemoryLevel } from '../../src/memory/memory-level.js';

const LEVELS: readonly MemoryLevel[] = ['ok', 'soft', 'hard', 'critical'];

describe('levelAfter', () => {
  it('should rise at 70, 85 and 95 %, at once', () => {
    const risen = [0, 0.69, 0.7, 0.84, 0.85, 0.94, 0.95, 1, 2, Infinity].map((use) =>
      levelAfter('ok', use),
    );
    expect(risen).toEqual([
      ...(['ok', 'ok', 'soft', 'soft', 'hard', 'hard'] as const),
      ...(['critical', 'critical', 'critical', 'critical'] as const),
    ]);
  });

  it('should stay until less than 60 % is in use, and then be ok', () => {
    for (const level of LEVELS) {
      expect(levelAfter(level, 0.6)).toBe(level);
      expect(levelAfter(level, 0.599)).toBe('ok');
    }
  });

  it('should never be lower for more in use, nor after a higher level', () => {
    const use = fc.double({ min: 0, max: 2, noNaN: true });
    const rank = (level: MemoryLevel) => LEVELS.indexOf(level);
    fc.assert(
      fc.property(use, use, fc.nat(3), fc.nat(3), (a, b, one, other) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [before, after] = [LEVELS[Math.min(one, other)], LEVELS[Math.max(one, other)]];
        const lower = levelAfter(before ?? 'ok', low);
        expect(rank(levelAfter(before ?? 'ok', high))).toBeGreaterThanOrEqual(rank(lower));
        expect(rank(levelAfter(after ?? 'ok', low))).toBeGreaterThanOrEqual(rank(lower));
      }),
    );
  });
});
