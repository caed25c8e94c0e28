import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { isThenable } from '../core/is-thenable.js';
import { callback, checkValue, readOptions } from '../core/options.js';
import { deepEqual } from './timeline/deep-equal.js';
import { TimelineError, type Mismatch } from './timeline/timeline-error.js';

/** What the body of a marble test is given: all that RxJS gives it, and the scheduler. */
export interface MarbleHelpers extends RunHelpers {
  /** For what takes a `scheduler`. Without one, timers and clocks are virtual in the body as well. */
  readonly scheduler: TestScheduler;
}

export interface MarbleOptions {
  /**
   * Compares in place of the one built in, and throws, or tells its test runner, where timelines
   * differ: `(actual, expected) => expect(actual).toEqual(expected)`.
   */
  readonly assertDeepEqual?: ((actual: unknown, expected: unknown) => void) | undefined;
}

/**
 * Runs a marble test: the same in Jasmine, Vitest, Jest and node:test, none of which it needs.
 *
 * It is `TestScheduler.run` of RxJS with a comparison of its own. Inside of the body time is virtual:
 * an hour takes a millisecond, and the frame of each item is exact. What is expected is compared when
 * the body has returned, and at each `flush()`. Microtasks do not run, so promises stay parked:
 * `scriptedWork`, `scriptedStore` and `later` take their place.
 *
 * Values are equal if they look the same: classes by name, own properties, what Maps, Sets, Dates and
 * errors hold. Matchers (`expect.any(Number)`, `jasmine.any(Number)`) may stand in for them.
 *
 * @param body the test. `cold`, `hot`, `expectObservable`, `expectSubscriptions`, `time`, `flush`,
 * `animate` as in RxJS, and `scheduler`.
 * @param options `assertDeepEqual`, for runners that want to see an `expect` of their own.
 * @returns what the body returns.
 * @throws an error named AssertionError, which shows all timelines that differ, one line per
 * notification or subscription; `actual` and `expected` hold the same lines. TypeError
 * `ERR_INVALID_ARG_TYPE` for a body that is asynchronous.
 *
 * @example
 * ```ts
 * import { test } from 'node:test';
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 * import { marbles, scriptedWork } from 'sluice/testing';
 * import { map } from 'rxjs';
 *
 * test('saves in pairs', () => {
 *   marbles(({ cold, expectObservable, expectSubscriptions }) => {
 *     const rows = cold(' ab-c|');
 *     const rowsubs = '   ^---!';
 *     const expected = '  ---x---(y|)';
 *     const result$ = fromSource(rows).pipe(
 *       chunkBy(2),
 *       processChunks(scriptedWork<string>({ frames: 2 })),
 *       map(({ values }) => values.join('')),
 *     );
 *     expectObservable(result$).toBe(expected, { x: 'ab', y: 'c' });
 *     expectSubscriptions(rows.subscriptions).toBe(rowsubs);
 *   });
 * });
 * ```
 */
export function marbles<T>(body: (helpers: MarbleHelpers) => T, options?: MarbleOptions): T {
  checkValue('marbles', 'body', body, callback);
  const { assertDeepEqual } = readOptions<MarbleOptions>('marbles', options, {
    assertDeepEqual: callback,
  });
  let compared = 0;
  const mismatches: Mismatch[] = [];
  const compare = (actual: unknown, expected: unknown) => {
    compared++;
    if (!deepEqual(actual, expected)) mismatches.push({ place: compared, actual, expected });
  };
  const scheduler = new TestScheduler(assertDeepEqual ?? compare);
  const result = scheduler.run((helpers) => {
    const flush = () => {
      helpers.flush();
      throwAny(mismatches, flush);
    };
    return body({ ...helpers, flush, scheduler });
  });
  throwAny(mismatches, marbles);
  if (isThenable(result)) refuse(result);
  return result;
}

/** All that a flush has found is one error: the second timeline often explains the first. */
function throwAny(mismatches: readonly Mismatch[], caller: unknown): void {
  if (mismatches.length === 0) return;
  const error = new TimelineError(mismatches);
  // Where it is known how: the first line of the stack is one of the test.
  const { captureStackTrace } = Error as {
    captureStackTrace?: (error: Error, caller: unknown) => void;
  };
  captureStackTrace?.(error, caller);
  throw error;
}

function refuse(result: PromiseLike<unknown>): never {
  result.then(undefined, () => undefined);
  throw Object.assign(
    new TypeError(
      'marbles: "body" must not be asynchronous: no promise is settled in virtual time',
    ),
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}
