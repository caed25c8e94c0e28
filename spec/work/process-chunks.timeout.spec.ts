import { map, NEVER, Observable, of, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { scriptedWork } from '../../src/testing/scripted-work.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { eachItem } from '../../src/work/each-item.js';
import { processChunks, type ProcessChunksOptions } from '../../src/work/process-chunks.js';
import type { TimeoutOptions } from '../../src/work/timeouts.js';
import type { Work } from '../../src/work/work.js';
import { after, alone } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';
import { macrotask } from '../support/ticks.js';
import { broken, hearing, shown } from '../support/trials.js';

const never = { frames: Infinity };

/** One chunk in virtual time, with what came of it. */
function virtually<T>(items: T[], work: Work<T, unknown>, options: ProcessChunksOptions<T>) {
  const scheduler = new VirtualTimeScheduler();
  const results: ChunkResult<T, unknown>[] = [];
  const errors: unknown[] = [];
  const subscription = of(items)
    .pipe(processChunks(work, { scheduler, ...options }))
    .subscribe({ next: (x) => results.push(x), error: (x: unknown) => errors.push(x) });
  return { scheduler, results, errors, subscription };
}

describe('processChunks with timeout', () => {
  describe('of an attempt', () => {
    it('should give the call up, with the reason in its signal, and count it as failed', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const e1 = cold('  a|');
        const e1subs = '   ^!';
        const e2 = cold<undefined>('   ------');
        const e2subs = '   ^--!';
        const expected = ' ---(x|)';

        const contexts: WorkContext[] = [];
        const work: Work<string, unknown> = (_, context) => {
          contexts.push(context);
          return e2;
        };
        const result$ = e1.pipe(alone(), processChunks(work, { timeout: 3 }), shown());
        expectObservable(result$).toBe(expected, { x: '!' });
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
        flush();
        expect(contexts[0]?.signal.reason).toEqual(new DeadlineExceededError('attempt', 3));
      });
    });

    it('should try again what took too long', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a|');
        const e1subs = '   ^!';
        const expected = ' ------(a|)';

        const work = scriptedWork<string>([never, { frames: 1 }]);
        const options = { timeout: { attempt: 3 }, retry: { delay: 2 } };
        const result$ = e1.pipe(alone(), processChunks(work, options), shown());
        expectObservable(result$).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should let work answer in time, and begin anew for each call', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  ab--|');
        const e1subs = '   ^---!';
        const expected = ' --ab|';

        expectObservable(e1.pipe(alone(), processChunks(after(2), { timeout: 3 }), shown())).toBe(
          expected,
        );
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should set no timer for an answer that is there already', () => {
      const { scheduler, results } = virtually(['a'], (items) => items, { timeout: 3 });

      expect([scheduler.actions.length, results.length]).toEqual([0, 1]);
    });

    it('should tell of an answer that comes late, and drop it', async () => {
      const { flow, heard } = hearing('lateAnswer');
      let answer!: (values: string[]) => void;
      const work = () => new Promise<string[]>((resolve) => (answer = resolve));
      const { scheduler, results } = virtually(['a'], work, { timeout: 3, flow });
      scheduler.flush();
      answer(['A']);
      await macrotask();

      expect(heard).toEqual([{ type: 'lateAnswer', position: 0, attempt: 1 }]);
      expect(results.map(({ failures }) => failures.size)).toEqual([1]);
    });

    it('should go on with nothing where its signal is heard by somebody who leaves', () => {
      const delay = jasmine.createSpy();
      const work = (_: readonly string[], { signal }: WorkContext) => {
        signal.addEventListener('abort', () => {
          run.subscription.unsubscribe();
        });
        return NEVER;
      };
      const run = virtually(['a'], work, { timeout: 3, retry: { delay } });
      run.scheduler.flush();

      expect(delay).not.toHaveBeenCalled();
      expect(run.results).toEqual([]);
    });
  });

  describe('of a chunk', () => {
    const codes = map(({ attempts, failures }: ChunkResult<string, unknown>) => {
      const { scope } = failures.get(0)?.reason as DeadlineExceededError;
      return `${attempts} ${scope} ${failures.size}`;
    });

    it('should end all calls for it, also in the middle of a wait', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  ab|');
        const e1subs = '   ^-!';
        const e2 = cold('    -----x');
        const e2subs = '   --^--!';
        const expected = ' -----(x|)';

        const work = scriptedWork<string>({ frames: 1, answer: broken });
        const options = { timeout: { chunk: 4 }, retry: { delay: () => e2 } };
        const result$ = e1.pipe(chunkBy(2), processChunks(work, options), codes);
        expectObservable(result$).toBe(expected, { x: '1 chunk 2' });
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should give up the call under way, and tell and report that it failed', () => {
      const { flow, heard } = hearing('attemptFailed');
      const signals: AbortSignal[] = [];
      const work = (_: readonly string[], { signal }: WorkContext) => {
        signals.push(signal);
        return NEVER;
      };
      const { scheduler, results } = virtually(['a'], work, { timeout: { chunk: 5 }, flow });
      scheduler.flush();
      const reason = new DeadlineExceededError('chunk', 5);

      expect(signals[0]?.reason).toEqual(reason);
      expect(results.map(({ duration }) => duration)).toEqual([5]);
      expect(heard.map((event) => [event.attempt, event.reason, event.next])).toEqual([
        [1, reason, 'reject'],
      ]);
    });

    it('should leave no timer when the chunk is done, or left', () => {
      const timeout = { attempt: 5, chunk: 9, run: 20 };
      const done = virtually(['a'], after(0), { timeout });
      const left = virtually(['a'], () => NEVER, { timeout });
      expect(left.scheduler.actions.length).toBe(3);
      left.subscription.unsubscribe();
      const { flow } = hearing('chunkStarted');
      const source = new Subject<string[]>();
      const scheduler = new VirtualTimeScheduler();
      const subscription = source
        .pipe(processChunks(() => NEVER, { flow, timeout, scheduler }))
        .subscribe();
      flow.events$.subscribe(() => {
        subscription.unsubscribe();
      });
      source.next(['a']);

      const all = [done.scheduler, left.scheduler, scheduler].map(({ actions }) => actions.length);
      expect(all).toEqual([0, 0, 0]);
    });
  });

  describe('of the run', () => {
    it('should error, and give its signals the reason', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const e1 = cold('  a-b----');
        const e1subs = '   ^----! ';
        const expected = ' ---a-# ';

        const contexts: WorkContext[] = [];
        const work = scriptedWork<string>([{ frames: 3 }, never]);
        const watched = (items: readonly string[], context: WorkContext) => {
          contexts.push(context);
          return work(items, context);
        };
        const error = new DeadlineExceededError('run', 5);
        const result$ = e1.pipe(alone(), processChunks(watched, { timeout: { run: 5 } }), shown());
        expectObservable(result$).toBe(expected, undefined, error);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        flush();
        expect(contexts[1]?.signal.reason).toEqual(error);
      });
    });

    it('should leave no timer where the run is over before it has begun', () => {
      const scheduler = new VirtualTimeScheduler();
      const concurrency = throwError(() => new Error('none'));
      of(['a'])
        .pipe(processChunks(() => NEVER, { concurrency, timeout: { run: 5 }, scheduler }))
        .subscribe({ error: () => undefined });

      expect(scheduler.actions.length).toBe(0);
    });
  });

  describe('that changes', () => {
    it('should count from the next call on, and the run from its start', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b----');
        const e1subs = '   ^------!';
        const e2 = cold('  -xy----');
        const e2subs = '   ^------!';
        const expected = ' ---b---#';

        const timeouts: Record<string, number | TimeoutOptions> = { x: 1, y: { run: 7 } };
        const timeout = e2.pipe(map((name) => timeouts[name]!));
        const work = scriptedWork<string>([never, { frames: 1 }]);
        const result$ = e1.pipe(alone(), processChunks(work, { timeout }), shown());
        expectObservable(result$).toBe(expected, undefined, new DeadlineExceededError('run', 7));
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
      });
    });

    it('should end the run with what is wrong of it, also within', () => {
      for (const wrong of [-1, 'soon', { attempt: 0 }, { tries: 1 }]) {
        const errors: unknown[] = [];
        of(['a'])
          .pipe(processChunks(() => NEVER, { timeout: of(wrong as number) }))
          .subscribe({ error: (error: unknown) => errors.push(error) });

        expect(errors).toEqual([
          jasmine.objectContaining({ message: jasmine.stringContaining('processChunks: ') }),
        ]);
      }
    });
  });

  describe('over eachItem', () => {
    /** Items that begin with `s` never settle. */
    const fn = (item: string) => (item.startsWith('s') ? new Observable<string>() : item);
    const words = ({ failures }: ChunkResult<string, unknown>) => [...failures.keys()];

    it('should keep the outcomes of items that are done, and not call these again', async () => {
      for (const timeout of [5, { chunk: 5 }]) {
        const calls: string[] = [];
        const counted = (item: string) => {
          calls.push(item);
          return fn(item);
        };
        const work = eachItem(counted, { concurrency: 2 });
        const { scheduler, results } = virtually(['a', 's', 's2', 'b'], work, {
          timeout,
          retry: { delay: 1 },
        });
        await macrotask();
        scheduler.flush();

        expect(results.map(words)).toEqual([[1, 2, 3]]);
        expect(results[0]?.attemptsByPlace).toEqual([1, 1, 1, 0]);
        expect(calls).toEqual(['a', 's', 's2']);
      }
    });

    it('should know nothing where work goes on with what the items gave', async () => {
      const each = eachItem(fn);
      const ways: Work<string, unknown>[] = [
        async (items, context) => {
          await each(items, context);
          return new Promise<never>(() => undefined);
        },
        (items, context) => each(items.slice(1), context),
      ];
      for (const work of ways) {
        const { scheduler, results } = virtually(['a', 's'], work, { timeout: 5 });
        await macrotask();
        scheduler.flush();

        expect(results.map(words)).toEqual([[0, 1]]);
      }
    });
  });
});
