import { EMPTY, map, NEVER, of, range, Subject, tap, throwError, type Observable } from 'rxjs';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { FatalError } from '../../src/core/fatal-error.js';
import { MalformedItem } from '../../src/core/malformed.js';
import type { FailedOutcome, Outcome } from '../../src/core/outcome.js';
import { TooManyFailuresError } from '../../src/core/too-many-failures-error.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { mapConcurrent, type MapConcurrentOptions } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { broken, hearing } from '../support/trials.js';

type Options = Omit<MapConcurrentOptions<string>, 'outcomes'>;

const outcomes = <R>(
  fn: (item: string, context: WorkContext) => Observable<R>,
  options: Options = {},
) => mapConcurrent(fn, { outcomes: true, ...options });

/** An item that went well by its letter and attempts, one that failed by `!`. */
const shown = map((outcome: Outcome<string, unknown>) =>
  outcome.status === 'fulfilled' ? `${outcome.item}${outcome.attempts}` : '!',
);

/** Outcomes and errors of a run that ends by itself. */
function run(items: readonly string[], operator: ReturnType<typeof outcomes>) {
  const seen: Outcome<string, unknown>[] = [];
  const errors: unknown[] = [];
  of(...items)
    .pipe(operator)
    .subscribe({ next: (x) => seen.push(x), error: (x: unknown) => errors.push(x) });
  return { seen, errors };
}

