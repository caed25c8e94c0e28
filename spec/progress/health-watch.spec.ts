import { concat, mergeMap, NEVER, of, Subscription, timer, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import type { ErrorRateVerdict } from '../../src/progress/health/error-rate.js';
import { trackHealth, type TrackHealthOptions } from '../../src/progress/track-health.js';
import { storeTo } from '../../src/store/store-to.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { resultOf, scriptedStore } from '../support/scripted-store.js';

type Told = [frame: number, event: FlowEvent][];
type Scheduled = { readonly frame: number };

/** Hears what the health of a pipeline comes to, with the frame. */
function hearing(told: Told, scheduler: Scheduled, options: TrackHealthOptions = {}) {
  const flow = createFlow();
  flow.events$.subscribe((event) => {
    if (['errorRate', 'stalled', 'loopBlocked'].includes(event.type)) {
      told.push([scheduler.frame, event]);
    }
  });
  return trackHealth<unknown>({ flow, ...options });
}

const QUICK = { stallAfter: 8, blockedAfter: 1 };

describe('HealthWatch, stalls', () => {
  it('should tell once that nothing settles, and name the oldest work', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a----b-c', {
        ...{ a: ['a'], b: ['b', 'b'], c: ['c'] },
      });
      const e1subs = '   ^------------------------------!';
      const expected = ' -----a-------------------------';
      const work = ([first]: readonly string[]) =>
        first === 'a' ? cold('----(v|)', { v: ['A'] }) : NEVER;

      const result$ = e1.pipe(
        processChunks<string, string>(work as never, { concurrency: 2 }),
        hearing(told, scheduler, QUICK),
      );
      expectObservable(result$, e1subs).toBe(expected, { a: jasmine.anything() });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });

    expect(told).toEqual([
      [15, { type: 'stalled', ms: 8, oldest: { position: 1, size: 2, ms: 9 } }],
    ]);
  });

  it('should tell of the next stall, when something has settled in between', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable }) => {
      const e1 = cold('ab');
      const work = (item: string) => timer(item === 'a' ? 12 : 40);
      const result$ = e1.pipe(
        mapConcurrent(work, { concurrency: 2, outcomes: true }),
        hearing(told, scheduler, QUICK),
      );
      expectObservable(result$, '50ms !').toBe('12ms a 28ms b', {
        ...{ a: jasmine.anything(), b: jasmine.anything() },
      });
    });

    expect(told.map(([frame]) => frame)).toEqual([8, 21]);
    expect(told[1]?.[1]).toEqual({
      ...{ type: 'stalled', ms: 8, oldest: { position: 1, size: 1, ms: 21 } },
    });
  });

  it('should name the oldest of all stages', () => {
    const told: Told = [];
    marbles(({ scheduler, expectObservable }) => {
      const store = scriptedStore({ append: () => new Promise(() => undefined) });
      const result$ = concat(of(resultOf(['a', 'b', 'c'], 7)), NEVER).pipe(
        storeTo(store, { runId: 'run' }),
        hearing(told, scheduler, QUICK),
      );
      expectObservable(result$, '20ms !').toBe('');
    });

    expect(told).toEqual([
      [8, { type: 'stalled', ms: 8, oldest: { position: 7, size: 3, ms: 8 } }],
    ]);
  });

  it('should not take for a stall that the source gives nothing, nor leave a timer then', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable }) => {
      const scheduled = spyOn(scheduler, 'schedule').and.callThrough();
      const e1 = cold('a');
      const result$ = e1.pipe(
        mapConcurrent(() => timer(2)),
        hearing(told, scheduler, { ...QUICK, scheduler }),
      );
      expectObservable(result$, '60ms !').toBe('--v', { v: 0 });
      // Looks at every frame, until nothing runs.
      scheduler.schedule(() => {
        expect(scheduled.calls.allArgs().filter(([, delay]) => delay === 1).length).toBeLessThan(5);
      }, 50);
    });

    expect(told).toEqual([]);
  });

  it('should look after work that begins after a long idle time', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable }) => {
      const e1 = cold('a 49ms b', { a: 1, b: 2 });
      const result$ = e1.pipe(
        mapConcurrent((ms) => (ms === 1 ? timer(1) : NEVER), { outcomes: true }),
        hearing(told, scheduler, QUICK),
      );
      expectObservable(result$, '70ms !').toBe('-v', { v: jasmine.anything() });
    });

    expect(told).toEqual([
      [59, { type: 'stalled', ms: 8, oldest: { position: 1, size: 1, ms: 9 } }],
    ]);
  });

  it('should wait for 30 s, and for ten times the slowest hundredth of chunks', () => {
    for (const [took, expected] of [
      [1, 30_000],
      [10_000, 100_000],
    ] as const) {
      const told: Told = [];
      marbles(({ scheduler, expectObservable }) => {
        const work = (items: readonly string[]) => (items[0] === 'a' ? timer(took) : NEVER);
        const result$ = fromSource(['a', 'b']).pipe(
          chunkBy(1),
          processChunks(work as never, { concurrency: 1 }),
          hearing(told, scheduler),
        );
        expectObservable(result$, '200s !').toBe(`${took}ms v`, { v: jasmine.anything() });
      });
      const [ms = 0] = told.map(([, event]) => ('ms' in event ? event.ms : 0));

      expect(told.length).toBe(1);
      expect(Math.abs(ms - expected) / expected).toBeLessThan(0.1);
    }
  });

  it('should leave no timer when it is unsubscribed, or when all is done', () => {
    marbles(({ cold, scheduler, expectObservable, flush }) => {
      const gone = cold('a').pipe(
        mapConcurrent(() => NEVER),
        trackHealth({ ...QUICK, stallAfter: 80, blockedAfter: 20, scheduler }),
      );
      expectObservable(gone, '---!').toBe('');
      const done = cold('a|').pipe(
        mapConcurrent(() => timer(2)),
        trackHealth({ ...QUICK, stallAfter: 80, blockedAfter: 20, scheduler }),
      );
      expectObservable(done).toBe('--(v|)', { v: 0 });
      flush();

      expect(scheduler.actions.length).toBe(0);
      expect(scheduler.frame).toBeLessThan(5);
    });
  });

  it('should see through operators that let no result pass', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable }) => {
      const e1 = cold('abcdefghijklmnopqrstuvwxyz');
      const result$ = e1.pipe(
        mapConcurrent(() => timer(1)),
        mergeMap(() => NEVER as Observable<unknown>),
        hearing(told, scheduler, QUICK),
      );
      expectObservable(result$, '30ms !').toBe('');
    });

    expect(told).toEqual([]);
  });
});

