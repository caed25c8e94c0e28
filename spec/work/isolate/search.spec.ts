import { Search } from '../../../src/work/isolate/search.js';
import { allFailed, readAnswer, type Verdict } from '../../../src/work/read-answer.js';

/** Goes on with the search as if the items at these places were bad; which parts were called. */
function searched(size: number, ...bad: number[]) {
  const search = new Search<number>(size, 1, false);
  const parts: string[] = [];
  for (let part = search.next(); part !== undefined; part = search.next()) {
    const [from, to] = part;
    parts.push(`${from}-${to}`);
    search.called(from, to);
    const isBad = bad.some((place) => place >= from && place < to);
    if (!isBad) search.passed(from, { values: range(from, to), failures: new Map() });
    else if (to - from > 1) search.failed(false);
    else search.givenUp(from, to, 'bad');
  }
  return { search, parts };
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('Search', () => {
  it('should put what is known of each part into its place', () => {
    const { search, parts } = searched(4, 2);

    expect(parts).toEqual(['0-2', '2-3', '3-4']);
    expect(search.values).toEqual([0, 1, undefined, 3]);
    expect([...search.failures]).toEqual([[2, { kind: 'rejected', reason: 'bad' }]]);
  });

  it('should count the calls of each item, the first ones among them', () => {
    expect(searched(4, 2).search.attempts).toEqual([2, 2, 2, 2]);
    expect(new Search(2, 3, false).attempts).toEqual([3, 3]);
  });

  it('should say which call for its items one is', () => {
    const search = new Search(4, 2, false);

    expect([search.called(0, 2), search.called(0, 1), search.called(2, 4)]).toEqual([3, 4, 3]);
  });

  it('should add what an outcome says of its own attempts', () => {
    const search = new Search<number>(2, 1, false);
    search.called(0, 1);
    search.passed(0, { values: [1], failures: new Map(), attempts: [3] });

    expect(search.attempts).toEqual([4, 1]);
  });

  it('should end with what is known of the part under way, and reject the others', () => {
    const search = new Search<number>(4, 1, false);
    search.called(0, 2);
    search.passed(0, { values: [0, 1], failures: new Map() });
    const known: Verdict<number> = {
      values: [2],
      failures: new Map(),
    };
    search.end(2, known, 'late');

    expect(search.values).toEqual([0, 1, 2, undefined]);
    expect([...search.failures]).toEqual([[3, { kind: 'rejected', reason: 'late' }]]);
  });

  it('should take a value that an array has no element for as one', () => {
    const search = new Search<number>(4, 1, false);
    search.passed(0, readAnswer<number>(new Array<number>(2), 2));
    search.end(2, allFailed('rejected', 'late', 2), 'late');

    expect([...search.failures.keys()]).toEqual([2, 3]);
  });

  it('should go on behind a part that was given up as a whole', () => {
    const search = new Search<number>(4, 1, false);
    expect(search.next()).toEqual([0, 2]);
    search.givenUp(0, 2, 'gone');

    expect([...search.failures.keys()]).toEqual([0, 1]);
    expect(search.next()?.[0]).toBe(2);
  });
});
