import { Settled, settled } from '../../src/work/settled.js';

describe('settled', () => {
  it('should take what Promise.allSettled gives', async () => {
    const outcomes = await Promise.allSettled([
      Promise.resolve(1),
      Promise.reject(new Error('no')),
    ]);
    const answer = settled(outcomes);

    expect(answer).toBeInstanceOf(Settled);
    expect(answer.items).toBe(outcomes);
  });

  it('should refuse anything but an array', () => {
    for (const items of [undefined, null, {}, 'ab', new Set()]) {
      expect(() => settled(items as never)).toThrow(
        jasmine.objectContaining({
          name: 'TypeError',
          code: 'ERR_INVALID_ARG_TYPE',
          message: jasmine.stringContaining('settled: "items" must be an array of outcomes'),
        }),
      );
    }
  });
});
