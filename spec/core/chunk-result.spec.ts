import { of } from 'rxjs';
import { isChunkResult } from '../../src/core/chunk-result.js';
import { processChunks } from '../../src/work/process-chunks.js';

describe('isChunkResult', () => {
  it('should know what processChunks emits', () => {
    const seen: unknown[] = [];
    of([1])
      .pipe(processChunks((items: readonly number[]) => items))
      .subscribe((result) => {
        seen.push(result);
      });

    expect(seen.map(isChunkResult)).toEqual([true]);
  });

  it('should take nothing else', () => {
    const others = [
      { values: [], failures: {} },
      { values: {}, failures: new Map() },
      { failures: new Map() },
      { values: [] },
      { items: [1], ranges: [[0, 1]] },
      [1],
      null,
      undefined,
      'result',
      5,
      () => 1,
    ];

    expect(others.filter(isChunkResult)).toEqual([]);
  });
});
