import { bytes, count, counted, date, duration, holderText, range } from '../../src/cli/format.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('format', () => {
  it('should group the digits of counts, and know one from many', () => {
    expect([0, 999, 1234567, 12.6].map(count)).toEqual(['0', '999', '1,234,567', '13']);
    expect([0, 1, 2000].map((n) => counted(n, 'item'))).toEqual([
      '0 items',
      '1 item',
      '2,000 items',
    ]);
  });

  it('should show bytes in the largest unit that keeps the number below 1,000', () => {
    expect([0, 999, 1000, 99_949, 99_950, 999_499, 999_500, 12.1e6, 3e15, 4e18].map(bytes)).toEqual(
      [
        ...['0 B', '999 B', '1.0 kB', '99.9 kB', '100 kB', '999 kB', '1.0 MB', '12.1 MB'],
        ...['3.0 PB', '4000 PB'],
      ],
    );
  });

  it('should show durations by their two largest units', () => {
    const given = [
      0,
      449,
      9949,
      9950,
      59_499,
      59_500,
      HOUR - 600,
      HOUR - 500,
      25 * HOUR,
      52 * HOUR,
    ];
    expect(given.map(duration)).toEqual([
      ...['0.0 s', '0.4 s', '9.9 s', '10 s', '59 s', '1 m 0 s', '59 m 59 s', '1 h 0 m'],
      ...['1 d 1 h', '2 d 4 h'],
    ]);
    expect(duration(3 * MINUTE + 2 * SECOND)).toBe('3 m 2 s');
  });

  it('should show a range by whole seconds, and one figure where both are the same', () => {
    expect(range({ low: 90 * SECOND, high: 125 * SECOND })).toBe('1 m 30 s to 2 m 5 s');
    expect(range({ low: 2100, high: 7600 })).toBe('2 s to 8 s');
    expect(range({ low: 1600, high: 2300 })).toBe('2 s');
    expect(range({ low: 0, high: 100 })).toBe('1 s');
  });

  it('should show when, and who, with nothing that a terminal obeys', () => {
    const since = Date.UTC(2026, 10, 23, 15, 4, 5, 999);
    expect(date(since)).toBe('2026-11-23 15:04:05 UTC');
    expect(holderText({ pid: 7, host: 'a\x1bb', since })).toBe(
      'process 7 on a\\x1bb, since 2026-11-23 15:04:05 UTC',
    );
  });
});
