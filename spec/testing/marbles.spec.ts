import { asyncScheduler, interval, map, take, timer } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { marbles, type MarbleHelpers } from '../../src/testing/marbles.js';

/** What it throws. */
function errorOf(body: (helpers: MarbleHelpers) => unknown): Error & Record<string, unknown> {
  try {
    marbles(body);
  } catch (error) {
    return error as Error & Record<string, unknown>;
  }
  throw new Error('it throws nothing');
}

describe('marbles', () => {
  it('should be content with what is as drawn', () => {
    const run = () =>
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-b-|');
        const e1subs = '   ^----!';
        const expected = ' -A-B-|';

        expectObservable(e1.pipe(map((letter) => letter.toUpperCase()))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });

    expect(run).not.toThrow();
  });

  it('should throw what differs, all of it as one error', () => {
    const error = errorOf(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-|');
      const e1subs = '   ^---!';
      const expected = ' -a--b|';

      expectObservable(cold('|')).toBe('|');
      expectObservable(e1).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });

    expect(error.name).toBe('AssertionError');
    expect(error.message).toBe(
      [
        'not as drawn (- expected, + received)',
        ...['', 'expectation 2', '    1 next "a"', '  - 4 next "b"', '  + 3 next "b"'],
        '    5 complete',
        ...['', 'expectation 3', '  - subscribed at 0, unsubscribed at 4'],
        '  + subscribed at 0, unsubscribed at 5',
      ].join('\n'),
    );
  });

  it('should compare at each flush, and throw there', () => {
    const seen: string[] = [];
    const error = errorOf(({ cold, expectObservable, flush }) => {
      expectObservable(cold('a|')).toBe('a|');
      flush();
      seen.push('first');
      expectObservable(cold('a|')).toBe('a-|');
      flush();
      seen.push('second');
    });

    expect(seen).toEqual(['first']);
    expect(error.message).toContain('expectation 2');
  });

  it('should throw what the body throws, also where something differs', () => {
    const thrown = new Error('of the body');
    const error = errorOf(({ cold, expectObservable }) => {
      expectObservable(cold('a|')).toBe('b|');
      throw thrown;
    });

    expect(error).toBe(thrown as never);
  });

  it('should begin the stack in the test, where the platform can', () => {
    const { stack = '' } = errorOf(({ cold, expectObservable }) => {
      expectObservable(cold('a|')).toBe('b|');
    });
    const { stack: atFlush = '' } = errorOf(function inTheBody({ cold, expectObservable, flush }) {
      expectObservable(cold('a|')).toBe('b|');
      flush();
    });
    const firstFrame = (text: string) => text.split('\n').find((line) => /^\s+at /.test(line));

    expect(firstFrame(stack)).toContain('errorOf');
    expect(firstFrame(atFlush)).toContain('inTheBody');
  });

  it('should compare by what it is given', () => {
    const compared: unknown[] = [];
    const assertDeepEqual = (actual: unknown, expected: unknown) => {
      compared.push([actual, expected]);
    };
    marbles(
      ({ cold, expectObservable }) => {
        expectObservable(cold('a')).toBe('-b');
      },
      { assertDeepEqual },
    );
    const next = (frame: number, value: string) => ({
      frame,
      notification: { kind: 'N', value, error: undefined },
    });

    expect(compared).toEqual([[[next(0, 'a')], [next(1, 'b')]]]);
  });

  it('should hand on what RxJS gives, and the scheduler', () => {
    marbles(({ cold, hot, time, animate, scheduler, expectObservable, flush }) => {
      expect(scheduler).toBeInstanceOf(TestScheduler);
      expect(time('---|')).toBe(3);
      animate('-x');
      const frames: number[] = [];
      scheduler.schedule(() => frames.push(asyncScheduler.now()), 7);
      expectObservable(hot('-a|')).toBe('-a|');
      expectObservable(cold('-a|')).toBe('-a|');
      expectObservable(interval(3).pipe(take(2))).toBe('---0--(1|)', [0, 1]);
      expectObservable(timer(2, scheduler)).toBe('--(0|)', [0]);
      flush();
      expect(frames).toEqual([7]);
    });
  });

  it('should give what the body returns', () => {
    expect(marbles(({ time }) => time('----|'))).toBe(4);
  });

  it('should refuse a body that waits, since virtual time does not', () => {
    const error = errorOf(async () => {
      await Promise.resolve();
    });

    expect(error).toBeInstanceOf(TypeError);
    expect(error['code']).toBe('ERR_INVALID_ARG_TYPE');
    expect(error.message).toContain('must not be asynchronous');
  });

  it('should say once what a body that waits has thrown', async () => {
    const error = errorOf(() => Promise.reject(new Error('of the body')));
    await new Promise((resolve) => setTimeout(resolve, 0));

    expect(error).toBeInstanceOf(TypeError);
  });

  it('should refuse wrong options', () => {
    const wrong = [
      [() => marbles('body' as never), 'ERR_INVALID_ARG_TYPE'],
      [() => marbles(() => 1, { assertDeepEqual: 1 } as never), 'ERR_INVALID_ARG_TYPE'],
      [() => marbles(() => 1, { deepEqual: () => undefined } as never), 'ERR_UNKNOWN_OPTION'],
    ] as const;
    for (const [call, code] of wrong) {
      expect(call).toThrow(jasmine.objectContaining({ code }));
    }
  });

  it('should leave virtual time when the body throws', () => {
    errorOf(() => {
      throw new Error('of the body');
    });

    expect(Math.abs(asyncScheduler.now() - Date.now())).toBeLessThan(60_000);
  });
});
