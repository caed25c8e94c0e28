import { map } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { closeWhenReadable, weightOfReadable } from '../../src/chunk/readable.js';
import { isMalformed, MalformedItem } from '../../src/core/malformed.js';
import { fromSource } from '../../src/flow/from-source.js';
import { marbles } from '../support/marbles.js';

const bad = new MalformedItem('no number') as unknown as number;

describe('weightOfReadable', () => {
  it('should take what is malformed for nothing, and not ask about it', () => {
    const weight = jasmine.createSpy().and.callFake((item: number) => item * 2);

    expect([1, bad, 3].map(weightOfReadable(weight))).toEqual([2, 0, 6]);
    expect(weight.calls.allArgs()).toEqual([[1], [3]]);
  });
});

describe('closeWhenReadable', () => {
  it('should neither ask about what is malformed nor show it', () => {
    const shown: unknown[] = [];
    const closeWhen = closeWhenReadable((item: number, chunk: readonly number[]) => {
      shown.push([item, [...chunk]]);
      return item === 3;
    });
    const chunk = [1, bad];

    expect(closeWhen(bad, chunk)).toBeFalse();
    expect(closeWhen(2, chunk)).toBeFalse();
    chunk.push(2, bad);
    expect(closeWhen(3, chunk)).toBeTrue();
    expect(closeWhen(4, [3])).toBeFalse();
    expect(shown).toEqual([
      [2, [1]],
      [3, [1, 2]],
      [4, [3]],
    ]);
  });

  it('should not ask where there is nothing to compare with', () => {
    const ask = jasmine.createSpy().and.returnValue(true);

    expect(closeWhenReadable(ask)(1, [bad, bad])).toBeFalse();
    expect(ask).not.toHaveBeenCalled();
  });
});

describe('chunkBy of malformed items', () => {
  it('should count them for maxSize, so that a chunk of nothing else ends', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  x-x-x-|', { x: bad });
      const e1subs = '   ^-----!';
      const expected = ' --a---(b|)';
      const asked = (): never => {
        throw new Error('asked');
      };
      const chunks$ = e1.pipe(
        chunkBy({ maxSize: 2, maxWeight: 5, weight: asked, closeWhen: asked }),
        map((chunk) => [chunk.items.length, chunk.weight, chunk.closedBy]),
      );

      expectObservable(chunks$).toBe(expected, { a: [2, 0, 'size'], b: [1, 0, 'complete'] });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should close by weight and by rule as if they were not there', async () => {
    const items = [3, bad, 3, bad, bad, 4, 20, bad, 1];
    const chunks: unknown[] = [];
    const chunks$ = fromSource(items, { flow: null }).pipe(
      chunkBy({
        maxWeight: 6,
        weight: (item) => item,
        closeWhen: (item, chunk) => item < (chunk.at(-1) as number),
      }),
    );
    await chunks$.forEach(({ items, weight, closedBy, ranges }) => {
      const shown = items.map((item) => (isMalformed(item) ? '?' : item));
      chunks.push([shown.join(), weight, closedBy, ranges]);
    });

    expect(chunks).toEqual([
      ['3,?,3', 6, 'weight', [[0, 3]]],
      ['?,?,4', 4, 'weight', [[3, 6]]],
      ['20', 20, 'weight', [[6, 7]]],
      ['?,1', 1, 'complete', [[7, 9]]],
    ]);
  });

  it('should compare with the one before, and not with what could not be read', async () => {
    const sizes: number[] = [];
    const chunks$ = fromSource([1, bad, 1, bad, 2, 2, bad], { flow: null }).pipe(
      chunkBy({ closeWhen: (item, chunk) => item !== chunk.at(-1) }),
    );
    await chunks$.forEach(({ items }) => sizes.push(items.length));

    expect(sizes).toEqual([4, 3]);
  });
});
