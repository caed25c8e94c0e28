import { Gate } from '../../src/flow/gate.js';
import { Resume } from '../../src/flow/resume.js';
import type { Range } from '../../src/core/chunk.js';
import { PlainArrays } from '../../src/work/plain-arrays.js';

/** Arrays above a store that was opened with these. */
function above(...done: Range[]) {
  const gate = new Gate();
  const resume = (gate.resume = new Resume());
  resume.found(done, undefined);
  return { resume, arrays: new PlainArrays<string>(gate, () => 7) };
}

describe('PlainArrays', () => {
  it('should number items by their arrival', () => {
    const arrays = new PlainArrays<string>(new Gate(), () => 7);

    expect(arrays.chunkOf(['a', 'b'])).toEqual({
      items: ['a', 'b'],
      ranges: [[0, 2]],
      weight: 2,
      closedBy: 'closeWhen',
      openedAt: 7,
      closedAt: 7,
    });
    expect(arrays.chunkOf(['c'])?.ranges).toEqual([[2, 3]]);
  });

  it('should leave out what is stored', () => {
    const { arrays, resume } = above([1, 3], [5, 6], [7, 9]);
    const chunks = ['abcd', 'ef', 'g', 'hi', 'jk'].map((letters) =>
      arrays.chunkOf(letters.split('')),
    );
    const left = chunks.map((chunk) => chunk && arrays.left(chunk));

    expect(left.map((chunk) => chunk?.items.join(''))).toEqual(['ad', 'e', 'g', undefined, 'jk']);
    expect(left.map((chunk) => chunk?.ranges)).toEqual([
      ...[[[0, 1], [3, 4]], [[4, 5]], [[6, 7]], undefined, [[9, 11]]], // prettier-ignore
    ] as never);
    expect(left[0]?.weight).toBe(2);
    expect(resume.arrived).toBe(11);
  });

  it('should leave alone the chunks of others, and those below another numberer', () => {
    const { arrays, resume } = above([0, 9]);
    resume.claim({});
    const own = arrays.chunkOf(['a']);

    expect(own && arrays.left(own)).toBe(own);
    expect(resume.arrived).toBeUndefined();
    const { arrays: claimed } = above([0, 9]);
    claimed.chunkOf(['a']);
    const foreign = { ...claimed.chunkOf(['b']), items: ['c'] } as never;
    expect(claimed.left(foreign)).toBe(foreign);
  });

  it('should not number what has positions from elsewhere', () => {
    const { arrays, resume } = above();
    resume.byOutcomes = true;

    expect(arrays.chunkOf(['a'])).toBeUndefined();
    expect(resume.claimed).toBeFalse();
  });
});
