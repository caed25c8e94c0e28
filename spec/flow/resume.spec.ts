import { Resume } from '../../src/flow/resume.js';

const mark = (position: number) => ({ position, cursor: `byte ${position}` });

/** What a store knows that was opened with these. */
function opened(...[done, at, failed]: Parameters<Resume['found']>): Resume {
  const resume = new Resume();
  resume.found(done, at, failed);
  return resume;
}

describe('Resume', () => {
  it('should know nothing before the store has opened', () => {
    const resume = new Resume();

    expect([resume.end, resume.mark, resume.has(0), resume.claimed]).toEqual([
      ...[0, undefined, false, false],
    ]);
  });

  it('should know what is stored, and where the source may go on', () => {
    const resume = opened(
      [
        [0, 5],
        [7, 8],
      ],
      mark(5),
    );

    expect([resume.has(4), resume.has(5), resume.has(7)]).toEqual([true, false, true]);
    expect([resume.end, resume.mark]).toEqual([8, mark(5)]);
  });

  it('should have one numberer, the first that asks', () => {
    const resume = new Resume();
    const [first, second] = [{}, {}];

    expect([resume.claim(first), resume.claim(second), resume.claim(first)]).toEqual([
      ...[true, false, true],
    ]);
    expect(resume.claimed).toBeTrue();
  });

  describe('results', () => {
    it('should be taken once, of what is stored and of what is on its way', () => {
      const resume = opened([[0, 2]], undefined);

      expect(resume.take([[2, 4]])).toBeUndefined();
      expect(resume.take([[4, 6]])).toBeUndefined();
      expect(resume.take([[5, 9]])).toBe(5);
      expect(resume.take([[1, 2]])).toBe(1);
      expect(opened([], undefined).take([[0, 3], [2, 4]])).toBe(2); // prettier-ignore
    });

    it('should be done from when they are taken', () => {
      const resume = opened([], undefined);
      resume.take([[0, 3]]);

      expect([resume.has(2), resume.has(3), resume.end]).toEqual([true, false, 0]);
    });
  });

  describe('marks', () => {
    it('should be given with the record that completes what is before them', () => {
      const resume = opened([], undefined);
      for (const position of [5, 10, 15]) resume.reached(mark(position));

      expect(resume.markWith([[0, 4]])).toBeUndefined();
      expect(resume.markWith([[0, 5]])).toEqual(mark(5));
      expect(resume.markWith([[0, 14]])).toEqual(mark(10));
      resume.stored([[5, 12]]);
      expect(resume.markWith([[12, 15]])).toBeUndefined();
      expect(resume.markWith([[0, 5]])).toEqual(mark(10));
    });

    it('should not count what is on its way, since it may fail', () => {
      const resume = opened([], undefined);
      for (const position of [5, 10]) resume.reached(mark(position));
      resume.take([[0, 5]]);
      expect(resume.markWith([[0, 5]])).toEqual(mark(5));
      resume.take([[5, 10]]);

      expect(resume.markWith([[5, 10]])).toBeUndefined();
    });

    it('should stay where the source was found, until there is a later one', () => {
      const resume = opened([[0, 5]], mark(5));
      resume.reached(mark(10));
      expect(resume.markWith([[6, 7]])).toEqual(mark(5));
      resume.stored([[5, 10]]);

      expect(resume.markWith([[20, 21]])).toEqual(mark(10));
      expect(resume.mark).toEqual(mark(5));
    });

    it('should not be kept where items are told apart by keys', () => {
      const resume = new Resume(() => []);
      resume.found([[0, 5]], mark(5));
      resume.reached(mark(10));

      expect(resume.mark).toBeUndefined();
      expect(resume.markWith([[5, 10]])).toEqual(mark(5));
    });
  });

  describe('what failed and is to be worked on again', () => {
    it('should not be done, and be taken once', () => {
      const resume = opened([[0, 5]], undefined, [[2, 3]]);
      expect([1, 2, 3].map((position) => resume.has(position))).toEqual([true, false, true]);
      expect(resume.take([[2, 3]])).toBeUndefined();

      expect(resume.has(2)).toBeTrue();
      expect(resume.take([[2, 3]])).toBe(2);
      expect(resume.take([[3, 4]])).toBe(3);
    });

    it('should count as stored where the end is asked for, also when it is the last', () => {
      const resume = opened([[0, 5]], undefined, [[4, 5]]);
      resume.arrived = 4;

      expect([resume.end, resume.isShort]).toEqual([5, true]);
    });

    it('should be read again: a source goes on from a mark only if nothing before it failed', () => {
      expect(opened([[0, 9]], mark(5), [[4, 5]]).mark).toBeUndefined();
      expect(opened([[0, 9]], mark(5), [[7, 8], [4, 5]]).mark).toBeUndefined(); // prettier-ignore
      expect(opened([[0, 9]], mark(5), [[5, 6]]).mark).toEqual(mark(5));
    });

    it('should not move the mark back that is in the store', () => {
      const resume = opened([[0, 10]], mark(10), [[4, 5]]);
      for (const position of [3, 6, 12]) resume.reached(mark(position));
      expect(resume.markWith([[10, 12]])).toBeUndefined();
      expect(resume.markWith([[4, 5]])).toBeUndefined();
      resume.stored([[4, 5]]);

      expect(resume.markWith([[10, 12]])).toEqual(mark(12));
    });

    it('should hold up marks until it is stored', () => {
      const resume = opened([[0, 10]], mark(3), [[4, 5]]);
      for (const position of [4, 8]) resume.reached(mark(position));
      expect(resume.markWith([[10, 12]])).toEqual(mark(4));

      expect(resume.markWith([[4, 5]])).toEqual(mark(8));
    });
  });

  describe('a source that ends', () => {
    it('should be short when less has come than is stored', () => {
      const resume = opened([[0, 5]], undefined);
      expect(resume.isShort).toBeFalse();
      resume.arrived = 4;
      expect(resume.isShort).toBeTrue();
      resume.arrived = 5;
      expect(resume.isShort).toBeFalse();
    });

    it('should not be short when it was drained, or items have keys', () => {
      const drained = opened([[0, 5]], undefined);
      drained.drained = true;
      const keyed = new Resume(() => []);
      keyed.found([[0, 5]], undefined);
      drained.arrived = keyed.arrived = 1;

      expect([drained.isShort, keyed.isShort]).toEqual([false, false]);
    });
  });

  describe('above another store', () => {
    const above = (done: [number, number], at = mark(done[1])) => {
      const below = opened([[0, 5]], mark(5));
      const resume = new Resume(undefined, below);
      resume.found([done], at);
      return [resume, below] as const;
    };

    it('should have done what both have', () => {
      const [resume] = above([2, 9]);

      expect([1, 2, 4, 5, 8].map((position) => resume.has(position))).toEqual([
        ...[false, true, true, false, false],
      ]);
      expect(resume.end).toBe(9);
    });

    it('should go on from the earlier of both places', () => {
      expect(above([0, 9])[0].mark).toEqual(mark(5));
      expect(above([0, 3])[0].mark).toEqual(mark(3));
      expect(new Resume(undefined, opened([], mark(1))).mark).toBeUndefined();
    });

    it('should tell it where the source stands', () => {
      const [resume, below] = above([0, 5]);
      resume.reached(mark(7));

      expect(below.markWith([[5, 8]])).toEqual(mark(7));
    });
  });
});
