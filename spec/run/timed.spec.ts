import { NEVER, of, throwError, timer, type Observable } from 'rxjs';
import { timed } from '../../src/run/timed.js';
import { Attempt } from '../../src/work/attempt.js';
import type { ItemWork } from '../../src/work/each-item.js';
import { marbles } from '../support/marbles.js';

/** What is told of a call, with a clock that the spec moves. */
function timing(fn: ItemWork<string, unknown>) {
  const took: number[] = [];
  const clock = { now: 10 };
  const context = new Attempt(1);
  const work = timed(
    fn,
    () => clock.now,
    (ms) => took.push(ms),
  );
  return { took, clock, context, call: () => work('target', context) };
}

describe('timed', () => {
  it('should pass target, context and answer on', () => {
    const { call, context } = timing((target, given) => [target, given]);

    expect(call()).toEqual(['target', context]);
  });

  it('should tell how long a call took that answers at once', () => {
    const { took, clock, call } = timing(() => {
      clock.now += 4;
      return 'answer';
    });

    expect(call()).toBe('answer');
    expect(took).toEqual([4]);
  });

  it('should tell how long a promise took, fulfilled or rejected', async () => {
    for (const settle of [Promise.resolve('answer'), Promise.reject(new Error('no'))]) {
      const { took, clock, call } = timing(() => settle);
      const answer = call() as Promise<unknown>;

      expect(took).toEqual([]);
      clock.now = 15;
      await answer.catch(() => undefined);

      expect(took).toEqual([5]);
    }
  });

  it('should ask a thenable once, since a query runs anew for each who asks', async () => {
    let runs = 0;
    const query = {
      then: (done: (value: string) => unknown) => {
        runs++;
        return Promise.resolve('row').then(done);
      },
    };
    const { took, call } = timing(() => query);
    const answer = await call();

    expect([answer, runs, took.length]).toEqual(['row', 1, 1]);
  });

  it('should tell how long an Observable took, from the call to its end', () => {
    marbles(({ scheduler, flush }) => {
      const took: number[] = [];
      const fns: ItemWork<string, unknown>[] = [
        () => timer(3),
        () => throwError(() => 'no'),
        () => of(1),
      ];
      for (const fn of fns) {
        const work = timed(
          fn,
          () => scheduler.frame,
          (ms) => took.push(ms),
        );
        timer(2).subscribe(() => {
          const answer = work('target', new Attempt(1)) as Observable<unknown>;
          answer.subscribe({ error: () => undefined });
        });
      }
      flush();

      expect(took).toEqual([0, 0, 3]);
    });
  });

  it('should tell how long it was waited for one that is given up', () => {
    const { took, clock, call } = timing(() => NEVER);
    const subscription = (call() as typeof NEVER).subscribe();
    clock.now = 17;
    subscription.unsubscribe();

    expect(took).toEqual([7]);
  });

  it('should tell nothing of a call that throws, and throw it', () => {
    const error = new Error('no');
    const { took, call } = timing(() => {
      throw error;
    });

    expect(call).toThrow(error);
    expect(took).toEqual([]);
  });
});
