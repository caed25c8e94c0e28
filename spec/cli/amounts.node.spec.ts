import { durationOf, sizeOf } from '../../src/cli/amounts.js';
import { Given } from '../../src/cli/given.js';

const given = (text: string) => new Given(new Map([['max', text]]), undefined);

describe('amounts', () => {
  it('should be read with their units', () => {
    const times = ['10s', '90m', '12h', '30d', '2w', '1.5H'].map((text) =>
      durationOf(given(text), 'max'),
    );
    const sizes = ['5b', '1kb', '500MB', '1.5gb', '2tb'].map((text) => sizeOf(given(text), 'max'));

    expect(times).toEqual([1e4, 5_400_000, 43_200_000, 2_592_000_000, 1_209_600_000, 5_400_000]);
    expect(sizes).toEqual([5, 1000, 5e8, 1.5e9, 2e12]);
    expect(sizeOf(given('1b'), 'other')).toBeUndefined();
  });

  it('should be refused without a unit, or with another one', () => {
    for (const text of ['30', 'd', '-1d', '1y', '1e3d', '1 d', '', '1constructor']) {
      expect(() => durationOf(given(text), 'max'))
        .withContext(text)
        .toThrowError(/^--max takes a duration like 30d, 12h or 90m; it got /);
      expect(() => sizeOf(given(text), 'max'))
        .withContext(text)
        .toThrowError(/size like 1gb/);
    }
  });
});
