import fc from 'fast-check';
import { Durations } from '../../src/core/durations.js';

function durations(...list: readonly number[]): Durations {
  const result = new Durations();
  for (const ms of list) result.add(ms);
  return result;
}

/** The quantile by its definition: the smallest value that so many are not above. */
function exact(list: readonly number[], q: number): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * q) - 1] ?? 0;
}

/** From a tenth of a nanosecond to a day, every magnitude as likely as another. */
const duration = fc.integer({ min: -70_000, max: 79_000 }).map((x) => 10 ** (x / 10_000));

describe('Durations', () => {
  it('should be all zeros while nothing was measured', () => {
    expect(durations().summary).toEqual({ count: 0, mean: 0, p50: 0, p95: 0, max: 0 });
  });

  it('should count, and know the mean and the longest exactly', () => {
    const { count, mean, max } = durations(1, 2, 6, 3).summary;

    expect([count, mean, max]).toEqual([4, 3, 6]);
  });

  it('should count one that was measured for several as often', () => {
    const many = new Durations();
    many.add(2, 3);
    many.add(6);

    expect(many.summary).toEqual(durations(2, 2, 2, 6).summary);
    expect(many.summary.mean).toBe(3);
  });

  it('should tell quantiles within 5 % of the exact ones', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 200 }), (list) => {
        const { p50, p95 } = durations(...list).summary;
        for (const [found, q] of [
          [p50, 0.5],
          [p95, 0.95],
        ] as const) {
          const wanted = exact(list, q);
          // What is shorter than a nanosecond counts as nothing.
          if (Math.abs(found - wanted) > Math.max(wanted * 0.05, 1e-6)) {
            throw new Error(`${found} for ${wanted}`);
          }
        }
      }),
      { numRuns: 1000 },
    );

    expect().nothing();
  });

  it('should never tell a quantile above the longest', () => {
    const { p50, p95, max } = durations(5).summary;

    expect([p50, p95]).toEqual([5, 5]);
    expect(max).toBe(5);
  });

  it('should take no time for none', () => {
    expect(durations(0, 0, 0, 8).summary).toEqual({ count: 4, mean: 2, p50: 0, p95: 8, max: 8 });
  });

  it('should put what lasts for weeks with the longest', () => {
    const { p50, max } = durations(1e12, 1e12).summary;

    expect(max).toBe(1e12);
    expect(p50).toBeGreaterThan(9e8);
    expect(p50).toBeLessThanOrEqual(max);
  });
});
