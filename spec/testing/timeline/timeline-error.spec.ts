import type { ObservableNotification } from 'rxjs';
import { TimelineError } from '../../../src/testing/timeline/timeline-error.js';

const at = (frame: number, notification: ObservableNotification<unknown>) => ({
  frame,
  notification,
});
const next = (frame: number, value: unknown) => at(frame, { kind: 'N', value });
const complete = (frame: number) => at(frame, { kind: 'C' });
const failed = (frame: number, error: unknown) => at(frame, { kind: 'E', error });
const subscribed = (subscribedFrame: number, unsubscribedFrame = Infinity) => ({
  subscribedFrame,
  unsubscribedFrame,
});

/** The lines about one expectation. */
function linesOf(actual: unknown, expected: unknown): string[] {
  const { message } = new TimelineError([{ place: 1, actual, expected }]);
  return message.split('\n').slice(3);
}

describe('TimelineError', () => {
  it('should show a line for each notification, and mark those that differ', () => {
    const expected = [next(1, 'a'), next(3, { n: 1 }), complete(5)];
    const actual = [next(1, 'a'), next(4, { n: 1 }), failed(5, new Error('no'))];

    expect(linesOf(actual, expected)).toEqual([
      '    1 next "a"',
      '  - 3 next { n: 1 }',
      '  - 5 complete',
      '  + 4 next { n: 1 }',
      '  + 5 error Error("no")',
    ]);
  });

  it('should show a line for each subscription', () => {
    const lines = [
      '    subscribed at 0, unsubscribed at 3',
      '  - subscribed at 3, unsubscribed at 5',
      '  + subscribed at 3, unsubscribed never',
    ];

    expect(linesOf([subscribed(0, 3), subscribed(3)], [[subscribed(0, 3), subscribed(3, 5)]])).toEqual(lines); // prettier-ignore
  });

  it('should number what differs by its place in the test', () => {
    const error = new TimelineError([
      { place: 2, actual: [], expected: [complete(1)] },
      { place: 4, actual: [next(1, 'a')], expected: [] },
    ]);

    expect(error.message).toBe(
      [
        'not as drawn (- expected, + received)',
        ...['', 'expectation 2', '  - 1 complete'],
        ...['', 'expectation 4', '  + 1 next "a"'],
      ].join('\n'),
    );
  });

  it('should be an AssertionError that holds both sides, and prints them once', () => {
    const error = new TimelineError([
      { place: 1, actual: [next(1, 'a'), complete(2)], expected: [next(1, 'b'), complete(2)] },
      { place: 2, actual: [subscribed(0, 2)], expected: [] },
    ]);

    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('AssertionError');
    expect(error.expected).toBe('1 next "b"\n2 complete');
    expect(error.actual).toBe('1 next "a"\n2 complete\nsubscribed at 0, unsubscribed at 2');
    expect(Object.keys(error)).toEqual([]);
  });

  it('should leave out what is far from all that differs', () => {
    const same = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => next(from + n, 'a'));
    const expected = [...same(0, 10), next(10, 'b'), ...same(11, 30)];
    const actual = [...same(0, 10), ...same(11, 30)];
    const shown = ['5', '6', '7', '8', '9'].map((frame) => `    ${frame} next "a"`);
    const after = ['11', '12', '13', '14', '15'].map((frame) => `    ${frame} next "a"`);

    expect(linesOf(actual, expected)).toEqual([
      ...['    … 5 as expected', ...shown, '  - 10 next "b"', ...after],
      '    … 14 as expected',
    ]);
  });

  it('should show of long lines, on both sides, what differs', () => {
    const items = Array.from({ length: 300 }, (_, n) => n);
    const other = items.map((n) => (n === 250 ? 7 : n));
    const [missing = '', instead = '', ...rest] = linesOf([next(1, other)], [next(1, items)]);

    expect(rest).toEqual([]);
    expect(missing).toMatch(/^ {2}- ….* 249, 250, 251, .*…$/);
    expect(instead).toMatch(/^ {2}\+ ….* 249, 7, 251, .*…$/);
    expect(missing.indexOf('250,')).toBe(instead.indexOf('7, 251'));
    expect(missing.length).toBeLessThanOrEqual(166);
  });

  it('should show of long lines that are the same the beginning', () => {
    const long = next(1, 'x'.repeat(1000));
    const [first = ''] = linesOf([long, complete(2)], [long, complete(3)]);

    expect(first).toMatch(/^ {4}1 next "x+…$/);
    expect(first.length).toBe(165);
  });
});
