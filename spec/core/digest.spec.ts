import { digest } from '../../src/core/digest.js';

describe('digest', () => {
  it('should be the same for the same texts, on every platform', () => {
    expect(digest(['a', 'b'])).toBe(digest(['a', 'b']));
    expect(digest([])).toMatch(/^[0-9a-z]{22}$/);
  });

  it('should be another for other texts, another order, and other bounds between them', () => {
    const all = [
      ...[[], [''], ['', ''], ['ab', 'c'], ['a', 'bc'], ['abc'], ['c', 'ab'], ['1:a'], ['1', 'a']],
    ];

    expect(new Set(all.map(digest)).size).toBe(all.length);
  });

  it('should be another for each of 100,000 lists', () => {
    const all = Array.from({ length: 100_000 }, (_, i) => digest(['key', String(i)]));

    expect(new Set(all).size).toBe(100_000);
  });
});
