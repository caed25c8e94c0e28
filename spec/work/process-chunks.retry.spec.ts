import {
  count,
  EMPTY,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  tap,
  throwError,
  timer,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { FatalError } from '../../src/core/fatal-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { scriptedWork, type WorkScript } from '../../src/testing/scripted-work.js';
import { processChunks } from '../../src/work/process-chunks.js';
import type { RetryDelay, RetryOptions } from '../../src/work/retry/retry-options.js';
import { alone } from '../support/chunk-works.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { broken, hearing, shown } from '../support/trials.js';

const fails = { frames: 1, answer: broken };
const answers = { frames: 1 };
const script = (...steps: WorkScript<string, string>[]) =>
  scriptedWork<string>(steps as WorkScript<string, string>);
const failing = () => throwError(() => broken);

describe('processChunks with retry', () => {
  it('should call again what failed, until it ends well', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const e1 = cold('  a|');
      const e1subs = '   ^!';
      const expected = ' -------(a|)';

      const work = script(fails, fails, answers);
      const retry: RetryOptions = { count: 2, delay: 2 };
      const result$ = e1.pipe(alone(), processChunks(work, { retry }), shown());
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(work.calls.map(({ attempt, startedAt }) => [attempt, startedAt])).toEqual([
        [1, 0],
        [2, 3],
        [3, 6],
      ]);
    });
  });

  it('should reject with the last reason when no retry is left', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a|');
      const e1subs = '   ^!';
      const expected = ' ----(x|)';

      const last = new Error('last');
      const work = script(fails, { frames: 1, answer: last });
      const values = { x: [2, [0, { kind: 'rejected', reason: last }]] };
      const result$ = e1.pipe(
        alone(),
        processChunks(work, { retry: { count: 1, delay: 2 } }),
        map(({ attempts, failures }) => [attempts, ...failures]),
      );
      expectObservable(result$).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should keep the lane while it waits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  ab|');
      const e1subs = '   ^-!';
      const expected = ' ----a(b|)';

      const options = { concurrency: 1, retry: { delay: 2 } };
      const result$ = e1.pipe(alone(), processChunks(script(fails, answers), options), shown());
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    // A marble source cannot listen to the gate.
    claimWarnings();
  });

  it('should keep the order of the input where that is asked for', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  ab|');
      const e1subs = '   ^-!';
      const expected = ' ----(ab|)';

      const options = { ordered: true, retry: { delay: 2 } };
      const result$ = e1.pipe(alone(), processChunks(script(fails, answers), options), shown());
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should hold the error of the source while a chunk waits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a-#');
      const e1subs = '   ^-!';
      const expected = ' ----(a#)';

      const options = { retry: { delay: 2 } };
      const result$ = e1.pipe(alone(), processChunks(script(fails, answers), options), shown());
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should need no stack for 100,000 chunks that are tried again at once', async () => {
    const tried = new Set<number>();
    const work = ([item = 0]: readonly number[]) => {
      if (tried.has(item)) return;
      tried.add(item);
      throw broken;
    };
    const retry = { delay: () => [1] };
    const result$ = range(100_000).pipe(alone(), processChunks(work, { retry }), count());

    expect(await lastValueFrom(result$)).toBe(100_000);
  });

  it('should need no stack for a chunk that is tried 50,000 times at once', async () => {
    const retry = { count: 50_000, delay: () => of(1) };
    const work = () => {
      throw broken;
    };
    const { attempts } = await lastValueFrom(of(['a']).pipe(processChunks(work, { retry })));

    expect(attempts).toBe(50_001);
  });

  it('should give each call a copy of the items, whatever the last did with its own', async () => {
    const seen: string[][] = [];
    const work = (items: readonly string[]) => {
      seen.push([...items]);
      (items as string[]).length = 0;
      if (seen.length === 1) throw broken;
      return ['A', 'B'];
    };
    const { chunk, values } = await lastValueFrom(
      of(['a', 'b']).pipe(processChunks(work, { retry: { delay: 0 } })),
    );

    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect([chunk.items, values]).toEqual([
      ['a', 'b'],
      ['A', 'B'],
    ]);
  });

  describe('and a notifier', () => {
    /** What came of one chunk, whose first call fails, and what was told of it. */
    const run = (delay: RetryDelay, options: Partial<RetryOptions> = {}) => {
      const { flow, heard } = hearing('attemptFailed');
      const results: ChunkResult<string, unknown>[] = [];
      const errors: unknown[] = [];
      let calls = 0;
      const work = () => (calls++ === 0 ? failing() : of(['A']));
      const subscription = of(['a'])
        .pipe(processChunks(work, { flow, retry: { delay, ...options } }))
        .subscribe({ next: (x) => results.push(x), error: (x: unknown) => errors.push(x) });
      const reasons = () => results.map(({ failures }) => failures.get(0)?.reason);
      return { heard, errors, reasons, subscription, calls: () => calls };
    };
    const next = (heard: readonly { next: string }[]) => heard.map((event) => event.next);

    it('should try again as soon as it emits, and leave it then', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a|');
        const e1subs = '   ^!';
        const e2 = cold('   --x-x-|');
        const e2subs = '   -^-!';
        const expected = ' ----(a|)';

        const asked: unknown[] = [];
        const delay = (error: unknown, retryCount: number) => {
          asked.push(error, retryCount);
          return e2;
        };
        const work = script(fails, answers);
        const result$ = e1.pipe(alone(), processChunks(work, { retry: { delay } }), shown());
        expectObservable(result$.pipe(tap(() => expect(asked).toEqual([broken, 1])))).toBe(
          expected,
        );
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should reject with the reason of the call where it completes empty, and tell it once', () => {
      const { heard, reasons, calls } = run(() => EMPTY);

      expect([reasons(), calls(), next(heard)]).toEqual([[broken], 1, ['reject']]);
    });

    it('should say again what follows where it gives up later', () => {
      const notifier = new Subject<never>();
      const { heard, reasons } = run(() => notifier);
      expect([reasons(), next(heard)]).toEqual([[], ['retry']]);
      notifier.complete();

      expect([reasons(), next(heard)]).toEqual([[broken], ['retry', 'reject']]);
    });

    it('should reject with its own error, also where it is thrown in its place', () => {
      const other = new Error('other');
      const ways: RetryDelay[] = [
        () => throwError(() => other),
        () => {
          throw other;
        },
      ];
      for (const delay of ways) {
        const { heard, reasons } = run(delay);
        expect([reasons(), next(heard)]).toEqual([[other], ['reject']]);
      }
      expect(run(() => 5 as never).reasons()).toEqual([jasmine.any(TypeError)]);
    });

    it('should end the run with a FatalError of it', () => {
      const fatal = new FatalError('enough');
      const { errors } = run(() => throwError(() => fatal));

      expect(errors).toEqual([fatal]);
    });

    it('should not be subscribed where asking for it unsubscribes', () => {
      let subscribed = 0;
      const delay = () => {
        subscription.unsubscribe();
        return new Observable(() => {
          subscribed++;
        });
      };
      const source = new Subject<string[]>();
      const subscription = source.pipe(processChunks(failing, { retry: { delay } })).subscribe();
      source.next(['a']);

      expect(subscribed).toBe(0);
    });

    it('should be left on unsubscribe', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-----');
        const e1subs = '   ^---! ';
        const e2 = cold('   -----x');
        const e2subs = '   -^--! ';
        const unsub = '    ----! ';
        const expected = ' ------';

        const retry = { delay: () => e2 };
        const result$ = e1.pipe(alone(), processChunks(script(fails), { retry }), shown());
        expectObservable(result$, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });
  });

  describe('and classes of errors', () => {
    const errorOf = (retry: RetryOptions | undefined, reason: unknown = broken) => {
      const errors: unknown[] = [];
      const signals: AbortSignal[] = [];
      of(['b'], ['a'])
        .pipe(
          processChunks(
            ([item], { signal }) => {
              signals.push(signal);
              return item === 'b' ? NEVER : throwError(() => reason);
            },
            { retry },
          ),
        )
        .subscribe({ error: (error: unknown) => errors.push(error) });
      return { errors, other: signals[0] };
    };

    it('should end the run for what is fatal, and give other work that for a reason', () => {
      const { errors, other } = errorOf({ classify: () => 'fatal' });

      expect(errors).toEqual([jasmine.any(FatalError)]);
      expect((errors[0] as FatalError).cause).toBe(broken);
      expect(other?.reason).toBe(errors[0]);
    });

    it('should end the run with the FatalError that was thrown, without any option', () => {
      const fatal = new FatalError('disk full');

      expect(errorOf(undefined, fatal).errors).toEqual([fatal]);
      expect(errorOf({ count: 5, delay: () => of(1) }, fatal).errors).toEqual([fatal]);
    });

    it('should end the run where they cannot be told', () => {
      const cause = new Error('no class');
      const classify = () => {
        throw cause;
      };
      const { errors } = errorOf({ classify });

      expect(errors).toEqual([jasmine.any(FatalError)]);
      expect((errors[0] as FatalError).cause).toBe(cause);
    });

    it('should not try again what is tolerable', () => {
      const work = jasmine.createSpy().and.throwError(broken);
      const retry = { classify: () => 'tolerable' as const, delay: () => of(1) };
      of(['a']).pipe(processChunks(work, { retry })).subscribe();

      expect(work).toHaveBeenCalledTimes(1);
    });
  });

  it('should make no more retries in all than the budget allows, and say so once', () => {
    const { flow, heard } = hearing('budgetSpent');
    const work = jasmine.createSpy().and.throwError(broken);
    const retry = { count: 3, delay: () => of(1), budget: 0.5 };
    range(8).pipe(alone(), processChunks(work, { retry, flow })).subscribe();

    // 10, and one more for each two chunks; four chunks take 12.
    expect(work).toHaveBeenCalledTimes(8 + 14);
    expect(heard.map(({ calls, retries }) => [calls, retries])).toEqual([
      [5, 12],
      [6, 13],
      [8, 14],
    ]);
  });

  describe('telling', () => {
    it('should report each call once, with its size and reason', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const e1 = cold('  ab|');
        const e1subs = '   ^-!';
        const expected = ' -----(x|)';

        const { flow, heard } = hearing('attemptFailed');
        const retry = { delay: 2 };
        const options = { retry, flow };
        const result$ = e1.pipe(chunkBy(2), processChunks(script(fails, answers), options));
        expectObservable(result$.pipe(map(() => 'x'))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        flush();
        const about = { type: 'attemptFailed', size: 2, position: 0, attempt: 1 } as const;
        const failure = { reason: broken, errorClass: 'retryable', next: 'retry' } as const;
        expect(heard).toEqual([{ ...about, ...failure }]);
      });
    });

    it('should not count a second answer of one call for a late one', () => {
      const { flow, heard } = hearing('lateAnswer');
      const then = (fulfil: (value: string[]) => void) => {
        fulfil(['A']);
        fulfil(['B']);
      };
      of(['a'])
        .pipe(processChunks(() => ({ then }) as never, { flow }))
        .subscribe();

      expect(heard).toEqual([]);
    });
  });

  describe('left in the middle', () => {
    /** Leaves in one place, and counts what is done afterwards. */
    const leaving = (place: 'work' | 'classify' | 'event' | 'start') => {
      const flow = createFlow();
      const log: string[] = [];
      const source = new Subject<string[]>();
      const leave = (here: typeof place) => {
        log.push(here);
        if (here === place) subscription.unsubscribe();
      };
      flow.events$.subscribe(({ type }) => {
        if (type === 'chunkStarted') leave('start');
        if (type === 'attemptFailed') leave('event');
      });
      const classify = () => {
        leave('classify');
        return 'retryable' as const;
      };
      const delay = () => {
        log.push('delay');
        return timer(1_000_000);
      };
      const work = () => {
        leave('work');
        return failing();
      };
      const deadLetter = () => void log.push('copied');
      const subscription = source
        .pipe(processChunks(work, { flow, retry: { classify, delay }, tolerate: { deadLetter } }))
        .subscribe();
      source.next(['a']);
      return log;
    };

    it('should call nothing any more', () => {
      expect(leaving('start')).toEqual(['start']);
      expect(leaving('work')).toEqual(['start', 'work']);
      expect(leaving('classify')).toEqual(['start', 'work', 'classify']);
      expect(leaving('event')).toEqual(['start', 'work', 'classify', 'delay', 'event']);
    });
  });
});
