import { BehaviorSubject, NEVER, of, Subject, throwError, type Observable } from 'rxjs';
import { FatalError } from '../../src/core/fatal-error.js';
import { fromSource } from '../../src/flow/from-source.js';
import { eachItem, type EachItemOptions } from '../../src/work/each-item.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { macrotask } from '../support/ticks.js';

/** Chunks of items whose calls end when they are let go, and how many of them run. */
function held(options: EachItemOptions, chunks: readonly (readonly number[])[]) {
  const running: (() => void)[] = [];
  const signals: AbortSignal[] = [];
  const work = eachItem<number, unknown>((_, { signal }) => {
    signals.push(signal);
    return new Promise<unknown>((resolve) => {
      running.push(() => resolve(undefined));
    });
  }, options);
  const seen: unknown[] = [];
  const run = () =>
    fromSource(chunks)
      .pipe(processChunks(work))
      .subscribe({
        next: ({ chunk, failures }) => seen.push([chunk.items.length, failures.size]),
        error: (error: unknown) => seen.push(error),
      });
  return { run, running, signals, seen };
}

describe('the options of eachItem that change', () => {
  it('should start as many items as the Observable says at the time, and cancel none', async () => {
    const concurrency = new BehaviorSubject(2);
    const { run, running, signals } = held({ concurrency }, [[1, 2, 3, 4, 5, 6]]);
    const subscription = run();
    expect(running.length).toBe(2);
    concurrency.next(4);
    expect(running.length).toBe(4);
    concurrency.next(1);
    expect(signals.some(({ aborted }) => aborted)).toBeFalse();
    for (const end of running.splice(0, 3)) end();
    await macrotask();
    expect(running.length).toBe(1);
    for (const end of running.splice(0)) end();
    await macrotask();
    expect(running.length).toBe(1);
    subscription.unsubscribe();
  });

  it('should start one item until the Observable says something', () => {
    const { run, running } = held({ concurrency: NEVER }, [[1, 2, 3]]);
    const subscription = run();

    expect(running.length).toBe(1);
    subscription.unsubscribe();
  });

  it('should limit the calls after it by a time that changes', async () => {
    const timeout = new Subject<number>();
    const { run, running, seen } = held({ timeout, concurrency: 1 }, [[1], [2]]);
    run();
    timeout.next(1);
    running.shift()?.();
    while (seen.length < 2) await macrotask();

    expect(seen).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it('should be followed as long as a chunk is worked on, and no longer', async () => {
    const concurrency = new BehaviorSubject(1);
    const { run, running } = held({ concurrency }, [[1], [2]]);
    expect(concurrency.observed).toBeFalse();
    const subscription = run();
    expect(concurrency.observed).toBeTrue();
    running.shift()?.();
    await macrotask();
    expect(concurrency.observed).toBeTrue();
    running.shift()?.();
    await macrotask();
    expect(concurrency.observed).toBeFalse();

    const left = run();
    expect(concurrency.observed).toBeTrue();
    left.unsubscribe();
    expect(concurrency.observed).toBeFalse();
    subscription.unsubscribe();
  });

  it('should end the run where they go wrong, at once or later', async () => {
    const wrong: Record<string, Observable<number>> = {
      ERR_OUT_OF_RANGE: of(0),
      ERR_INVALID_ARG_TYPE: of<number>('2' as never),
      broken: throwError(() => ({ code: 'broken' })),
    };
    for (const [code, concurrency] of Object.entries(wrong)) {
      const { run, seen, running } = held({ concurrency }, [[1, 2]]);
      run();
      await macrotask();

      expect(running.length).toBe(0);
      expect(seen).toEqual([jasmine.any(FatalError)]);
      expect((seen[0] as { cause: unknown }).cause).toEqual(jasmine.objectContaining({ code }));
    }

    const concurrency = new BehaviorSubject(1);
    const { run, seen, signals } = held({ concurrency }, [[1, 2], [3]]);
    run();
    concurrency.next(NaN);
    await macrotask();

    expect(seen).toEqual([jasmine.any(FatalError)]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(concurrency.observed).toBeFalse();
  });
});
