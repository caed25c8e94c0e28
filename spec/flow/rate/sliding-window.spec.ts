import fc from 'fast-check';
import { SlidingWindow } from '../../../src/flow/rate/sliding-window.js';

interface Taken {
  readonly at: number;
  readonly cost: number;
  readonly key: number;
}

/** Takes as soon as it may, and tells when that was. */
function takenAt(window: SlidingWindow, now: number, cost: number, key?: unknown): number {
  let at = now;
  for (let wait = window.wait(at, cost, key); wait > 0; wait = window.wait(at, cost, key)) {
    at += wait;
  }
  window.take(at, cost, key);
  return at;
}

describe('SlidingWindow', () => {
  it('should let so much pass at once, and the next when the first is out of the window', () => {
    const window = new SlidingWindow(2, 100);

    expect([0, 10, 20, 20].map((now) => takenAt(window, now, 1))).toEqual([0, 10, 100, 110]);
  });

  it('should let twice the limit pass in no window, where an interval that restarts would', () => {
    const window = new SlidingWindow(2, 100);

    expect([99, 99, 100, 199].map((now) => takenAt(window, now, 1))).toEqual([99, 99, 199, 199]);
    expect(takenAt(window, 201, 1)).toBe(299);
  });

  it('should take nothing by asking', () => {
    const window = new SlidingWindow(1, 100);

    expect([window.wait(0, 1), window.wait(0, 1)]).toEqual([0, 0]);
  });

  it('should let a cost above the limit go alone, and count all of it', () => {
    const window = new SlidingWindow(3, 100);
    window.take(0, 1);

    expect(takenAt(window, 0, 5)).toBe(100);
    window.change(150, 6, 100);
    expect(window.wait(150, 1)).toBe(0);
    expect(window.wait(150, 2)).toBe(50);
  });

  it('should let what costs nothing pass whenever it comes', () => {
    const window = new SlidingWindow(1, 100);
    window.take(0, 1);
    window.take(0, 0, 'free');

    expect(window.wait(0, 0)).toBe(0);
    expect(window.keys).toBe(1);
  });

  it('should say when anything at all may be taken', () => {
    const window = new SlidingWindow(2, 100);
    window.take(0, 1);
    expect(window.waitForAny(10)).toBe(0);
    window.take(10, 1);

    expect(window.waitForAny(20)).toBe(80);
  });

  it('should keep what was spent when the limit changes', () => {
    const window = new SlidingWindow(4, 100);
    for (let i = 0; i < 4; i++) window.take(10 * i, 1);
    window.change(40, 2, 100);
    expect(window.wait(40, 1)).toBe(80);
    window.change(40, 5, 100);

    expect([window.wait(40, 1), window.wait(40, 2)]).toEqual([0, 60]);
  });

  it('should keep what was spent within the old duration when that changes', () => {
    const window = new SlidingWindow(2, 100);
    window.take(0, 1);
    window.take(50, 1);
    window.change(120, 2, 1000);

    expect([window.wait(120, 1), window.wait(120, 2)]).toEqual([0, 930]);
    window.change(130, 2, 40);
    expect(window.wait(130, 2)).toBe(0);
  });

  it('should give each key a window of its own, and forget it when nothing of it counts', () => {
    const window = new SlidingWindow(1, 100);
    for (let key = 0; key < 1000; key++) window.take(key, 1, key);

    expect(window.wait(1000, 1, 999)).toBe(99);
    expect(window.keys).toBe(100);
    window.change(5000, 1, 100);
    expect(window.keys).toBe(0);
  });

  it('should keep the key that was taken from last, whenever it came first', () => {
    const window = new SlidingWindow(2, 100);
    window.take(0, 1, 'a');
    window.take(10, 1, 'b');
    window.take(90, 1, 'a');
    window.take(120, 1, 'c');

    expect(window.keys).toBe(2);
    expect(window.wait(120, 2, 'a')).toBe(70);
  });

  it('should count what was used late from then on', () => {
    const window = new SlidingWindow(3, 100);
    for (const now of [0, 10, 20]) window.take(now, 1);
    window.usedAt(30, 10);

    expect([window.wait(40, 1), window.wait(40, 2), window.wait(40, 3)]).toEqual([60, 90, 90]);
  });

  it('should stand still while the clock goes back', () => {
    const window = new SlidingWindow(2, 100);
    window.take(50, 1);
    window.take(20, 1);

    expect(window.wait(120, 2)).toBe(30);
    expect(window.wait(150, 2)).toBe(0);
  });

  it('should not wait for ever where the end of a window is rounded', () => {
    const window = new SlidingWindow(1, 0.1);
    let now = 1e6 + 0.3;
    for (let i = 0; i < 1000; i++) {
      const at = takenAt(window, now, 1);
      if (i > 0) expect(at - now).toBeGreaterThanOrEqual(0.1);
      now = at;
    }
  });

  it('should hold so many entries at most, and rather count them later', () => {
    const window = new SlidingWindow(100_000, 1e6);
    for (let now = 0; now < 50_000; now++) window.take(now, 1);

    expect(window.wait(50_000, 50_000)).toBe(0);
    const first = window.wait(50_000, 50_001);
    expect(first).toBeGreaterThan(950_000);
    expect(first).toBeLessThanOrEqual(950_064);
    // All of it is out of the window in the end.
    expect(window.wait(49_999 + 1e6, 100_000)).toBe(0);
  });

  it('should never let more pass in any window, nor keep anything waiting that may go', () => {
    const arrival = fc.record({
      after: fc.integer({ min: 0, max: 30 }),
      cost: fc.integer({ min: 0, max: 7 }),
      key: fc.integer({ min: 0, max: 2 }),
      change: fc.option(
        fc.record({ limit: fc.integer({ min: 1, max: 6 }), per: fc.integer({ min: 1, max: 60 }) }),
        { freq: 8, nil: undefined },
      ),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), (arrivals) => {
        let rate = { limit: 3, per: 40 };
        const window = new SlidingWindow(rate.limit, rate.per);
        let taken: Taken[] = [];
        let now = 0;
        const spent = (at: number, key: number) =>
          taken
            .filter((each) => each.key === key && at - each.at < rate.per)
            .reduce((sum, { cost }) => sum + cost, 0);
        for (const { after, cost, key, change } of arrivals) {
          now += after;
          if (change !== undefined) {
            // What is out of the old window is out of the new one.
            taken = taken.filter(({ at }) => now - at < rate.per);
            rate = change;
            window.change(now, rate.limit, rate.per);
          }
          const fits = (at: number) =>
            cost === 0 || spent(at, key) <= rate.limit - Math.min(cost, rate.limit);
          let soonest = now;
          while (!fits(soonest)) soonest++;

          expect(takenAt(window, now, cost, key)).toBe(soonest);
          now = soonest;
          taken.push({ at: now, cost, key });
        }
      }),
    );
  });

  it('should do the same with fractions, up to their rounding', () => {
    const arrival = fc.record({
      after: fc.double({ min: 0, max: 5, noNaN: true }),
      cost: fc.double({ min: 0.001, max: 1.5, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 200 }), (arrivals) => {
        const window = new SlidingWindow(1.5, 10.1);
        const taken: { at: number; cost: number }[] = [];
        let now = 0;
        for (const { after, cost } of arrivals) {
          now = takenAt(window, now + after, cost);
          taken.push({ at: now, cost });
          const within = taken.filter(({ at }) => now - at < 10.1);
          const spent = within.reduce((sum, each) => sum + each.cost, 0);

          expect(spent).toBeLessThanOrEqual(1.5 + 1e-9);
        }
      }),
    );
  });
});
