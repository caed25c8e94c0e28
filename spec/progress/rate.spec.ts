import * as fc from 'fast-check';
import { Rate } from '../../src/progress/rate.js';

const BUCKET = 500;

/** Counts afresh at each question, over all that was ever added. */
class NaiveRate {
  readonly #added: { readonly items: number; readonly bucket: number }[] = [];
  #latest = 0;

  constructor(readonly startedAt: number) {}

  add(items: number, now: number): void {
    this.#added.push({ items, bucket: this.#bucketOf(now) });
  }

  perSecond(now: number, ms: number): number {
    const bucket = this.#bucketOf(now);
    const first = Math.max(0, bucket - Math.round(ms / BUCKET) + 1);
    const items = this.#added
      .filter((added) => added.bucket >= first)
      .reduce((sum, added) => sum + added.items, 0);
    const time = now - this.startedAt - first * BUCKET;
    return time >= 1 ? (items * 1000) / time : 0;
  }

  #bucketOf(now: number): number {
    this.#latest = Math.max(this.#latest, Math.floor((now - this.startedAt) / BUCKET));
    return this.#latest;
  }
}

describe('Rate', () => {
  it('should be nothing before anything was done', () => {
    expect(new Rate(100).perSecond(100)).toBe(0);
    expect(new Rate(100).perSecond(5000)).toBe(0);
  });

  it('should be items per second', () => {
    const rate = new Rate(1000);
    rate.add(30, 1500);
    rate.add(30, 2500);

    expect(rate.perSecond(3000)).toBe(30);
  });

  it('should look back ten seconds', () => {
    const rate = new Rate(0);
    rate.add(1000, 0);
    for (let second = 1; second <= 20; second++) rate.add(10, second * 1000);

    // The last 20 stretches of half a second begin at 10,500 ms.
    expect(rate.perSecond(20_000)).toBeCloseTo(100 / 9.5, 9);
  });

  it('should look back as far as it is asked to', () => {
    const rate = new Rate(0);
    rate.add(1000, 0);
    rate.add(60, 6000);

    // The last 6 stretches begin at 4,000 ms.
    expect(rate.perSecond(6500, 3000)).toBe(24);
  });

  it('should fall to nothing when nothing is done for longer than it looks back', () => {
    const rate = new Rate(0);
    rate.add(1000, 400);

    expect(rate.perSecond(9_999)).toBeGreaterThan(0);
    expect(rate.perSecond(10_000)).toBe(0);
    expect(rate.perSecond(1_000_000)).toBe(0);
  });

  it('should start again after a pause', () => {
    const rate = new Rate(0);
    rate.add(1000, 400);
    rate.add(10, 1_000_000);

    expect(rate.perSecond(1_000_000)).toBeCloseTo(10 / 9.5, 9);
  });

  it('should count several lanes together', () => {
    const rate = new Rate(0);
    for (let at = 100; at <= 2000; at += 100) for (let lane = 0; lane < 4; lane++) rate.add(1, at);

    expect(rate.perSecond(2000)).toBe(40);
  });

  it('should be finite when time stands still, or runs backwards', () => {
    const rate = new Rate(1000);
    rate.add(5, 1000);
    expect(rate.perSecond(1000)).toBe(0);
    expect(rate.perSecond(900)).toBe(0);
  });

  it('should be finite however soon it is asked', () => {
    const rate = new Rate(0);
    rate.add(5, 0);

    expect(rate.perSecond(Number.MIN_VALUE)).toBe(0);
    expect(rate.perSecond(1)).toBe(5000);
  });

  it('should equal a naive count, whatever comes when', () => {
    const gap = fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 0, max: 3000 }),
      fc.integer({ min: 9000, max: 30_000 }),
      fc.double({ min: 0, max: 600, noNaN: true }),
    );
    const steps = fc.array(fc.tuple(gap, fc.integer({ min: 0, max: 1000 }), fc.boolean()), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), steps, (startedAt, list) => {
        const [rate, naive] = [new Rate(startedAt), new NaiveRate(startedAt)];
        let now = startedAt;
        for (const [wait, items, ask] of list) {
          now += wait;
          rate.add(items, now);
          naive.add(items, now);
          if (!ask) continue;
          expect(rate.perSecond(now)).toBeCloseTo(naive.perSecond(now, 10_000), 6);
          expect(rate.perSecond(now, 3000)).toBeCloseTo(naive.perSecond(now, 3000), 6);
        }
        expect(Number.isFinite(rate.perSecond(now))).toBeTrue();
      }),
      { numRuns: 300 },
    );
  });
});