describe('mapConcurrent with outcomes and retry', () => {
  it('should call again for an item, keeping its place, until it ends well', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  ab|');
      const e1subs = '   ^-!';
      const e2 = cold('  -#');
      const expected = ' ----a(b|)';
      const values = { a: 'a2', b: 'b1' };

      const fn = (_: string, { attempt }: WorkContext): Observable<string> =>
        attempt === 1 && _ === 'a' ? e2 : cold('-(x|)');
      const options = { concurrency: 1, retry: { delay: 2 } };
      expectObservable(e1.pipe(outcomes(fn, options), shown)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    // A marble source cannot listen to the gate.
    claimWarnings();
  });

  it('should reject an item that fails too often, with its reason and attempts', () => {
    const { seen } = run(
      ['a'],
      outcomes(() => throwError(() => broken), { retry: { count: 2, delay: () => of(1) } }),
    );

    expect({ ...seen[0] }).toEqual({
      ...{ status: 'rejected', item: 'a', position: 0, attempts: 3, reason: broken },
    });
  });

  it('should need no stack for 100,000 items that are tried again at once', () => {
    let tried = 0;
    let calls = 0;
    const fn = (_: unknown, { attempt }: WorkContext) => {
      calls++;
      if (attempt === 1) throw broken;
      return 1;
    };
    const retry = { delay: () => [1] };
    range(100_000)
      .pipe(mapConcurrent(fn, { outcomes: true, retry }))
      .subscribe(() => tried++);

    expect([calls, tried]).toEqual([200_000, 100_000]);
  });

  it('should have one name for all calls of an item, also when it is asked late', () => {
    const contexts: WorkContext[] = [];
    const fn = (_: string, context: WorkContext) => {
      contexts.push(context);
      return throwError(() => broken);
    };
    run(['a', 'b'], outcomes(fn, { concurrency: 1, retry: { count: 1, delay: () => of(1) } }));
    const names = contexts.map(({ idempotencyKey }) => idempotencyKey.split(':'));

    expect(names.map(([, position]) => position)).toEqual(['0', '0', '1', '1']);
    expect(new Set(names.map(([run]) => run)).size).toBe(1);
  });

  it('should give up a call that takes too long, and try again', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  a|');
      const e1subs = '   ^!';
      const e2 = cold('  -----');
      const e2subs = '   ^--!';
      const expected = ' ------(a|)';

      const contexts: WorkContext[] = [];
      const fn = (_: string, context: WorkContext): Observable<string> =>
        contexts.push(context) === 1 ? e2 : cold('-(x|)');
      const options = { timeout: 3, retry: { delay: 2 } };
      expectObservable(e1.pipe(outcomes(fn, options), shown)).toBe(expected, { a: 'a2' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
      flush();
      expect(contexts[0]?.signal.reason).toEqual(new DeadlineExceededError('attempt', 3));
    });
  });

  it('should go by a time limit that changes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a|');
      const e1subs = '   ^!';
      const e2 = cold('  x---|');
      const e2subs = '   ^-! ';
      const expected = ' --(a|)';

      const result$ = e1.pipe(
        outcomes(() => NEVER, { timeout: e2.pipe(map(() => 2)) }),
        shown,
      );
      expectObservable(result$).toBe(expected, { a: '!' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
    });
  });

  it('should end the run with what is fatal, and abort the others for it', () => {
    const signals: AbortSignal[] = [];
    const fn = (item: string, { signal }: WorkContext) => {
      signals.push(signal);
      return item === 'a' ? NEVER : throwError(() => broken);
    };
    const { errors } = run(['a', 'b'], outcomes(fn, { retry: { classify: () => 'fatal' } }));

    expect(errors).toEqual([jasmine.any(FatalError)]);
    expect((errors[0] as FatalError).cause).toBe(broken);
    expect(signals[0]?.reason).toBe(errors[0]);
  });

  it('should error with the item that is too many, and not emit it', () => {
    const fn = (item: string) => (item === 'x' ? throwError(() => broken) : of(item));
    const { seen, errors } = run(['x', 'a', 'x', 'b'], outcomes(fn, { tolerate: 1 }));

    expect(seen.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(errors).toEqual([jasmine.any(TooManyFailuresError)]);
    expect(errors[0]).toEqual(jasmine.objectContaining({ failed: 2, done: 3 }));
  });

  it('should count a malformed item, and call nothing for it', () => {
    const fn = jasmine.createSpy().and.returnValue(EMPTY);
    const item = new MalformedItem(broken) as unknown as string;
    const { errors } = run([item], outcomes(fn, { tolerate: 0, retry: 3 }));

    expect(fn).not.toHaveBeenCalled();
    expect(errors).toEqual([jasmine.any(TooManyFailuresError)]);
  });

  it('should wait for the sink that what failed is copied to', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  a|');
      const e1subs = '   ^!';
      const e2 = cold('  --|');
      const e2subs = '   ^-!';
      const expected = ' --(x|)';

      const copied: unknown[] = [];
      const deadLetter = (failed: readonly FailedOutcome<string>[]) => {
        copied.push(...failed.map(({ position, reason }) => [position, reason]));
        return e2;
      };
      const fn = () => throwError(() => broken);
      const result$ = e1.pipe(outcomes(fn, { tolerate: { deadLetter } }), shown);
      expectObservable(result$).toBe(expected, { x: '!' });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
      flush();
      expect(copied).toEqual([[0, broken]]);
    });
  });

  it('should copy nothing where hearing of the failure unsubscribes', () => {
    const { flow, heard } = hearing('attemptFailed');
    const deadLetter = jasmine.createSpy();
    const source = new Subject<string>();
    flow.events$.subscribe(() => {
      subscription.unsubscribe();
    });
    const fn = () => throwError(() => broken);
    const subscription = source.pipe(outcomes(fn, { flow, tolerate: { deadLetter } })).subscribe();
    source.next('a');

    expect(heard.length).toBe(1);
    expect(deadLetter).not.toHaveBeenCalled();
  });

  it('should leave the wait, and abort the call, on unsubscribe', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  ab----');
      const e1subs = '   ^----! ';
      const e2 = cold('  -----x');
      const e2subs = '   ^----! ';
      const unsub = '    -----! ';
      const expected = ' ------';

      const signals: AbortSignal[] = [];
      const fn = (item: string, { signal }: WorkContext) => {
        signals.push(signal);
        return item === 'a' ? throwError(() => broken) : NEVER;
      };
      const result$ = e1.pipe(
        outcomes(fn, { retry: { delay: () => e2 } }),
        tap(() => fail('nothing is to come')),
      );
      expectObservable(result$, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
      flush();
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
    });
  });

  it('should take none of it without outcomes', () => {
    for (const options of [{ retry: 1 }, { timeout: 1 }, { tolerate: 1 }]) {
      const [name] = Object.keys(options);
      expect(() => mapConcurrent(() => EMPTY, options)).toThrowMatching(
        (error: { code?: string; message: string }) =>
          error.code === 'ERR_INCOMPATIBLE_OPTIONS' &&
          error.message === `mapConcurrent: "${name}" needs "outcomes: true"`,
      );
    }
  });
});
