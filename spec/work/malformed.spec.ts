import { Subject } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { MalformedItem } from '../../src/core/malformed.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import type { Work } from '../../src/work/work.js';
import { Reader } from '../support/reader.js';

const bad = (reason: unknown) => new MalformedItem(reason) as unknown as number;
const free = { flow: null };

/** What becomes of one chunk of these items. */
async function resultOf(
  items: readonly number[],
  work: Work<number, number>,
): Promise<ChunkResult<number, number>> {
  const reader = new Reader<ChunkResult<number, number>>().read(
    fromSource(items, free).pipe(chunkBy(100), processChunks(work)),
  );
  await reader.over;
  expect(reader.end).toBe('complete');
  return reader.items[0] as ChunkResult<number, number>;
}

describe('processChunks of malformed items', () => {
  const items = [bad('x'), 1, bad('y'), 2, 3, bad('z')];
  const lost: [number, ItemFailure][] = [
    [0, { kind: 'rejected', reason: 'x' }],
    [2, { kind: 'rejected', reason: 'y' }],
    [5, { kind: 'rejected', reason: 'z' }],
  ];

  it('should hide them from work, and put its values into their places', async () => {
    const work = jasmine.createSpy().and.callFake((all: number[]) => all.map((item) => item * 10));
    const { values, failures, chunk, attempts } = await resultOf(items, work);

    expect(work).toHaveBeenCalledOnceWith([1, 2, 3], jasmine.anything());
    expect(values).toEqual([undefined, 10, undefined, 20, 30, undefined]);
    expect([...failures]).toEqual(lost);
    expect(chunk.items).toEqual(items);
    expect(chunk.ranges).toEqual([[0, 6]]);
    expect(attempts).toBe(1);
  });

  it('should keep what work says of the others', async () => {
    const { values, failures } = await resultOf(items, () =>
      settled<number>([
        { status: 'fulfilled', value: 1 },
        { status: 'skipped', reason: 'old' },
        { status: 'rejected', reason: 'no' },
      ]),
    );

    expect(values).toEqual([undefined, 1, undefined, undefined, undefined, undefined]);
    expect([...failures].sort(([a], [b]) => a - b)).toEqual([
      lost[0]!,
      lost[1]!,
      [3, { kind: 'skipped', reason: 'old' }],
      [4, { kind: 'rejected', reason: 'no' }],
      lost[2]!,
    ]);
  });

  it('should keep their reasons when work fails, or answers with too many values', async () => {
    const error = new Error('no');
    const failed = await resultOf(items, () => Promise.reject(error));
    const wrong = await resultOf(items, () => [1, 2, 3, 4, 5, 6]);
    const reasons = ({ failures }: ChunkResult<number, number>) =>
      [0, 1, 2, 3, 4, 5].map((place) => failures.get(place)?.reason);

    expect(reasons(failed)).toEqual(['x', error, 'y', error, error, 'z']);
    expect(reasons(wrong).filter((reason) => typeof reason === 'string')).toEqual(['x', 'y', 'z']);
    expect((reasons(wrong)[1] as Error).message).toContain('6 came for 3');
  });

  it('should not call work for a chunk of nothing else', async () => {
    const work = jasmine.createSpy();
    const { values, failures } = await resultOf([bad(1), bad(2)], work);

    expect(work).not.toHaveBeenCalled();
    expect(values).toEqual([undefined, undefined]);
    expect([...failures.values()].map(({ reason }) => reason)).toEqual([1, 2]);
  });

  it('should go through more of them than the stack is deep', async () => {
    const many = Array.from({ length: 50_000 }, () => bad('x'));
    const reader = new Reader<unknown>().read(
      fromSource(many, free).pipe(
        chunkBy(1),
        processChunks(() => undefined),
      ),
    );
    await reader.over;

    expect(reader.items.length).toBe(50_000);
  });
});

describe('mapConcurrent of malformed items', () => {
  it('should give a rejected outcome in its place, and never call fn', async () => {
    const fn = jasmine.createSpy().and.callFake((item: number) => item * 10);
    const reader = new Reader<unknown>().read(
      fromSource([1, bad('x'), 2], free).pipe(
        mapConcurrent(fn as (item: number) => number, { outcomes: true, ordered: true }),
      ),
    );
    await reader.over;

    expect(fn.calls.allArgs().map(([item]) => item as number)).toEqual([1, 2]);
    expect(reader.items).toEqual([
      jasmine.objectContaining({ status: 'fulfilled', position: 0, value: 10 }),
      jasmine.objectContaining({ status: 'rejected', position: 1, reason: 'x' }),
      jasmine.objectContaining({ status: 'fulfilled', position: 2, value: 20 }),
    ]);
  });

  it('should fail with its reason where there are no outcomes, as if fn had thrown', () => {
    const source$ = new Subject<number>();
    const fn = jasmine.createSpy().and.returnValue([1]);
    const reader = new Reader<number>().read(source$.pipe(mapConcurrent(fn as () => number[])));
    source$.next(1);
    source$.next(bad('x'));

    expect(reader.end).toEqual({ error: 'x' });
    expect(fn).toHaveBeenCalledTimes(1);
    expect(source$.observed).toBeFalse();
  });
});
