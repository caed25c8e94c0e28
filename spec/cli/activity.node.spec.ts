import { of, Subject, type Observable } from 'rxjs';
import { Activity } from '../../src/cli/activity.js';
import type { UserWork } from '../../src/cli/work-module.js';
import type { PullSource, SourceContext } from '../../src/flow/pull-source.js';
import type { SourceMark } from '../../src/flow/resume.js';
import type { ChunkRecord, RunInfo } from '../../src/store/result-store.js';
import { gate } from './support/shell.js';

const context = { signal: new AbortController().signal, attempt: 1, idempotencyKey: 'a' };
const found = (items: number, failed: number) => ({ items, failed }) as RunInfo;

describe('Activity', () => {
  let now: number;
  let activity: Activity;

  beforeEach(() => {
    now = 100;
    activity = new Activity('contacts', 2, () => now);
  });

  const call = (work: UserWork) => activity.watchWork(work, () => 1)('item', context);

  const watched = <T>(make: (given: SourceContext) => PullSource<T>): PullSource<T> =>
    (activity.watchTargets(make) as typeof make)(context);

  /** A chunk that is stored: so many values, and places of failures. */
  const record = (values: number, failed: readonly number[], mark?: SourceMark): ChunkRecord => ({
    ranges: [],
    values: Array.from({ length: values }),
    failures: new Map(failed.map((place) => [place, { kind: 'rejected', reason: 'no' }])),
    mark,
  });

  it('should add what is stored to what was found', () => {
    activity.opened(found(10, 3), undefined);
    activity.written(record(4, [1]), 0);
    activity.written(record(2, []), 1);
    const { resumedAt, ok, failed, failedBefore } = activity.snapshot();
    expect([resumedAt, ok, failed, failedBefore]).toEqual([10, 11, 5, 3]);
  });

  it('should count calls that are under way, however they answer and end', async () => {
    const promised = gate();
    const failing = gate();
    const emitted$ = new Subject<number>();
    const answers = [
      call(() => promised.opened),
      call(() => failing.opened),
      call(() => emitted$),
    ] as const;
    const subscription = (answers[2] as Observable<number>).subscribe();
    expect(call(() => 7)).toBe(7);
    expect(() =>
      call(() => {
        throw new Error('no');
      }),
    ).toThrowError('no');
    expect(activity.snapshot().running).toBe(3);

    promised.open();
    await answers[0];
    expect(activity.snapshot().running).toBe(2);
    failing.fail(new Error('failed'));
    await expectAsync(answers[1] as Promise<void>).toBeRejectedWithError('failed');
    expect(activity.snapshot().running).toBe(1);
    subscription.unsubscribe();
    expect(activity.snapshot().running).toBe(0);
    expect(emitted$.observed).toBeFalse();
  });

  it('should pass items, contexts and values on as they are', async () => {
    const seen: unknown[] = [];
    const answer = call((...given) => {
      seen.push(...given);
      return of(1, 2);
    });
    const values: unknown[] = [];
    (answer as Observable<number>).subscribe((value) => values.push(value));
    expect(seen).toEqual(['item', context]);
    expect(values).toEqual([1, 2]);
    expect(await call(() => Promise.resolve('value'))).toBe('value');
  });

  it('should ask a thenable once, since some do their work then', async () => {
    let asked = 0;
    const thenable: PromiseLike<number> = {
      then(done) {
        asked++;
        return Promise.resolve(done?.(5) as never);
      },
    };
    expect(await call(() => thenable)).toBe(5);
    expect(asked).toBe(1);
  });

  it('should tell the rate of calls that have ended, before any is stored', () => {
    for (let i = 0; i < 20; i++) call(() => i);
    now += 2000;
    expect(activity.snapshot().rate).toBe(10);
    expect(activity.snapshot().elapsed).toBe(2000);
  });

  it('should judge what the run waits for by what is under way', () => {
    const waiting = () => activity.snapshot().waitingOn;
    const never = () => new Promise<null>(() => undefined);
    expect(waiting()).toBe('start');
    activity.opened(found(0, 0), undefined);
    expect(waiting()).toBe('source');
    activity.writing();
    expect(waiting()).toBe('store');
    void call(never);
    expect(waiting()).toBe('work');
    const source = watched(() => ({ pull: never }));
    void source.pull(1, context.signal);
    expect(waiting()).toBe('source');
    void call(never);
    expect(waiting()).toBe('work');
  });

  it('should no longer wait for what was written, or has come', async () => {
    activity.opened(found(0, 0), undefined);
    activity.writing();
    activity.written(record(1, []), 0);
    const page = gate<number[] | null>();
    const source = watched(() => ({ pull: () => page.opened }));
    const pulled = source.pull(1, context.signal);
    activity.writing();
    expect(activity.snapshot().waitingOn).toBe('source');
    page.open([1]);
    expect(await pulled).toEqual([1]);
    expect(activity.snapshot().waitingOn).toBe('store');
  });

  it('should leave a source all that it can do', () => {
    class Lines implements PullSource<string> {
      total = 100;
      #left = ['a', 'b'];
      pull(max: number) {
        return this.#left.splice(0, max);
      }
      position() {
        return this.#left.length;
      }
    }
    const source = watched(() => new Lines());
    expect(source.pull(1, context.signal)).toEqual(['a']);
    expect(source.position?.()).toBe(1);
    expect(source.seek).toBeUndefined();
    expect(activity.snapshot().bytes).toEqual({ stored: 0, total: 100 });
    activity.opened(found(1, 0), { position: 1, cursor: { byte: 20, line: 1 } });
    expect(activity.snapshot().bytes).toEqual({ stored: 20, total: 100 });
    activity.writing();
    activity.written(record(1, [], { position: 2, cursor: { byte: 60, line: 2 } }), 0);
    expect(activity.snapshot().bytes).toEqual({ stored: 60, total: 100 });
  });

  it('should claim what is left from the calls that have ended', () => {
    const source = watched(() => ({ total: 1000, pull: () => null }));
    expect(source.total).toBe(1000);
    activity.opened(found(0, 0), undefined);
    for (let i = 0; i < 50; i++) call(() => i);
    now += 5000;
    activity.writing();
    activity.written(record(50, [], { position: 50, cursor: { byte: 500, line: 1 } }), 0);
    // The calls ended before the last three seconds: nothing moves.
    expect(activity.snapshot().remaining).toBeUndefined();
    for (let i = 0; i < 30; i++) call(() => i);
    // 500 bytes at 10 an item, less 30 that have ended: at 80 in 5 s, and at 30 in the last 2.5.
    expect(activity.snapshot().remaining).toEqual({ low: 20_000 / 16, high: 20_000 / 12 });
  });

  it('should count the items of a call, and take it for one call', async () => {
    activity.opened(found(0, 0), undefined);
    const chunk = gate<readonly string[]>();
    const work = activity.watchWork(
      (items: readonly string[], given: typeof context) => {
        expect([items, given]).toEqual([['a', 'b', 'c'], context]);
        return chunk.opened;
      },
      (items) => items.length,
    );
    const answer = work(['a', 'b', 'c'], context);
    void watched(() => ({ pull: () => new Promise<null>(() => undefined) })).pull(
      1,
      context.signal,
    );
    // One of two calls.
    expect([activity.snapshot().running, activity.snapshot().waitingOn]).toEqual([3, 'source']);
    chunk.open(['A']);
    expect(await answer).toEqual(['A']);
    now += 1000;
    expect([activity.snapshot().running, activity.snapshot().rate]).toEqual([0, 3]);
  });

  it('should leave targets that are no pull source as they are', () => {
    const list = ['a'];
    expect(activity.watchTargets(list)).toBe(list);
    const make = activity.watchTargets(() => list) as (given: SourceContext) => unknown;
    expect(make(context)).toBe(list);
    const nothing = activity.watchTargets(() => null as never) as (given: SourceContext) => unknown;
    expect(nothing(context)).toBeNull();
  });

  it('should run when it is open, unless it is to stop already', () => {
    const phases: string[] = [];
    activity.changes$.subscribe((phase) => phases.push(phase));
    activity.enter('stopping');
    activity.opened(found(0, 0), undefined);
    expect(phases).toEqual(['stopping']);
    expect(activity.snapshot().phase).toBe('stopping');

    const other = new Activity('other', 1, () => 0);
    other.opened(found(0, 0), undefined);
    expect(other.snapshot().phase).toBe('running');
  });
});
