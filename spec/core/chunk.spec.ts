import { of } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isChunk } from '../../src/core/chunk.js';

describe('isChunk', () => {
  it('should know what chunkBy emits', () => {
    const seen: unknown[] = [];
    of(1)
      .pipe(chunkBy(1))
      .subscribe((chunk) => seen.push(chunk));

    expect(seen.map(isChunk)).toEqual([true]);
  });

  it('should take a chunk that another copy of the library made, by its shape', () => {
    expect(isChunk({ items: [1], ranges: [[0, 1]] })).toBeTrue();
  });

  it('should take nothing else, plain arrays included', () => {
    const others = [
      [1, 2],
      {},
      { items: [1] },
      { ranges: [[0, 1]] },
      { items: 1, ranges: [] },
      { items: new Set([1]), ranges: [] },
      null,
      undefined,
      'chunk',
      5,
      () => 1,
    ];

    expect(others.filter(isChunk)).toEqual([]);
  });
});
