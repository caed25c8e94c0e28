import type { ItemFailure } from '../../src/core/outcome.js';
import { outcomesInOrder } from '../../src/store/outcomes-in-order.js';
import type { ChunkRecord } from '../../src/store/result-store.js';

const NONE: ReadonlyMap<number, ItemFailure> = new Map();

describe('outcomesInOrder', () => {
  const all = (...records: readonly ChunkRecord[]) => [...outcomesInOrder(records, new Map())];

  it('should give nothing of nothing', () => {
    expect(all()).toEqual([]);
  });

  it('should put stretches of several records into the order of positions', () => {
    const outcomes = all(
      {
        ranges: [
          [4, 5],
          [0, 2],
        ],
        values: ['e', 'a', 'b'],
        failures: NONE,
      },
      { ranges: [[2, 4]], values: ['c', 'd'], failures: NONE },
    );

    expect(outcomes.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(outcomes.map((outcome) => 'value' in outcome && outcome.value).join('')).toBe('abcde');
  });

  it('should find failures and keys by their place in the record, wherever its stretches are', () => {
    const outcomes = all({
      ranges: [
        [7, 8],
        [1, 3],
      ],
      keys: ['h', 'b', 'c'],
      values: ['H', undefined, 'C'],
      failures: new Map([[1, { kind: 'skipped', reason: 'stale' }]]),
    });

    expect(outcomes).toEqual([
      { position: 1, key: 'b', status: 'skipped', reason: 'stale' },
      { position: 2, key: 'c', status: 'fulfilled', value: 'C' },
      { position: 7, key: 'h', status: 'fulfilled', value: 'H' },
    ]);
  });

  it('should leave out what was replaced, and give what replaced it in its place', () => {
    const failures = new Map([[1, { kind: 'rejected', reason: 'no' } as const]]);
    const old: ChunkRecord = {
      ranges: [
        [7, 8],
        [0, 3],
      ],
      values: ['h', undefined, 'b', 'c'],
      failures,
    };
    const [first, second] = ['A', 'H'].map((value, i): ChunkRecord => ({
      ranges: [[i * 7, i * 7 + 1]],
      values: [value],
      failures: NONE,
    }));
    const outcomes = outcomesInOrder([second!, old, first!], new Map([[old, new Set([0, 1])]]));

    expect(
      [...outcomes].map((outcome) => [outcome.position, 'value' in outcome && outcome.value]),
    ).toEqual([
      [0, 'A'],
      [1, 'b'],
      [2, 'c'],
      [7, 'H'],
    ]);
  });

  it('should give what was stored when it was asked, however late it is read', () => {
    const records: ChunkRecord[] = [{ ranges: [[0, 1]], values: ['a'], failures: NONE }];
    const outcomes = outcomesInOrder(records, new Map());
    records.push({ ranges: [[1, 2]], values: ['b'], failures: NONE });

    expect([...outcomes].length).toBe(1);
  });
});
