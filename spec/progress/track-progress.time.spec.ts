import * as fc from 'fast-check';
import { concat, NEVER, of, Subject, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import type { ItemFailure } from '../../src/core/outcome.js';
import type { Progress } from '../../src/progress/progress.js';
import { trackProgress } from '../../src/progress/track-progress.js';
import { marbles } from '../support/marbles.js';
import { resultOf } from '../support/scripted-store.js';

/** A virtual scheduler that counts the timers that are set and have neither run nor been taken back. */
class CountingScheduler extends VirtualTimeScheduler {
  get timers(): number {
    return this.actions.filter(({ closed }) => !closed).length;
  }
}

function failing(count: number, kind: ItemFailure['kind']) {
  const failures = new Map<number, ItemFailure>();
  for (let place = 0; place < count; place++) failures.set(place, { kind, reason: 'bad' });
  return failures;
}

describe('trackProgress, in time', () => {
  it('should set a timer only when there is something to tell, one at most, and none while idle', () => {
    const scheduler = new CountingScheduler();
    const source$ = new Subject<number>();
    const timers: number[] = [];
    const look = () => timers.push(scheduler.timers);
    source$.pipe(trackProgress({ to: () => undefined, scheduler })).subscribe();

    look();
    source$.next(1);
    look();
    source$.next(2);
    look();
    scheduler.flush();
    look();
    expect(timers).toEqual([0, 1, 1, 0]);
    expect(scheduler.frame).toBe(100);
  });

  it('should leave no timer when it completes, fails or is unsubscribed', () => {
    const ends: ((source$: Subject<number>, leave: () => void) => void)[] = [
      (source$) => source$.complete(),
      (source$) => source$.error(new Error('failed')),
      (_, leave) => leave(),
    ];
    for (const end of ends) {
      const scheduler = new CountingScheduler();
      const source$ = new Subject<number>();
      const subscription = source$
        .pipe(trackProgress({ to: () => undefined, scheduler }))
        .subscribe({ error: () => undefined });
      source$.next(1);
      expect(scheduler.timers).toBe(1);
      end(source$, () => subscription.unsubscribe());

      expect(scheduler.timers).toBe(0);
    }
  });

  it('should take all its time from the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const now = [spyOn(Date, 'now').and.callThrough(), spyOn(performance, 'now').and.callThrough()];
    const told: Progress[] = [];
    const source$ = new Subject<number>();
    source$.pipe(trackProgress({ to: (progress) => told.push(progress), scheduler })).subscribe();
    const asked = now.map((spy) => spy.calls.count());
    for (let at = 1; at <= 8; at++) scheduler.schedule(() => source$.next(at), at * 500);
    scheduler.flush();
    source$.complete();

    // Once, to see that the scheduler is virtual.
    expect(asked).toEqual([1, 0]);
    expect(now.map((spy) => spy.calls.count())).toEqual([1, 0]);
    expect(told.map(({ elapsed }) => elapsed)).toEqual([
      ...[0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4000],
    ]);
  });

  it('should tell the rate, and after three seconds what remains', () => {
    const told: Progress[] = [];
    marbles(({ cold, expectObservable }) => {
      const e1 = cold('  900ms a 999ms a 999ms a 999ms a 99ms |', { a: resultOf([1, 2, 3]) });
      const expected = ' 900ms a 999ms a 999ms a 999ms a 99ms |';
      const to = (progress: Progress) => told.push(progress);
      expectObservable(e1.pipe(trackProgress({ to, total: 24 }))).toBe(expected, {
        a: jasmine.anything(),
      });
    });

    expect(told.map(({ elapsed }) => elapsed)).toEqual([0, 900, 1900, 2900, 3900, 4000]);
    expect(told.map(({ remaining }) => remaining !== undefined)).toEqual([
      ...[false, false, false, false, true, true],
    ]);
    const last = told.at(-1);
    expect(last?.rate).toBe(3);
    // 12 are left: at 3/s in all, and at 9 in the 2.5 s since the sixth last stretch began.
    expect(last?.remaining).toEqual({ low: (12 * 1000) / 3.6, high: 4000 });
  });

  it('should say nothing of what remains without a total', () => {
    const told: Progress[] = [];
    of(1)
      .pipe(trackProgress((progress) => told.push(progress)))
      .subscribe();

    expect(told.map(({ remaining, total }) => [remaining, total])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('should not let what remains fall below nothing', () => {
    const told: Progress[] = [];
    concat(of(1, 2, 3), NEVER)
      .pipe(trackProgress({ to: (progress) => told.push(progress), total: 2, sample: 0 }))
      .subscribe()
      .unsubscribe();

    expect(told.map(({ remaining }) => remaining)).toEqual([
      undefined,
      undefined,
      { low: 0, high: 0 },
      { low: 0, high: 0 },
    ]);
  });

  it('should be monotone, finite and add up, whatever comes when', () => {
    const step = fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20_000 })),
      items: fc.integer({ min: 1, max: 1000 }),
      kind: fc.constantFrom(undefined, 'rejected', 'skipped', 'cancelled'),
    });
    const runs = fc.record({
      steps: fc.array(step, { maxLength: 40 }),
      sample: fc.constantFrom(0, 10, 100, 5000),
      total: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
      fails: fc.boolean(),
    });
    fc.assert(
      fc.property(runs, ({ steps, sample, total, fails }) => {
        const scheduler: SchedulerLike & { flush(): void } = new VirtualTimeScheduler();
        const source$ = new Subject<unknown>();
        const told: Progress[] = [];
        const to = (progress: Progress) => told.push(progress);
        source$
          .pipe(trackProgress({ to, total, sample, scheduler }))
          .subscribe({ error: () => undefined });
        let [at, items] = [0, 0];
        for (const { wait, items: count, kind } of steps) {
          at += wait;
          items += count;
          const failures = failing(kind === undefined ? 0 : Math.min(3, count), kind ?? 'rejected');
          const result = resultOf(new Array(count).fill(0), 0, failures);
          scheduler.schedule(() => source$.next(result), at);
        }
        scheduler.schedule(() => (fails ? source$.error('failed') : source$.complete()), at);
        scheduler.flush();

        expect(told[0]).toEqual(jasmine.objectContaining({ done: 0, state: 'running' }));
        expect(told.at(-1)).toEqual(
          jasmine.objectContaining({ done: items, state: fails ? 'failed' : 'completed' }),
        );
        expectMonotone(told, sample);
      }),
      { numRuns: 150 },
    );
  });
});

function expectMonotone(told: readonly Progress[], sample: number): void {
  for (const [at, progress] of told.entries()) {
    const { fulfilled, failed, skipped, cancelled, done } = progress;
    expect(fulfilled + failed + skipped + cancelled).toBe(done);
    const { rate, elapsed, remaining, running, waiting } = progress;
    for (const figure of [
      rate,
      elapsed,
      remaining?.low ?? 0,
      remaining?.high ?? 0,
      running,
      waiting,
    ])
      expect(Number.isFinite(figure) && figure >= 0).toBeTrue();
    const before = told[at - 1];
    if (before === undefined) continue;
    for (const name of [
      'fulfilled',
      'failed',
      'skipped',
      'cancelled',
      'results',
      'elapsed',
    ] as const)
      expect(progress[name]).toBeGreaterThanOrEqual(before[name]);
    if (progress.state === 'running')
      expect(elapsed - before.elapsed).toBeGreaterThanOrEqual(sample);
  }
}
