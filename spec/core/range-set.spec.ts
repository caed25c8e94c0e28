import * as fc from 'fast-check';
import type { Range } from '../../src/core/chunk.js';
import { RangeSet } from '../../src/core/range-set.js';

const range = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 8 }))
  .map(([start, size]): Range => [start, start + size]);
const ranges = fc.array(range, { maxLength: 30 });

/** The same by the simplest means: every position by itself. */
function modelOf(all: readonly Range[]): Set<number> {
  const positions = new Set<number>();
  for (const [start, end] of all) for (let at = start; at < end; at++) positions.add(at);
  return positions;
}

describe('RangeSet', () => {
  it('should hold the positions of all ranges, like a set of them', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const set = new RangeSet(all);
        const model = modelOf(all);
        for (let at = -1; at < 50; at++) expect(set.has(at)).toBe(model.has(at));
        expect(set.size).toBe(model.size);
        let watermark = 0;
        while (model.has(watermark)) watermark++;
        expect(set.watermark).toBe(watermark);
      }),
      { numRuns: 500 },
    );
  });

  it('should keep as few ranges as there can be, in order', () => {
    fc.assert(
      fc.property(ranges, (all) => {
        const set = new RangeSet(all);
        const kept = set.ranges;
        expect(modelOf(kept)).toEqual(modelOf(all));
        for (const [i, [start, end]] of kept.entries()) {
          expect(start).toBeLessThan(end);
          // Neither overlaps nor touches the one before.
          expect(start).toBeGreaterThan(kept[i - 1]?.[1] ?? -1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('should find the first position of a range, and its own end', () => {
    fc.assert(
      fc.property(ranges, range, (all, asked) => {
        const set = new RangeSet(all);
        const model = modelOf(all);
        const found = [...modelOf([asked])].find((position) => model.has(position));
        expect(set.firstIn(asked)).toBe(found);
        expect(set.end).toBe(Math.max(-1, ...model) + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('should tell the watermark as it would be with others, and stay as it is', () => {
    fc.assert(
      fc.property(ranges, ranges, (all, others) => {
        const set = new RangeSet(all);
        expect(set.watermarkWith(others)).toBe(new RangeSet([...all, ...others]).watermark);
        expect(set.ranges).toEqual(new RangeSet(all).ranges);
      }),
      { numRuns: 500 },
    );
  });

  it('should be the same in whatever order it is filled', () => {
    const shuffled = ranges.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        expect(new RangeSet(other).ranges).toEqual(new RangeSet(all).ranges);
      }),
    );
  });

  it('should join what touches, on either side and on both', () => {
    const set = new RangeSet([
      [0, 2],
      [4, 6],
    ]);
    set.add([6, 8]);
    expect(set.ranges).toEqual([
      [0, 2],
      [4, 8],
    ]);
    set.add([2, 4]);
    expect(set.ranges).toEqual([[0, 8]]);
  });

  it('should take in nothing where a range has no positions', () => {
    const set = new RangeSet([
      [3, 3],
      [5, 4],
    ]);
    expect([set.ranges, set.size, set.watermark, set.has(3)]).toEqual([[], 0, 0, false]);
  });

  it('should have no watermark where the first position is missing', () => {
    expect(new RangeSet([[1, 9]]).watermark).toBe(0);
    expect(new RangeSet([[0, 9]]).watermark).toBe(9);
  });

  it('should be without what was taken out, and as few ranges as there can be', () => {
    fc.assert(
      fc.property(ranges, ranges, (all, others) => {
        const set = new RangeSet(all);
        for (const other of others) set.remove(other);
        const left = modelOf(all);
        for (const at of modelOf(others)) left.delete(at);
        expect(set.ranges).toEqual(new RangeSet([...left].map((at) => [at, at + 1])).ranges);
      }),
      { numRuns: 500 },
    );
  });

  it('should tell what of a range is missing in it', () => {
    fc.assert(
      fc.property(ranges, range, (all, asked) => {
        const model = modelOf(all);
        const missing = [...modelOf([asked])].filter((at) => !model.has(at));
        const expected = new RangeSet(missing.map((at) => [at, at + 1])).ranges;
        expect(new RangeSet(all).missingIn(asked)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('should give away a copy', () => {
    const set = new RangeSet([[0, 2]]);
    const before = set.ranges;
    set.add([2, 5]);
    expect(before).toEqual([[0, 2]]);
    (before as [number, number][])[0]![1] = 99;
    expect(set.ranges).toEqual([[0, 5]]);
    const given: [number, number] = [7, 9];
    set.add(given);
    given[1] = 50;
    expect(set.ranges).toEqual([
      [0, 5],
      [7, 9],
    ]);
  });
});
