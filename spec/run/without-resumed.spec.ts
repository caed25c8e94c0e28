import fc from 'fast-check';
import { ProgressTracker } from '../../src/progress/progress-tracker.js';
import { remaining } from '../../src/progress/remaining.js';
import type { Progress } from '../../src/progress/progress.js';
import { withoutResumed } from '../../src/run/without-resumed.js';

const progress = (changes: Partial<Progress>): Progress => ({
  ...new ProgressTracker().snapshot,
  ...changes,
});

describe('withoutResumed', () => {
  it('should leave out of the total what an earlier start has stored', () => {
    expect(withoutResumed(progress({ total: 100, done: 10 }), 30).total).toBe(70);
  });

  it('should leave progress as it is where nothing was stored, or nobody knows the total', () => {
    const fresh = progress({ total: 100, done: 10 });
    const unknown = progress({ total: undefined, done: 10 });

    expect(withoutResumed(fresh, 0)).toBe(fresh);
    expect(withoutResumed(unknown, 30)).toBe(unknown);
  });

  it('should never tell a total below what is done', () => {
    expect(withoutResumed(progress({ total: 100, done: 10 }), 95).total).toBe(10);
    expect(withoutResumed(progress({ total: 100, done: 100 }), 50).total).toBe(100);
  });

  it('should tell what remains of what is left, at the same rates', () => {
    const rates = { overall: 3, recent: 5, latest: 4 };
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), fc.nat(1000), (done, resumed, more) => {
        const total = done + resumed + more;
        const told = progress({ total, done, remaining: remaining(total - done, 9000, rates) });
        const { low = 0, high = 0 } = withoutResumed(told, resumed).remaining ?? {};
        const wanted = remaining(more, 9000, rates) ?? { low: 0, high: 0 };
        return Math.abs(low - wanted.low) < 1e-6 && Math.abs(high - wanted.high) < 1e-6;
      }),
    );

    expect(withoutResumed(progress({ total: 9, done: 1 }), 2).remaining).toBeUndefined();
  });
});
