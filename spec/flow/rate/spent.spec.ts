import { Spent } from '../../../src/flow/rate/spent.js';

/** What was spent at these times, one each. */
function spentAt(...times: readonly number[]): Spent {
  const spent = new Spent();
  for (const time of times) spent.add(time, 1);
  return spent;
}

describe('Spent', () => {
  it('should say how long it takes until no more than so much was spent', () => {
    const spent = spentAt(0, 3, 3, 7);

    expect([4, 3, 2, 1, 0].map((most) => spent.wait(8, 10, most))).toEqual([0, 2, 5, 5, 9]);
  });

  it('should leave out what is as old as the window', () => {
    const spent = spentAt(0, 3);

    expect([spent.wait(9.5, 10, 1), spent.wait(10, 10, 1)]).toEqual([0.5, 0]);
    expect([spent.forget(12, 10), spent.forget(13, 10)]).toEqual([false, true]);
  });

  it('should never say a wait that a clock could not tell from none', () => {
    const spent = spentAt(0.1);

    expect(spent.wait(10.1 - Number.EPSILON * 8, 10, 0)).toBeGreaterThanOrEqual(0.001);
  });

  it('should take what comes from an earlier time for what comes now', () => {
    const spent = spentAt(5, 2);

    expect([spent.wait(10, 10, 1), spent.wait(10, 10, 0)]).toEqual([5, 5]);
  });

  it('should count as spent now what was spent from some time on', () => {
    const spent = spentAt(0, 4, 5);
    spent.move(4, 8);

    expect([2, 1, 0].map((most) => spent.wait(8, 10, most))).toEqual([2, 10, 10]);
  });

  it('should move nothing where nothing was spent', () => {
    const spent = spentAt(0);
    spent.move(4, 8);

    expect([spent.wait(8, 10, 0), spent.forget(10, 10)]).toEqual([2, true]);
  });

  it('should go on where all it knew is forgotten, however long it lasts', () => {
    const spent = new Spent();
    for (let now = 0; now < 1000; now++) {
      spent.add(now, 0.1);
      spent.forget(now, 100);
    }

    // A hundred of them are within the window.
    expect(spent.wait(999, 100, 10.01)).toBe(0);
    expect(spent.wait(999, 100, 9.99)).toBe(1);
  });

  it('should join neighbours where there are too many, and count them at the later time', () => {
    const spent = new Spent();
    for (let now = 0; now <= 16_384; now++) spent.add(now, 1);

    expect(spent.wait(16_384, 20_000, 16_384)).toBe(1 + 20_000 - 16_384);
    expect(spent.wait(16_384, 20_000, 16_382)).toBe(3 + 20_000 - 16_384);
  });
});
