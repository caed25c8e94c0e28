import { knownOf, withKnown } from '../../src/work/known.js';
import { Settled } from '../../src/work/settled.js';

describe('knownOf', () => {
  it('should ask the answer itself, and nothing that was made of it', () => {
    const answer = Promise.resolve(1);
    const known = (reason: unknown) => new Settled([{ status: 'rejected', reason }]);

    expect(withKnown(answer, known)).toBe(answer);
    expect(knownOf(answer)).toBe(known);
    expect([knownOf(answer.then()), knownOf(undefined), knownOf(null), knownOf(5)]).toEqual([
      ...[undefined, undefined, undefined, undefined],
    ]);
  });
});