describe('HealthWatch, the error rate', () => {
  const outcome = (failed: boolean) => (failed ? Promise.reject(new TypeError('no')) : 1);

  it('should tell when it is high and when it is low again, from chunk results', () => {
    const told: Told = [];
    const chunk = (bad: number) => {
      const failures = new Map<number, { kind: 'rejected'; reason: unknown }>();
      for (let i = 0; i < bad; i++)
        failures.set(i, { kind: 'rejected', reason: new TypeError('no') });
      return resultOf(new Array<number>(10).fill(1), 0, failures);
    };
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const values = { a: chunk(0), b: chunk(5) };
      const e1 = cold('  -a-b-a-a-a-a-a-a-|', values);
      const e1subs = '   ^----------------!';
      const expected = ' -a-b-a-a-a-a-a-a-|';

      const health = hearing(told, scheduler, { errorRate: 0.1, minItems: 20 });
      expectObservable(e1.pipe(health)).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });

    const rates = told.map(([frame, event]) => [frame, (event as { ratio: number }).ratio]);
    expect(rates).toEqual([
      [3, 0.25],
      [13, 5 / 70],
    ]);
    expect(told[0]?.[1]).toEqual(
      jasmine.objectContaining({
        high: true,
        failed: 5,
        done: 20,
        classes: { TypeError: 5 },
      }) as never,
    );
  });

  it('should count outcomes one by one, and in chunks', async () => {
    for (const size of [0, 5]) {
      const told: Told = [];
      const outcome$ = fromSource(Array.from({ length: 60 }, (_, i) => i)).pipe(
        mapConcurrent((i) => outcome(i % 4 === 3), { outcomes: true }),
      );
      const result$: Observable<unknown> = size === 0 ? outcome$ : outcome$.pipe(chunkBy(size));
      await new Promise<void>((resolve) => {
        result$
          .pipe(hearing(told, { frame: 0 }, { blockedAfter: Infinity }))
          .subscribe({ complete: resolve });
      });

      expect(told.length).toBe(1);
      const [event] = told.map(([, event]) => event as Partial<ErrorRateVerdict>);
      expect(event?.high).toBeTrue();
      expect(event?.done).toBeGreaterThanOrEqual(50);
      expect(event?.classes).toEqual({ TypeError: event?.failed ?? 0 });
    }
  });

  it('should not count what was skipped or cancelled as failed', () => {
    const told: Told = [];
    const failures = new Map(
      Array.from({ length: 100 }, (_, i) => [
        i,
        { kind: i < 50 ? 'skipped' : 'cancelled', reason: 0 } as const,
      ]),
    );

    of(resultOf(new Array<number>(100).fill(1), 0, failures))
      .pipe(hearing(told, { frame: 0 }))
      .subscribe();

    expect(told).toEqual([]);
  });

  it('should be low again as time goes, while work is running', () => {
    const told: Told = [];
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  ab', { a: 1, b: 30 });
      const e1subs = '   ^------------------!';
      const expected = ' -a';
      const work = (ms: number) => (ms === 1 ? cold('-#') : timer(ms));
      const options = { window: 10, minItems: 1, errorRate: 0.5, blockedAfter: 2 };

      const result$ = e1.pipe(
        mapConcurrent<number, unknown>(work, { outcomes: true }),
        hearing(told, scheduler, options),
      );
      expectObservable(result$, e1subs).toBe(expected, { a: jasmine.anything() });
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });

    expect(told.map(([frame, event]) => [frame, (event as { high: boolean }).high])).toEqual([
      [1, true],
      [11, false],
    ]);
  });
});

