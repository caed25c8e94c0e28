import * as fc from 'fast-check';
import { Slots } from '../../src/flow/slots.js';

describe('Slots', () => {
  const cases: [
    concurrency: number,
    prefetch: number | undefined,
    limit: number,
    reopen: number,
  ][] = [
    [1, 0, 1, 0],
    [4, 0, 4, 3],
    [1, 1, 2, 1],
    [4, 1, 5, 4],
    [4, 2, 6, 5],
    [4, 3, 7, 5],
    [2, 10, 12, 7],
    [1, undefined, 2, 1],
    [4, undefined, 8, 6],
    [16, undefined, 32, 24],
  ];
  for (const [concurrency, prefetch, limit, reopenAt] of cases) {
    it(`should close at ${limit} and reopen at ${reopenAt} with ${concurrency} lanes and ${prefetch} ahead`, () => {
      const slots = new Slots(concurrency, prefetch);

      expect([slots.limit, slots.reopenAt]).toEqual([limit, reopenAt]);
    });
  }

  it('should follow the lanes, with as many ahead where that is not given', () => {
    const [following, fixed] = [new Slots(4, undefined), new Slots(4, 1)];
    following.concurrency = 10;
    fixed.concurrency = 10;

    expect([following.concurrency, following.limit, following.reopenAt]).toEqual([10, 20, 15]);
    expect([fixed.concurrency, fixed.limit, fixed.reopenAt]).toEqual([10, 11, 10]);
  });

  it('should let nothing wait from when it is told so, with as many lanes as there are then', () => {
    const slots = new Slots(4, undefined);
    slots.holdNothing();
    expect([slots.limit, slots.reopenAt]).toEqual([4, 3]);
    slots.concurrency = 6;

    expect([slots.concurrency, slots.limit, slots.reopenAt]).toEqual([6, 6, 5]);
  });

  it('should reopen below its limit, and with something left for each lane', () => {
    const lanes = fc.integer({ min: 1, max: 10_000 });
    const ahead = fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined });
    fc.assert(
      fc.property(lanes, ahead, (concurrency, prefetch) => {
        const { limit, reopenAt } = new Slots(concurrency, prefetch);
        expect(limit).toBe(concurrency + (prefetch ?? concurrency));
        expect(reopenAt).toBeLessThan(limit);
        // With nothing ahead a lane has to be free before the next may come.
        expect(reopenAt).toBeGreaterThanOrEqual(prefetch === 0 ? concurrency - 1 : concurrency);
      }),
    );
  });
});
