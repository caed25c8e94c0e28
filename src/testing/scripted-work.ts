import { asyncScheduler, Observable } from 'rxjs';
import { clockOf } from '../core/clock.js';
import { readOptions, type OptionRule } from '../core/options.js';
import type { WorkContext } from '../work/attempt.js';
import { settled, type Settled } from '../work/settled.js';
import { isError } from './is-error.js';

/** What one call of work does. */
export interface WorkStep<R> {
  /** After how many frames it answers; Infinity: never. @default 0, in the call itself */
  readonly frames?: number | undefined;
  /**
   * One value per item, an Error where an item is to fail; a single Error fails the whole chunk.
   * @default the items themselves
   */
  readonly answer?: readonly (R | Error)[] | Error | undefined;
}

/** One step for all calls; one for each, the last of which goes on; or what makes the step of a call. */
export type WorkScript<T, R> =
  WorkStep<R> | readonly WorkStep<R>[] | ((items: readonly T[], call: number) => WorkStep<R>);

/** A call of scripted work. Times are frames; outside of virtual time, milliseconds. */
export interface WorkCall<T> {
  readonly items: readonly T[];
  /** Which call for these items it is, from 1. */
  readonly attempt: number;
  readonly startedAt: number;
  /** Undefined while it runs. */
  readonly endedAt: number | undefined;
  /** Undefined while it runs. Cancelled: the answer was no longer wanted. */
  readonly end: 'answered' | 'failed' | 'cancelled' | undefined;
}

/** Work for `processChunks` that remembers its calls. */
export interface ScriptedWork<T, R> {
  (items: readonly T[], context: Pick<WorkContext, 'attempt'>): Observable<Settled<R>>;
  /** In the order in which they began. */
  readonly calls: readonly WorkCall<T>[];
  /** How many calls ran at once, at most. */
  readonly mostAtOnce: number;
}

/**
 * Work for tests: it answers what, fails where, and takes as long as it is told to, and it remembers
 * the calls. It answers by an Observable, so it is in time in `TestScheduler.run`.
 *
 * **Marble** (`[{ frames: 3 }, { frames: 2, answer: new Error() }]`, one slot)
 * ```
 * chunks  xy|
 * result  ---x-(y|)      y: all its items failed
 * ```
 *
 * @param script `{ frames, answer }` for all calls; a list of these, one for each call, the last for
 * those that follow; or a function of the items and the number of the call (from 0) that gives one.
 * Left out: it gives the items back, in the call itself.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at
 * the call, of a function's steps in the call of the work.
 *
 * @example
 * ```ts
 * import { map, of } from 'rxjs';
 * import { chunkBy, processChunks } from 'sluice';
 * import { marbles, scriptedWork } from 'sluice/testing';
 *
 * marbles(({ expectObservable, flush }) => {
 *   const save = scriptedWork((rows: readonly string[]) => ({
 *     frames: 3,
 *     answer: rows.map((row) => (row === 'b' ? new Error('refused') : row.toUpperCase())),
 *   }));
 *   const result$ = of('a', 'b', 'c').pipe(
 *     chunkBy(2),
 *     processChunks(save, { concurrency: 1 }),
 *     map(({ values, failures }) => [values, [...failures.keys()]]),
 *   );
 *   expectObservable(result$).toBe('---x--(y|)', { x: [['A', undefined], [1]], y: [['C'], []] });
 *   flush();
 *   console.log(save.calls.map(({ startedAt, endedAt }) => [startedAt, endedAt])); // [0, 3], [3, 6]
 * });
 * ```
 */
export function scriptedWork<T, R = T>(script: WorkScript<T, R> = {}): ScriptedWork<T, R> {
  const stepOf = readScript(script);
  const calls: Call<T>[] = [];
  let running = 0;
  let mostAtOnce = 0;

  const work = (items: readonly T[], { attempt }: Pick<WorkContext, 'attempt'>) => {
    const { frames = 0, answer = items as readonly unknown[] as readonly R[] } = stepOf(
      items,
      calls.length,
    );
    return new Observable<Settled<R>>((subscriber) => {
      const clock = clockOf(asyncScheduler);
      const call = new Call(items, attempt, clock());
      // Before it answers, and not in a finalizer: the next call begins inside of the answer.
      const over = (end: WorkCall<T>['end']) => {
        if (call.over(end, clock())) running--;
      };
      calls.push(call);
      mostAtOnce = Math.max(mostAtOnce, ++running);
      subscriber.add(() => {
        over('cancelled');
      });
      const settle = () => {
        over(isError(answer) ? 'failed' : 'answered');
        if (isError(answer)) {
          subscriber.error(answer);
          return;
        }
        subscriber.next(outcomes(answer));
        subscriber.complete();
      };
      if (frames === 0) settle();
      else if (frames !== Infinity) subscriber.add(asyncScheduler.schedule(settle, frames));
    });
  };
  return Object.defineProperties(work as unknown as ScriptedWork<T, R>, {
    calls: { value: calls, enumerable: true },
    mostAtOnce: { get: () => mostAtOnce, enumerable: true },
  });
}

class Call<T> implements WorkCall<T> {
  endedAt: number | undefined;
  end: WorkCall<T>['end'];

  constructor(
    readonly items: readonly T[],
    readonly attempt: number,
    readonly startedAt: number,
  ) {}

  /** Whether it was running. */
  over(end: WorkCall<T>['end'], at: number): boolean {
    if (this.end !== undefined) return false;
    this.end = end;
    this.endedAt = at;
    return true;
  }
}

function outcomes<R>(answer: readonly (R | Error)[]): Settled<R> {
  return settled(
    answer.map((value) =>
      isError(value) ? { status: 'rejected', reason: value } : { status: 'fulfilled', value },
    ),
  );
}

const FRAMES: OptionRule = {
  expected: 'a number of frames >= 0, or Infinity',
  check: (value) => (typeof value === 'number' ? (value >= 0 ? 'ok' : 'range') : 'type'),
};
const ANSWER: OptionRule = {
  expected: 'an array or an Error',
  check: (value) => (Array.isArray(value) || isError(value) ? 'ok' : 'type'),
};

function readScript<T, R>(script: WorkScript<T, R>) {
  const read = (step: WorkStep<R>) =>
    readOptions<WorkStep<R>>('scriptedWork', step, { frames: FRAMES, answer: ANSWER });
  if (typeof script === 'function') {
    return (items: readonly T[], call: number) => read(script(items, call));
  }
  const steps = [script].flat().map(read);
  return (_items: readonly T[], call: number): WorkStep<R> =>
    steps[Math.min(call, steps.length - 1)] ?? {};
}