describe('HealthWatch, the event loop', () => {
  /** Health by a clock that the spec moves; `tick` lets the timer be so late. */
  function lateBy(told: Told, options: TrackHealthOptions) {
    const clock = { frame: 0 };
    const due: [at: number, look: () => void][] = [];
    const scheduler = {
      now: () => clock.frame,
      schedule: (look: () => void, delay: number) => {
        due.push([clock.frame + delay, look]);
        return new Subscription();
      },
    };
    of('a')
      .pipe(
        mapConcurrent(() => NEVER),
        hearing(told, clock, { ...options, scheduler: scheduler as never }),
      )
      .subscribe();
    return (late: number) => {
      const [at, look] = due.shift() ?? [0, () => undefined];
      clock.frame = at + late;
      look();
    };
  }

  it('should tell how late a timer came, where that is as long as it may not be', () => {
    const told: Told = [];
    const tick = lateBy(told, { blockedAfter: 200 });
    for (const late of [0, 199, 200, 1, 5000]) tick(late);

    expect(told.map(([, event]) => event)).toEqual([
      { type: 'loopBlocked', ms: 200 },
      { type: 'loopBlocked', ms: 5000 },
    ]);
  });

  it('should take no time for a stall in which nobody had a turn', () => {
    const told: Told = [];
    const tick = lateBy(told, { blockedAfter: Infinity, stallAfter: 4000 });
    for (const late of [60_000, 0, 0]) tick(late);
    expect(told).toEqual([]);
    tick(0);

    expect(told.map(([, { type }]) => type)).toEqual(['stalled']);
  });

  it('should say nothing of late timers in a page that is hidden', () => {
    const told: Told = [];
    const tick = lateBy(told, { blockedAfter: 200 });
    const host = globalThis as { document?: object };
    const inPage = host.document !== undefined;
    // In a page the document stays, and what it says of itself can be overlaid.
    host.document ??= {};
    Object.defineProperty(host.document, 'hidden', { value: true, configurable: true });
    try {
      tick(5000);
    } finally {
      if (inPage) Reflect.deleteProperty(host.document, 'hidden');
      else delete host.document;
    }

    expect(told).toEqual([]);
  });
});
