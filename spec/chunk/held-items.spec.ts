import fc from 'fast-check';
import { HeldItems } from '../../src/chunk/held-items.js';

/** Holds items that arrive one after another, from position 0, a millisecond apart. */
function holding(items: readonly unknown[]): HeldItems {
  const held = new HeldItems();
  for (const [position, item] of items.entries()) held.add(item, position, 100 + position);
  return held;
}

describe('HeldItems', () => {
  it('should give the positions of what is taken, as one range where they follow each other', () => {
    const held = holding(['a', 'b', 'c', 'd']);

    expect(held.take(['b', 'c'])).toEqual({ ranges: [[1, 3]], openedAt: 101 });
    expect(held.take(['a', 'd']).ranges).toEqual([
      [0, 1],
      [3, 4],
    ]);
    expect(held.size).toBe(0);
  });

  it('should say when the first of them arrived, in whatever order they are taken', () => {
    expect(holding(['a', 'b', 'c']).take(['c', 'b', 'a'])).toEqual({
      ranges: [
        [2, 3],
        [1, 2],
        [0, 1],
      ],
      openedAt: 100,
    });
  });

  it('should take the first of equal items first', () => {
    const held = holding([7, 8, 7, 7]);

    expect(held.take([7]).ranges).toEqual([[0, 1]]);
    expect(held.take([7, 8, 7]).ranges).toEqual([
      [2, 3],
      [1, 2],
      [3, 4],
    ]);
  });

  it('should count what it holds', () => {
    const held = holding(['a', 'a', 'b']);
    held.take(['a']);

    expect(held.size).toBe(2);
  });

  it('should tell apart objects that look the same', () => {
    const [a, b] = [{}, {}];

    expect(holding([a, b]).take([b]).ranges).toEqual([[1, 2]]);
  });

  it('should refuse what is not held, was taken, or is taken twice', () => {
    const refusal = jasmine.objectContaining({ code: 'ERR_STRATEGY' });
    const once = holding(['a']);
    once.take(['a']);

    expect(() => holding(['a']).take(['b'])).toThrow(refusal);
    expect(() => once.take(['a'])).toThrow(refusal);
    expect(() => holding(['a', 'b', 'b']).take(['a', 'a'])).toThrow(refusal);
    expect(() => holding(['a', 'a']).take(['a', 'a', 'a'])).toThrow(refusal);
  });

  it('should give each position once, whatever the items are and in whatever order they go', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 })),
        fc.nat(),
        fc.integer({ min: 1, max: 5 }),
        (items, seed, size) => {
          const held = holding(items);
          const left = [...items.entries()].sort(
            ([a], [b]) => ((a * 31 + seed) % 7) - ((b * 31 + seed) % 7),
          );
          const positions: number[] = [];
          while (left.length > 0) {
            const chunk = left.splice(0, size).map(([, item]) => item);
            for (const [start, end] of held.take(chunk).ranges) {
              for (let at = start; at < end; at++) {
                positions.push(at);
                if (items[at] !== chunk.shift()) throw new Error(`another item at ${at}`);
              }
            }
          }
          if (positions.sort((a, b) => a - b).join() !== [...items.keys()].join())
            throw new Error('lost');
          return held.size === 0;
        },
      ),
    );

    expect().nothing();
  });

  it('should hold many equal items at no more than the cost of others', () => {
    const held = holding(new Array<number>(200_000).fill(0));
    const chunk = new Array<number>(100).fill(0);
    let last: readonly (readonly [number, number])[] = [];
    while (held.size > 0) last = held.take(chunk).ranges;

    expect(last).toEqual([[199_900, 200_000]]);
  });
});
