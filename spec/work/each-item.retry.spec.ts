import { lastValueFrom, NEVER, Observable, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import { FatalError } from '../../src/core/fatal-error.js';
import { memoryStore } from '../../src/store/memory-store.js';
import { storeTo } from '../../src/store/store-to.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { eachItem } from '../../src/work/each-item.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { macrotask } from '../support/ticks.js';
import { broken, hearing } from '../support/trials.js';

const now = { delay: () => of(1) };
const attempts = (result: ChunkResult<unknown, unknown>) =>
  [...outcomesOf(result)].map((outcome) => outcome.attempts);
/** Fails so often for each item. */
const failing = (times: Readonly<Record<string, number>>) => {
  const left = new Map(Object.entries(times));
  return (item: string) => {
    const more = left.get(item) ?? 0;
    left.set(item, more - 1);
    return more > 0 ? throwError(() => broken) : item.toUpperCase();
  };
};

describe('eachItem with retry', () => {
  it('should call again for the items that failed, and only these', async () => {
    const work = eachItem(failing({ a: 0, b: 1, c: 9 }), { retry: { ...now, count: 2 } });
    const result = await lastValueFrom(of(['a', 'b', 'c']).pipe(processChunks(work)));

    expect(result.values).toEqual(['A', 'B', undefined]);
    expect([...result.failures]).toEqual([[2, { kind: 'rejected', reason: broken }]]);
    expect([result.attempts, attempts(result)]).toEqual([1, [1, 2, 3]]);
  });

  it('should number the calls of each item, under one name', async () => {
    const seen: string[] = [];
    const fn = (item: string, { attempt, idempotencyKey }: WorkContext) => {
      seen.push(`${item}${attempt} ${idempotencyKey}`);
      if (item === 'b' && attempt < 3) throw broken;
    };
    const work = eachItem(fn, { retry: now });
    await lastValueFrom(
      of(['a', 'b'], ['c']).pipe(processChunks(work), storeTo(memoryStore(), { runId: 'run' })),
    );

    expect(seen).toEqual(['a1 run:0', 'b1 run:1', 'b2 run:1', 'b3 run:1', 'c1 run:2']);
  });

  it('should name items by their key where the store knows them by it', async () => {
    const seen: string[] = [];
    const work = eachItem((_: string, { idempotencyKey }) => void seen.push(idempotencyKey));
    await lastValueFrom(
      of('a', 'b').pipe(
        chunkBy(2),
        processChunks(work),
        storeTo(memoryStore(), { runId: 'run', key: (item) => `k${item as string}` }),
      ),
    );

    expect(seen).toEqual(['run:ka', 'run:kb']);
  });

  it('should find the name of an item that work has picked, moved or made anew', async () => {
    const seen: string[] = [];
    const each = eachItem((_: unknown, { idempotencyKey }) => void seen.push(idempotencyKey));
    const named = async (hand: (items: readonly string[]) => readonly unknown[]) => {
      seen.length = 0;
      const work = async (items: readonly string[], context: WorkContext) => {
        await each(hand(items), context);
      };
      const result$ = of(['a', 'b', 'c']).pipe(processChunks(work));
      await lastValueFrom(result$.pipe(storeTo(memoryStore(), { runId: 'run' })));
      return seen;
    };

    expect(await named((items) => items.slice(1))).toEqual(['run:1', 'run:2']);
    expect(await named((items) => [...items].reverse())).toEqual(['run:2', 'run:1', 'run:0']);
    expect(await named((items) => items.map((id) => ({ id })))).toEqual([
      ...['run:0', 'run:1', 'run:2'],
    ]);
    // Nobody can tell which of the three it is.
    expect(await named(() => ['other'])).toEqual(['run:0-2:0']);
  });

  it('should keep the place of an item in the limit while it waits', async () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: string[] = [];
    const fn = (item: string) => {
      seen.push(item);
      if (seen.length === 1) throw broken;
    };
    const work = eachItem(fn, { concurrency: 1, retry: { delay: 5 }, scheduler });
    const result = lastValueFrom(of(['a', 'b']).pipe(processChunks(work)));
    expect(seen).toEqual(['a']);
    scheduler.flush();
    await result;

    expect(seen).toEqual(['a', 'a', 'b']);
  });

  it('should give up a call that takes too long, with that for its reason', async () => {
    const scheduler = new VirtualTimeScheduler();
    const signals: AbortSignal[] = [];
    const fn = (_: string, { signal }: WorkContext) => {
      signals.push(signal);
      return NEVER;
    };
    const work = eachItem(fn, { timeout: 5, scheduler });
    const result = lastValueFrom(of(['a']).pipe(processChunks(work)));
    scheduler.flush();
    const reason = new DeadlineExceededError('attempt', 5);

    expect((await result).failures.get(0)?.reason).toEqual(reason);
    expect(signals[0]?.reason).toEqual(reason);
    expect([scheduler.actions.length, scheduler.frame]).toEqual([0, 5]);
  });

  it('should end the run with what is fatal, abort the other items, and start no more', async () => {
    const errors: unknown[] = [];
    const seen: string[] = [];
    const signals: AbortSignal[] = [];
    const fatal = new FatalError('enough');
    const fn = (item: string, { signal }: WorkContext) => {
      seen.push(item);
      signals.push(signal);
      return item === 'a' ? NEVER : throwError(() => fatal);
    };
    of(['a', 'b', 'c'], ['d'])
      .pipe(processChunks(eachItem(fn, { concurrency: 2 })))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    await macrotask();

    expect([errors, seen]).toEqual([[fatal], ['a', 'b']]);
    expect(signals[0]?.reason).toBe(fatal);
  });

  it('should make no more retries in all than the budget allows', async () => {
    const fn = jasmine.createSpy().and.throwError(broken);
    const { flow, heard } = hearing('budgetSpent');
    const work = eachItem(fn, { retry: { ...now, budget: 0 } });
    await lastValueFrom(of([1, 2, 3], [4, 5, 6]).pipe(processChunks(work, { flow })));

    expect(fn).toHaveBeenCalledTimes(6 + 10);
    expect(heard.length).toBe(1);
  });

  it('should tell of each call of an item that failed, by its position', async () => {
    const { flow, heard } = hearing('attemptFailed');
    const work = eachItem(failing({ c: 2 }), { retry: { ...now, count: 1 } });
    await lastValueFrom(of(['a', 'b'], ['c']).pipe(processChunks(work, { flow })));

    expect(
      heard.map(({ size, position, attempt, next }) => [size, position, attempt, next]),
    ).toEqual([
      [1, 2, 1, 'retry'],
      [1, 2, 2, 'reject'],
    ]);
  });

  it('should tell of late answers by the position of their own item', async () => {
    const { flow, heard } = hearing('lateAnswer');
    const scheduler = new VirtualTimeScheduler();
    const answers: (() => void)[] = [];
    const fn = () => new Promise<void>((resolve) => answers.push(resolve));
    const work = eachItem(fn, { concurrency: 1, timeout: 5, scheduler });
    of(['a', 'b'], ['c']).pipe(processChunks(work, { flow })).subscribe();
    scheduler.flush();
    answers[1]?.();
    await macrotask();

    expect(heard).toEqual([{ type: 'lateAnswer', position: 1, attempt: 1 }]);
  });

  it('should need no stack for 20,000 items that are tried again at once', async () => {
    const items = Array.from({ length: 20_000 }, (_, place) => place);
    const fn = (_: number, { attempt }: WorkContext) => {
      if (attempt === 1) throw broken;
    };
    const work = eachItem(fn, { retry: now });

    expect((await lastValueFrom(of(items).pipe(processChunks(work)))).failures.size).toBe(0);
  });

  it('should leave waits and calls on unsubscribe, and give their places back', async () => {
    const scheduler = new VirtualTimeScheduler();
    let left = 0;
    const fn = (item: string) => {
      if (item === 'a') throw broken;
      return new Observable(() => () => left++);
    };
    const work = eachItem(fn, { concurrency: 2, retry: { delay: 5 }, scheduler });
    const subscription = of(['a', 'b']).pipe(processChunks(work)).subscribe();
    expect(scheduler.actions.length).toBe(1);
    subscription.unsubscribe();
    expect([scheduler.actions.length, left]).toEqual([0, 1]);
    await macrotask();
    const again = of(['b', 'b']).pipe(processChunks(work)).subscribe();
    again.unsubscribe();

    expect(left).toBe(3);
  });

  it('should give back a place once where hearing of a failure unsubscribes', async () => {
    const { flow } = hearing('attemptFailed');
    const seen: number[] = [];
    const fn = (item: number) => {
      seen.push(item);
      return item === 0 ? Promise.reject(broken) : NEVER;
    };
    const work = eachItem(fn, { concurrency: 1 });
    const subscription = of([0]).pipe(processChunks(work, { flow })).subscribe();
    flow.events$.subscribe(() => {
      subscription.unsubscribe();
    });
    await macrotask();
    const again = of([1, 2, 3]).pipe(processChunks(work)).subscribe();
    again.unsubscribe();

    expect(seen).toEqual([0, 1]);
  });

  it('should not take a second answer for one of the next item', async () => {
    const answers: ((value: string) => void)[] = [];
    const fn = () => ({ then: (fulfil: (value: string) => void) => answers.push(fulfil) });
    const work = eachItem(fn as never, { concurrency: 1 });
    const values: unknown[] = [];
    of(['a', 'b'])
      .pipe(processChunks(work))
      .subscribe((result) => values.push(result.values));
    answers[0]?.('A');
    answers[0]?.('again');
    answers[1]?.('B');
    await macrotask();

    expect(values).toEqual([['A', 'B']]);
  });
});
