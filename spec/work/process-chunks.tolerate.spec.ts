import { map, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { MalformedItem } from '../../src/core/malformed.js';
import type { FailedOutcome } from '../../src/core/outcome.js';
import { TooManyFailuresError } from '../../src/core/too-many-failures-error.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { scriptedWork } from '../../src/testing/scripted-work.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { settled } from '../../src/work/settled.js';
import type { TolerateOptions } from '../../src/work/tolerance.js';
import { alone } from '../support/chunk-works.js';
import { marbles } from '../support/marbles.js';
import { broken, shown } from '../support/trials.js';

/** Each `x` fails. */
const work = (items: readonly string[]) =>
  settled(
    items.map((value) =>
      value === 'x'
        ? { status: 'rejected' as const, reason: broken }
        : { status: 'fulfilled' as const, value },
    ),
  );

/** What is emitted for a chunk of each word, and how it ends. */
function run(tolerate: number | TolerateOptions<string>, ...words: string[]) {
  const seen: string[] = [];
  const errors: unknown[] = [];
  of(...words.map((word) => Array.from(word)))
    .pipe(processChunks(work, { tolerate }), shown())
    .subscribe({ next: (x) => seen.push(x), error: (error: unknown) => errors.push(error) });
  return { seen, error: errors[0] as TooManyFailuresError | undefined };
}

describe('processChunks with tolerate', () => {
  it('should error with the first item that is too many, and not emit its chunk', () => {
    const { seen, error } = run(1, 'ax', 'bc', 'xx', 'd');

    expect(seen).toEqual(['a!', 'bc']);
    expect(error).toBeInstanceOf(TooManyFailuresError);
    expect([error?.failed, error?.done, error?.limit, error?.cause]).toEqual([
      3,
      6,
      { max: 1 },
      broken,
    ]);
  });

  it('should tolerate all without a bound, and none with 0', () => {
    expect(run({}, 'xx', 'xx')).toEqual({ seen: ['!!', '!!'], error: undefined });
    expect(run({ max: Infinity }, 'xx').error).toBeUndefined();
    expect(run(2, 'xx', 'a').error).toBeUndefined();
    expect(run(0, 'a', 'x').seen).toEqual(['a']);
  });

  it('should judge a ratio from 50 items on, and only where one fails', () => {
    const good = 'a'.repeat(24);
    const bad = `${'a'.repeat(12)}${'x'.repeat(12)}`;

    expect(run({ ratio: 0.25 }, bad, good).error).toBeUndefined();
    expect(run({ ratio: 0.25 }, bad, good, 'ax').error?.limit).toEqual({ ratio: 0.25 });
    expect(run({ ratio: 0.26 }, bad, good, 'ax').error).toBeUndefined();
    // 13 of 49 are too many, and nobody says so before another one fails.
    expect(run({ ratio: 0.25 }, bad, good, 'x', 'a').error).toBeUndefined();
  });

  it('should count what is malformed, and not what was skipped', () => {
    const errors: unknown[] = [];
    const items = [new MalformedItem(broken), 'a'] as unknown as string[];
    const skip = (rest: readonly string[]) =>
      settled(rest.map(() => ({ status: 'skipped' as const, reason: 'none' })));
    for (const tolerate of [0, 1]) {
      of(items)
        .pipe(processChunks(skip, { tolerate }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
    }

    expect(errors).toEqual([jasmine.objectContaining({ failed: 1, done: 2 })]);
  });

  it('should give the signals of other work the error for a reason', () => {
    const signals: AbortSignal[] = [];
    const errors: unknown[] = [];
    of('b', 'x')
      .pipe(
        alone(),
        processChunks(
          ([item], { signal }) => {
            signals.push(signal);
            return item === 'b' ? NEVER : throwError(() => broken);
          },
          { tolerate: 0 },
        ),
      )
      .subscribe({ error: (error: unknown) => errors.push(error) });

    expect(signals[0]?.reason).toBe(errors[0]);
    expect(errors).toEqual([jasmine.any(TooManyFailuresError)]);
  });

  describe('and a dead letter sink', () => {
    it('should give it what failed before anybody else hears of it, and wait for it', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const e1 = cold('  axbc|');
        const e1subs = '   ^---!';
        const e2 = cold('   ---|');
        const e2subs = '   --^--!';
        const expected = ' ----y(z|)';
        const values = { y: 'bc', z: 'a!' };

        const copied: unknown[] = [];
        const deadLetter = (failed: readonly FailedOutcome<string>[]) => {
          copied.push(...failed.map(({ item, position, reason }) => [item, position, reason]));
          return e2;
        };
        const slow = scriptedWork((items: readonly string[]) => ({
          frames: 1,
          answer: items.map((item) => (item === 'x' ? broken : item)),
        }));
        const result$ = e1.pipe(
          chunkBy(2),
          processChunks(slow, { tolerate: { deadLetter } }),
          shown(),
        );
        expectObservable(result$).toBe(expected, values);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
        flush();
        expect(copied).toEqual([['x', 1, broken]]);
      });
    });

    it('should not call it where nothing failed, nor for what is too many', () => {
      const deadLetter = jasmine.createSpy();
      run({ deadLetter }, 'ab');
      run({ deadLetter, max: 0 }, 'x');

      expect(deadLetter).not.toHaveBeenCalled();
    });

    it('should end the run with its error', () => {
      const lost = new Error('lost');
      const ways = [
        () => throwError(() => lost),
        () => {
          throw lost;
        },
      ];
      for (const deadLetter of ways) {
        expect(run({ deadLetter }, 'a', 'x', 'b') as unknown).toEqual({ seen: ['a'], error: lost });
      }
    });

    it('should be left on unsubscribe, and see its signal abort', () => {
      marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const e1 = cold('  x-----');
        const e1subs = '   ^---! ';
        const e2 = cold('  ------');
        const e2subs = '   ^---! ';
        const unsub = '    ----! ';
        const expected = ' ------';

        const signals: AbortSignal[] = [];
        const deadLetter = (_: unknown, { signal }: { signal: AbortSignal }) => {
          signals.push(signal);
          return e2;
        };
        const result$ = e1.pipe(alone(), processChunks(work, { tolerate: { deadLetter } }));
        expectObservable(result$.pipe(map(() => 'x')), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e2subs);
        flush();
        expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      });
    });

    /** What is done when somebody leaves while the sink is called, or before. */
    const leaving = (place: 'sink' | 'event') => {
      const log: unknown[] = [];
      const flow = createFlow();
      const source = new Subject<string[]>();
      const deadLetter = (_: unknown, { signal }: { signal: AbortSignal }) => {
        if (place === 'sink') subscription.unsubscribe();
        log.push('sink', signal.aborted);
        return new Observable(() => {
          log.push('written');
        });
      };
      flow.events$.subscribe(({ type }) => {
        if (place === 'event' && type === 'chunkSettled') subscription.unsubscribe();
      });
      const subscription = source
        .pipe(processChunks(work, { flow, tolerate: { deadLetter } }))
        .subscribe();
      source.next(['x']);
      return log;
    };

    it('should write nothing where calling it unsubscribes', () => {
      expect(leaving('sink')).toEqual(['sink', true]);
    });

    it('should not be called where hearing of the chunk unsubscribes', () => {
      expect(leaving('event')).toEqual([]);
    });
  });
});
