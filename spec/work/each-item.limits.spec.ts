import { BehaviorSubject, map, of, Subject, throwError, timer } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { Rate } from '../../src/flow/rate-limit.js';
import { eachItem, type EachItemOptions } from '../../src/work/each-item.js';
import { marbles } from '../support/marbles.js';

/** Runs the chunks in virtual time, all at once: the calls, by the frame in which each began. */
function callsOf(
  chunks: readonly (readonly string[])[],
  options: EachItemOptions<string>,
  call: (item: string, now: number) => unknown = (item) => item,
  steer: (scheduler: TestScheduler, abort: AbortController) => void = () => undefined,
): { calls: readonly string[]; now: number } {
  const calls: string[] = [];
  return marbles(({ scheduler, flush }) => {
    const work = eachItem<string, unknown>((item) => {
      calls.push(`${scheduler.now()}${item}`);
      return call(item, scheduler.now());
    }, options);
    const abort = new AbortController();
    for (const chunk of chunks) {
      const context = { signal: abort.signal, attempt: 1, idempotencyKey: 'run' };
      void work(chunk, context).catch(() => undefined);
    }
    steer(scheduler, abort);
    flush();
    return { calls, now: scheduler.now() };
  });
}

const takes = (ms: number) => (item: string) => timer(ms).pipe(map(() => item));

describe('eachItem({ rateLimit })', () => {
  it('should begin so many calls in any window, over all chunks', () => {
    const { calls } = callsOf(
      [
        ['a', 'b', 'c'],
        ['d', 'e'],
      ],
      { rateLimit: { limit: 2, per: 5 } },
    );

    expect(calls).toEqual(['0a', '0b', '5c', '5d', '10e']);
  });

  it('should count retries, and have them wait their turn', () => {
    const fails = (item: string, now: number) =>
      item === 'a' && now < 9 ? throwError(() => new Error('again')) : of(item);
    const options = { rateLimit: { limit: 1, per: 5 }, retry: { count: 3, delay: 1 } };
    const { calls } = callsOf([['a', 'b', 'c']], { ...options, concurrency: 2 }, fails);

    expect(calls).toEqual(['0a', '5b', '10a', '15c']);
  });

  it('should let a key that has room overtake one that has none', () => {
    const rateLimit = { limit: 1, per: 5, key: (item: string) => item };
    const { calls } = callsOf([['a', 'a', 'b', 'a', 'b']], { rateLimit });

    expect(calls).toEqual(['0a', '0b', '5a', '5b', '10a']);
  });

  it('should weigh by cost, and reject an item whose cost cannot be told', async () => {
    const cost = (item: string) => {
      if (item === 'x') throw new Error('no cost');
      return Number(item);
    };
    const { calls } = callsOf([['3', '1', 'x', '4']], { rateLimit: { limit: 4, per: 5, cost } });
    expect(calls).toEqual(['03', '01', '54']);

    const work = eachItem<string, string>((item) => item, {
      rateLimit: { limit: 4, per: 5, cost },
    });
    const { signal } = new AbortController();
    const { items } = await work(['1', 'x'], { signal, attempt: 1, idempotencyKey: 'run' });
    expect(items.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('should not count the wait for a turn to the time of the call', () => {
    const options = { rateLimit: { limit: 1, per: 50 }, timeout: 10, retry: 3 };
    const { calls } = callsOf([['a', 'b']], options, takes(5));

    expect(calls).toEqual(['0a', '50b']);
  });

  it('should follow rates while it works, and call nothing before the first', () => {
    const rate$ = new Subject<Rate<string>>();
    const { calls } = callsOf([['a', 'b', 'c']], { rateLimit: rate$ }, undefined, (scheduler) => {
      scheduler.schedule(() => rate$.next({ limit: 1, per: 10 }), 3);
      scheduler.schedule(() => rate$.next({ limit: 2, per: 10 }), 7);
    });

    expect(calls).toEqual(['3a', '7b', '13c']);
  });

  it('should leave no timer when its chunk is given up', () => {
    const { calls, now } = callsOf(
      [['a', 'b']],
      { rateLimit: { limit: 1, per: 500 } },
      undefined,
      (scheduler, abort) => scheduler.schedule(() => abort.abort(), 3),
    );

    expect(calls).toEqual(['0a']);
    expect(now).toBeLessThan(500);
  });
});

describe('eachItem({ key })', () => {
  const key = (item: string) => item;

  it('should have one call of a key at once, over all chunks, while others overtake', () => {
    const chunks = [
      ['a', 'a', 'b'],
      ['a', 'c'],
    ];
    const { calls } = callsOf(chunks, { key, concurrency: 2 }, takes(3));

    expect(calls).toEqual(['0a', '0b', '3c', '3a', '6a']);
  });

  it('should keep the key while a call waits to be called again', () => {
    const fails = (item: string, now: number) =>
      now < 1 ? throwError(() => new Error('again')) : of(item);
    const { calls } = callsOf([['a', 'a']], { key, retry: { count: 1, delay: 4 } }, fails);

    expect(calls).toEqual(['0a', '4a', '4a']);
  });

  it('should go on with the next chunk when one was given up', async () => {
    const calls: string[] = [];
    const work = eachItem<string, string>(
      (item) => {
        calls.push(item);
        return calls.length === 1 ? new Promise<string>(() => undefined) : item;
      },
      { key: () => 1 },
    );
    const first = new AbortController();
    const context = { attempt: 1, idempotencyKey: 'run' };
    void work(['a', 'b'], { ...context, signal: first.signal });
    const second = work(['c'], { ...context, signal: new AbortController().signal });
    first.abort();
    await second;

    expect(calls).toEqual(['a', 'c']);
  });

  it('should reject an item whose key cannot be told', async () => {
    const broken = (item: string) => {
      if (item === 'x') throw new Error('no key');
      return item;
    };
    const work = eachItem<string, string>((item) => item, { key: broken });
    const { signal } = new AbortController();
    const { items } = await work(['a', 'x'], { signal, attempt: 1, idempotencyKey: 'run' });

    expect(items.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('should follow a concurrency that changes', () => {
    const concurrency = new BehaviorSubject(1);
    const { calls } = callsOf([['a', 'b', 'c']], { key, concurrency }, takes(4), (scheduler) =>
      scheduler.schedule(() => concurrency.next(3), 1),
    );

    expect(calls).toEqual(['0a', '1b', '1c']);
  });
});
