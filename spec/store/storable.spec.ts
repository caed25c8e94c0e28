import { fulfilled, rejected } from '../../src/core/outcome.js';
import type { Chunk } from '../../src/core/chunk.js';
import { isStorable, recordOf, sizeOf, type Storable } from '../../src/store/storable.js';
import { resultOf } from '../support/scripted-store.js';

const CAUSE = new Error('bad row');

function chunkOf<T>(items: readonly T[]): Chunk<T> {
  return { ...resultOf(items).chunk, ranges: [[4, 6]], items };
}

describe('isStorable', () => {
  it('should take results of chunks, and chunks of outcomes', () => {
    expect(isStorable(resultOf([1, 2]))).toBeTrue();
    expect(isStorable(chunkOf([fulfilled('a', 4, 1), rejected('b', 5, CAUSE)]))).toBeTrue();
  });

  it('should refuse a chunk of plain items, whose outcome nobody knows', () => {
    expect(isStorable(chunkOf(['a', 'b']))).toBeFalse();
  });

  it('should refuse a chunk in which only some items are outcomes', () => {
    expect(isStorable(chunkOf([fulfilled('a', 4, 1), 'b']))).toBeFalse();
  });

  it('should refuse what only looks like an outcome, since it has no position', () => {
    const settled = { status: 'fulfilled', value: 1 };
    expect(isStorable(chunkOf([settled]))).toBeFalse();
  });

  it('should refuse everything else', () => {
    for (const other of [undefined, null, 0, 'text', [], [1], {}, { items: [1] }, { values: [] }]) {
      expect(isStorable(other)).withContext(JSON.stringify(other)).toBeFalse();
    }
    expect(isStorable(fulfilled('a', 0, 1))).toBeFalse();
  });
});

describe('sizeOf', () => {
  it('should count the items of either form', () => {
    expect(sizeOf(resultOf([1, 2, 3]))).toBe(3);
    expect(sizeOf(chunkOf([fulfilled('a', 4, 1), rejected('b', 5, CAUSE)]))).toBe(2);
  });
});

describe('recordOf', () => {
  it('should write the positions, values and failures of a result', () => {
    const failures = new Map([[1, { kind: 'rejected', reason: CAUSE } as const]]);
    const result = resultOf([1, undefined, 3], 7, failures);

    expect(recordOf(result)).toEqual({
      ranges: [[7, 10]],
      values: [1, undefined, 3],
      failures: new Map([[1, { kind: 'rejected', reason: CAUSE }]]),
    });
  });

  it('should write the same of a chunk of outcomes as of a result', () => {
    const chunk: Storable = chunkOf([fulfilled('a', 4, 0), rejected('b', 5, CAUSE)]);

    expect(recordOf(chunk)).toEqual({
      ranges: [[4, 6]],
      values: [0, undefined],
      failures: new Map([[1, { kind: 'rejected', reason: CAUSE }]]),
    });
  });

  it('should write nothing else, so that the items themselves are not kept', () => {
    expect(Object.keys(recordOf(resultOf([1])))).toEqual(['ranges', 'values', 'failures']);
  });
});
