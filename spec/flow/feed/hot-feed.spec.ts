import {
  catchError,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  take,
  throwError,
  type InteropObservable,
} from 'rxjs';
import { BufferOverflowError } from '../../../src/core/buffer-overflow-error.js';
import { createFlow } from '../../../src/flow/create-flow.js';
import type { FlowEvent } from '../../../src/flow/events.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { claimWarnings } from '../../support/claims.js';
import { marbles } from '../../support/marbles.js';
import { visiblePulls } from '../../support/pulls.js';
import { Reader } from '../../support/reader.js';

const free = { flow: null };

/** `t` closes the gate, `f` opens it. */
function paused(e2: Observable<string>) {
  return pauseWhen<string>(e2.pipe(map((letter) => letter === 't')));
}

const overflow = (held: number, limit: number) =>
  new BufferOverflowError('fromSource', held, limit);

describe('fromSource of an Observable', () => {
  it('should pass on what comes while the gate is open', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c-|');
      const e1subs = '   ^------!';
      const expected = ' -a-b-c-|';

      expectObservable(fromSource(e1, free)).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should keep what comes while the gate is closed until it opens', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c--------d-|');
      const e2 = hot('   --t---f----------');
      const e1subs = '   ^---------------!';
      const expected = ' -a----(bc)----d-|';

      expectObservable(fromSource(e1).pipe(paused(e2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should complete after what it keeps', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c|');
      const e2 = hot('   --t-----f');
      const e1subs = '   ^-----!';
      const expected = ' -a------(bc|)';

      expectObservable(fromSource(e1).pipe(paused(e2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should fail after what it keeps', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c#');
      const e2 = hot('   --t-----f');
      const e1subs = '   ^-----!';
      const expected = ' -a------(bc#)';

      expectObservable(fromSource(e1).pipe(paused(e2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should complete at once when it keeps nothing, also while the gate is closed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a--|');
      const e2 = hot('   --t----');
      const e1subs = '   ^---!';
      const expected = ' -a--|';

      expectObservable(fromSource(e1).pipe(paused(e2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  describe("with the overflow 'error'", () => {
    it('should fail at the first that finds the buffer full, and leave the source', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-e-|');
        const e2 = hot('   --t---------');
        const e1subs = '   ^------!    ';
        const expected = ' -a-----#    ';

        const result$ = fromSource(e1, { buffer: 2 }).pipe(paused(e2));
        expectObservable(result$).toBe(expected, undefined, overflow(3, 2));
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should have its error held until what was accepted is settled', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const e2 = cold('   -------x|');
        const e1subs = '   ^----!    ';
        const expected = ' --------x#';

        const work = mapConcurrent(() => e2, { concurrency: 1, prefetch: 0 });
        const result$ = fromSource(e1, { buffer: 1 }).pipe(work);
        expectObservable(result$).toBe(expected, undefined, overflow(2, 1));
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(' -^-------!');
      });
    });

    it('should let 65,536 items wait, and no more, where no buffer is given', () => {
      for (const [items, end] of [
        [65_536, undefined],
        [65_537, { error: overflow(65_537, 65_536) }],
      ] as const) {
        const reader = new Reader().read(fromSource(range(0, items)).pipe(pauseWhen(of(true))));

        expect(reader.items).toEqual([]);
        expect(reader.end).toEqual(end);
        reader.leave();
      }
    });
  });

  describe('that drops', () => {
    const kept = {
      dropOldest: '-a-----------(de)',
      dropNewest: '-a-----------(bc)',
    };
    for (const [policy, expected] of Object.entries(kept)) {
      it(`should keep within its buffer with ${policy}, and tell how many are gone`, () => {
        const events: FlowEvent[] = [];
        marbles(({ hot, expectObservable, expectSubscriptions }) => {
          const e1 = hot(' -a-b-c-d-e------------');
          const e2 = hot(' --t----------f--------');
          const e1subs = ' ^---------------------!';
          const unsub = '  ----------------------!';

          const flow = createFlow();
          flow.events$.subscribe((event) => events.push(event));
          const options = { buffer: 2, overflow: policy as 'dropOldest', flow };
          expectObservable(fromSource(e1, options).pipe(paused(e2)), unsub).toBe(expected);
          expectSubscriptions(e1.subscriptions).toBe(e1subs);
        });

        expect(events).toEqual([
          { type: 'dropped', count: 1 },
          { type: 'dropped', count: 2 },
        ]);
      });
    }

    it('should begin to count anew with each subscription', () => {
      const counts: number[] = [];
      const flow = createFlow();
      flow.events$.subscribe((event) => event.type === 'dropped' && counts.push(event.count));
      const source$ = fromSource(range(0, 3), { buffer: 1, overflow: 'dropNewest', flow });
      for (let i = 0; i < 2; i++) {
        source$
          .pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 }))
          .subscribe()
          .unsubscribe();
      }

      expect(counts).toEqual([1, 1]);
    });
  });

  it('should leave the source when it is unsubscribed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c-|');
      const unsub = '    ----!   ';
      const e1subs = '   ^---!   ';
      const expected = ' -a-b-   ';

      expectObservable(fromSource(e1, free), unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should give nothing that it kept when it is unsubscribed', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c-----|');
      const e2 = hot('   --t-----f---');
      const unsub = '    ------!     ';
      const e1subs = '   ^-----!     ';
      const expected = ' -a-----     ';

      expectObservable(fromSource(e1).pipe(paused(e2)), unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   -a-b-c-|');
      const unsub = '    ----!   ';
      const e1subs = '   ^---!   ';
      const expected = ' -a-b-   ';

      const result$ = fromSource(e1.pipe(mergeMap((x) => of(x))), free).pipe(
        mergeMap((x) => of(x)),
      );
      expectObservable(result$, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should stop listening to a synchronous observable when it is left', () => {
    let given = 0;
    const firehose$ = new Observable<number>((subscriber) => {
      for (let i = 0; !subscriber.closed && i < 100_000; i++) {
        given++;
        subscriber.next(i);
      }
    });
    const reader = new Reader().read(fromSource(firehose$, free).pipe(take(3)));

    expect(reader.items).toEqual([0, 1, 2]);
    // One more is seen to be one too many.
    expect(given).toBe(4);
  });

  it('should take nothing from a source that goes on after it was left', () => {
    let emit: (item: number) => void = () => undefined;
    const stubborn$ = new Observable<number>((subscriber) => {
      emit = (item) => subscriber.next(item);
    });
    const reader = new Reader().read(fromSource(stubborn$, free));
    emit(1);
    reader.leave();
    emit(2);

    expect(reader.items).toEqual([1]);
  });

  it('should keep the order when an item makes the source emit again', () => {
    const source$ = new Subject<number>();
    const reader = new Reader();
    const log: string[] = [];
    reader.onItem = (item) => {
      log.push(`begin ${item}`);
      if (item < 3) source$.next(item + 1);
      log.push(`end ${item}`);
    };
    reader.read(fromSource(source$, free));
    source$.next(1);
    source$.complete();

    expect(log).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3']);
    expect(reader.end).toBe('complete');
  });

  it('should complete after an item during which its source completes', () => {
    const source$ = new Subject<number>();
    const reader = new Reader();
    reader.onItem = () => {
      source$.complete();
      expect(reader.end).toBeUndefined();
    };
    reader.read(fromSource(source$, free));
    source$.next(1);

    expect(reader.end).toBe('complete');
  });

  it('should pass on an error that comes at once', () => {
    const reader = new Reader().read(
      fromSource(
        throwError(() => 'broken'),
        free,
      ),
    );

    expect(reader.end).toEqual({ error: 'broken' });
  });

  it('should take an interop observable', () => {
    const interop = {
      [(Symbol as { observable?: symbol }).observable ?? '@@observable']: () => of(1, 2),
    } as unknown as InteropObservable<number>;
    const reader = new Reader().read(fromSource(interop, free));

    expect(reader.items).toEqual([1, 2]);
    expect(reader.end).toBe('complete');
  });

  it('should subscribe anew for each subscriber', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b|');
      const e1subs = [' ^---!', ' --^---!'];
      const expected1 = '-a-b|';
      const expected2 = '---a-b|';

      const source$ = fromSource(e1, free);
      expectObservable(source$).toBe(expected1);
      expectObservable(source$, '--^').toBe(expected2);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should let nothing above it find the gate, since it cannot be paused', () => {
    const { source, perFrame } = visiblePulls([1, 2, 3, 4, 5]);
    const inner$ = fromSource(source).pipe(catchError(() => NEVER));
    new Reader<unknown>().read(
      fromSource(inner$).pipe(mapConcurrent(() => NEVER, { concurrency: 1, prefetch: 0 })),
    );

    expect(perFrame).toEqual({ 0: 5 });
    expect(claimWarnings()).toEqual([
      jasmine.stringContaining('fromSource found nothing below it'),
    ]);
  });
});
