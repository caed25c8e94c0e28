import { ReadBytes } from '../../src/cli/read-bytes.js';

const mark = (position: number, byte: unknown) => ({ position, cursor: { byte, line: 1 } });
const rates = { overall: 10, recent: 20, latest: 10 };

describe('ReadBytes', () => {
  it('should tell how much is stored of how much', () => {
    const bytes = new ReadBytes();
    expect(bytes.of(1000)).toEqual({ stored: 0, total: 1000 });
    bytes.start(mark(5, 100));
    expect(bytes.of(1000)).toEqual({ stored: 100, total: 1000 });
    bytes.stored(mark(10, 200));
    expect(bytes.of(1000)).toEqual({ stored: 200, total: 1000 });
    bytes.stored(undefined);
    expect(bytes.of(1000)).toEqual({ stored: 200, total: 1000 });
  });

  it('should know nothing where the source does not, and no more than all of it', () => {
    const bytes = new ReadBytes();
    expect(bytes.of(undefined)).toBeUndefined();
    bytes.stored({ position: 1, cursor: 'page 2' });
    bytes.stored(mark(1, '7'));
    expect(bytes.of(10)).toEqual({ stored: 0, total: 10 });
    bytes.stored(mark(2, 12));
    expect(bytes.of(10)).toEqual({ stored: 10, total: 10 });
  });

  it('should judge what is left by the bytes that items have had in this attempt', () => {
    const bytes = new ReadBytes();
    bytes.start(mark(1000, 1000));
    expect(bytes.remaining(10_000, 40, 5000, rates)).toBeUndefined();
    bytes.stored(mark(1100, 2000));
    // 8,000 bytes at 10 each are 800 items, of which 50 have ended.
    expect(bytes.remaining(10_000, 150, 5000, rates)).toEqual({ low: 37_500, high: 75_000 });
    expect(bytes.remaining(10_000, 20, 5000, rates)).toEqual({ low: 40_000, high: 80_000 });
  });

  it('should claim nothing too early, without a size, or when nothing is left', () => {
    const bytes = new ReadBytes();
    bytes.stored(mark(100, 1000));
    expect(bytes.remaining(10_000, 100, 2999, rates)).toBeUndefined();
    expect(bytes.remaining(undefined, 100, 5000, rates)).toBeUndefined();
    expect(bytes.remaining(10_000, 100, 5000, { ...rates, latest: 0 })).toBeUndefined();
    expect(bytes.remaining(1000, 100, 5000, rates)).toBeUndefined();
  });
});
