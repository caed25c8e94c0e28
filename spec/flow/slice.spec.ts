import { Slice } from '../../src/flow/slice.js';

describe('Slice', () => {
  let now: number;
  let looks: number;
  const clock = () => {
    looks++;
    return now;
  };

  beforeEach(() => {
    now = 1_000;
    looks = 0;
  });

  /** Pulls until it is used up, each pull taking so long; gives how many, at most `most`. */
  const pullsUntilUsedUp = (slice: Slice, ms: number, most = 100_000) => {
    for (let pulls = 1; pulls <= most; pulls++) {
      now += ms;
      if (slice.usedUp()) return pulls;
    }
    return undefined;
  };

  it('should be used up after 8 ms', () => {
    const pulls = pullsUntilUsedUp(new Slice(clock), 0.01);

    expect(pulls).toBeGreaterThanOrEqual(800);
    expect(pulls).toBeLessThanOrEqual(800 + 64);
  });

  it('should never be used up where time stands still', () => {
    expect(pullsUntilUsedUp(new Slice(clock), 0)).toBeUndefined();
  });

  it('should look at the clock once for 64 pulls that take no time', () => {
    const slice = new Slice(clock);
    looks = 0;

    pullsUntilUsedUp(slice, 0, 6400);

    expect(looks).toBe(100);
  });

  it('should look first after 64 pulls, however slow they are', () => {
    const slice = new Slice(clock);

    expect(pullsUntilUsedUp(slice, 1000)).toBe(64);
  });

  it('should look more often while pulls are slow, up to each time', () => {
    const slice = new Slice(clock);
    const strides = Array.from({ length: 8 }, () => {
      const pulls = pullsUntilUsedUp(slice, 20);
      slice.restart();
      return pulls;
    });

    expect(strides).toEqual([64, 32, 16, 8, 4, 2, 1, 1]);
  });

  it('should look less often again when pulls are fast', () => {
    const slice = new Slice(clock);
    for (let i = 0; i < 8; i++) pullsUntilUsedUp(slice, 20);
    slice.restart();
    looks = 0;

    pullsUntilUsedUp(slice, 0, 2 + 4 + 8 + 16 + 32 + 64 + 64);

    expect(looks).toBe(7);
  });

  it('should begin anew after the host had its turn', () => {
    const slice = new Slice(clock);
    pullsUntilUsedUp(slice, 0.1);
    now += 50;
    slice.restart();

    const pulls = pullsUntilUsedUp(slice, 0.1);

    expect(pulls).toBeGreaterThanOrEqual(80);
    expect(pulls).toBeLessThanOrEqual(80 + 64);
  });

  it('should count over all wake-ups, not from the latest one', () => {
    const slice = new Slice(clock);
    let wakeUps = 0;
    // One pull a wake-up, as with work that awaits resolved promises.
    while (!slice.usedUp()) {
      wakeUps++;
      now += 0.5;
    }

    expect(wakeUps).toBeLessThanOrEqual(64);
  });

  it('should count a range as so many pulls', () => {
    const slice = new Slice(clock);
    looks = 0;

    slice.usedUp(63);
    expect(looks).toBe(0);
    slice.usedUp(16);
    expect(looks).toBe(1);
    now += 8;
    expect(slice.usedUp(500)).toBeTrue();
  });
});
