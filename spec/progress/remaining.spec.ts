import * as fc from 'fast-check';
import { remaining } from '../../src/progress/remaining.js';

const STEADY = { overall: 100, recent: 100, latest: 100 };

describe('remaining', () => {
  it('should be what is left at the fastest and at the slowest of the rates', () => {
    const rates = { overall: 100, recent: 50, latest: 200 };
    expect(remaining(1000, 60_000, rates)).toEqual({ low: 5000, high: 20_000 });
  });

  it('should be a point while the run is steady', () => {
    expect(remaining(1000, 60_000, STEADY)).toEqual({ low: 10_000, high: 10_000 });
  });

  it('should be unknown without a total', () => {
    expect(remaining(undefined, 60_000, STEADY)).toBeUndefined();
  });

  it('should be unknown for the first three seconds', () => {
    expect(remaining(1000, 2999, STEADY)).toBeUndefined();
    expect(remaining(1000, 3000, STEADY)).toBeDefined();
  });

  it('should be unknown while nothing moves, at any of the rates', () => {
    expect(remaining(1000, 60_000, { overall: 0, recent: 0, latest: 0 })).toBeUndefined();
    expect(remaining(1000, 60_000, { ...STEADY, latest: 0 })).toBeUndefined();
    expect(remaining(1000, 60_000, { ...STEADY, recent: 0 })).toBeUndefined();
  });

  it('should be nothing when nothing is left, from the start', () => {
    expect(remaining(0, 0, { overall: 0, recent: 0, latest: 0 })).toEqual({ low: 0, high: 0 });
  });

  it('should be nothing when more was done than there was to do', () => {
    expect(remaining(-5, 60_000, STEADY)).toEqual({ low: 0, high: 0 });
  });

  it('should be finite, and low no more than high', () => {
    const rate = fc.double({ min: 0, max: 1e9, noNaN: true }).filter((r) => r === 0 || r > 1e-6);
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: -1000, max: 1e9 }), { nil: undefined }),
        fc.integer({ min: 0, max: 1e9 }),
        fc.record({ overall: rate, recent: rate, latest: rate }),
        (left, elapsed, rates) => {
          const range = remaining(left, elapsed, rates);
          if (range === undefined) return;
          expect(Number.isFinite(range.low) && Number.isFinite(range.high)).toBeTrue();
          expect(range.low).toBeGreaterThanOrEqual(0);
          expect(range.high).toBeGreaterThanOrEqual(range.low);
        },
      ),
    );
  });
});
