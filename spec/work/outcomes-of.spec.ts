import { of } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { Range } from '../../src/core/chunk.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';

function resultOf(
  items: readonly string[],
  ranges: readonly Range[],
  failures: readonly [number, ItemFailure][] = [],
): ChunkResult<string, string> {
  const times = { openedAt: 0, closedAt: 0 };
  return {
    chunk: { items, ranges, weight: items.length, closedBy: 'size', ...times },
    values: items.map((item) => item.toUpperCase()),
    failures: new Map(failures),
    attempts: 2,
    startedAt: 0,
    duration: 0,
  };
}

describe('outcomesOf', () => {
  it('should tell what became of each item, with its position and attempts', () => {
    const failures: [number, ItemFailure][] = [
      [1, { kind: 'rejected', reason: 'broken' }],
      [2, { kind: 'skipped', reason: 'not wanted' }],
      [3, { kind: 'cancelled', reason: undefined }],
    ];
    const result = resultOf(['a', 'b', 'c', 'd'], [[4, 8]], failures);

    const attempts = 2;
    expect([...outcomesOf(result)]).toEqual([
      { status: 'fulfilled', item: 'a', position: 4, attempts, value: 'A' },
      { status: 'rejected', item: 'b', position: 5, attempts, reason: 'broken' },
      { status: 'skipped', item: 'c', position: 6, attempts, reason: 'not wanted' },
      { status: 'cancelled', item: 'd', position: 7, attempts, reason: undefined },
    ]);
  });

  it('should follow several ranges in their order', () => {
    const ranges: Range[] = [
      [7, 9],
      [0, 1],
      [3, 5],
    ];
    const outcomes = [...outcomesOf(resultOf(['a', 'b', 'c', 'd', 'e'], ranges))];

    expect(outcomes.map(({ item, position }) => `${item}${position}`)).toEqual([
      'a7',
      'b8',
      'c0',
      'd3',
      'e4',
    ]);
  });

  it('should start anew each time it is gone through', () => {
    const outcomes = outcomesOf(resultOf(['a', 'b'], [[0, 2]]));
    const [first] = outcomes;

    expect([...outcomes].length).toBe(2);
    expect([...outcomes][0]).toEqual(first);
  });

  it('should read what processChunks emits', () => {
    const seen: string[] = [];
    of('a', 'b', 'c')
      .pipe(
        chunkBy(2),
        processChunks((items) =>
          items.length === 1
            ? settled([{ status: 'rejected' as const, reason: 'alone' }])
            : items.map((item) => item.toUpperCase()),
        ),
      )
      .subscribe((result) => {
        for (const outcome of outcomesOf(result)) {
          const what = outcome.status === 'fulfilled' ? outcome.value : outcome.reason;
          seen.push(`${outcome.position} ${outcome.item} ${what}`);
        }
      });

    expect(seen).toEqual(['0 a A', '1 b B', '2 c alone']);
  });

  it('should refuse anything else at the call', () => {
    const result = resultOf(['a'], [[0, 1]]);
    for (const wrong of [undefined, null, 5, [], {}, { ...result, failures: {} }, result.chunk]) {
      expect(() => outcomesOf(wrong as typeof result)).toThrow(
        jasmine.objectContaining({
          name: 'TypeError',
          code: 'ERR_INVALID_ARG_TYPE',
          message: jasmine.stringContaining('outcomesOf: "result" must be a ChunkResult'),
        }),
      );
    }
  });
});
