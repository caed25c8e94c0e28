import {
  connectable,
  first,
  map,
  NEVER,
  share,
  Subject,
  switchMap,
  timer,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { createFlow, type Flow } from '../../src/flow/create-flow.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';

/** One item at work, none waiting. */
function taking<T>(duration: number, flow?: Flow): MonoTypeOperatorFunction<T> {
  return mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
    flow,
  });
}

/** A source that counts, and boundaries whose slots stay full. */
class Endless {
  pulled = 0;

  rows$(flow?: Flow): Observable<number> {
    return fromSource(() => this.#rows(), { flow });
  }

  *#rows(): Generator<number, void, undefined> {
    while (this.pulled < 1000) yield ++this.pulled;
  }
}
const stuck = (slots: number, flow?: Flow) =>
  mapConcurrent(() => NEVER, { concurrency: slots, prefetch: 0, flow });

describe('share', () => {
  it('should let the first subscriber set the pace where nobody says otherwise', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const rows$ = fromSource(source).pipe(share());
      const pulls = '       p-p-p-|';
      const fast = '        --a-b-(c|)';
      const slow = '        -------b----(c|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(rows$.pipe(taking(2))).toBe(fast);
      expectObservable(rows$.pipe(taking(5))).toBe(slow);
    });

    expect(claimWarnings()).toEqual([jasmine.stringContaining('no source above it listens')]);
  });

  it('should let the slowest set the pace where all name one flow', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flow = createFlow({ paused: true });
      const { source, seen$ } = visiblePulls('abc');
      const rows$ = fromSource(source, { flow }).pipe(share());
      const e1 = cold('     -o');
      const e1subs = '      ^-';
      const pulls = '       -p----p----p----|';
      const fast = '        ---a----b----c--|';
      const slow = '        ------a----b----(c|)';

      e1.subscribe(() => {
        flow.resume();
      });
      expectObservable(seen$).toBe(pulls);
      expectObservable(rows$.pipe(taking(2, flow))).toBe(fast);
      expectObservable(rows$.pipe(taking(5, flow))).toBe(slow);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should count one who comes late from then on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flow = createFlow();
      const { source, seen$ } = visiblePulls('abcd');
      const rows$ = fromSource(source, { flow }).pipe(share());
      const e1 = cold('     ---o');
      const e1subs = '      ^--!';
      const pulls = '       p-p-p----p----|';
      const early = '       --a-b-c----d--|';
      const late = '        ---------c----(d|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(rows$.pipe(taking(2, flow))).toBe(early);
      expectObservable(
        e1.pipe(
          first(),
          switchMap(() => rows$.pipe(taking(5, flow))),
        ),
      ).toBe(late);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should set the others free when the slowest leaves, though its gate is closed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flow = createFlow({ paused: true });
      const { source, seen$ } = visiblePulls('abc');
      const rows$ = fromSource(source, { flow }).pipe(share());
      const e1 = cold('     -o');
      const e1subs = '      ^-';
      const pulls = '       -p-----p-p-|';
      const fast = '        ---a-----b-(c|)';
      const slow = '        -------';
      const slowSubs = '    ^------!';

      e1.subscribe(() => {
        flow.resume();
      });
      expectObservable(seen$).toBe(pulls);
      expectObservable(rows$.pipe(taking(9, flow)), slowSubs).toBe(slow);
      expectObservable(rows$.pipe(taking(2, flow))).toBe(fast);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should bring the others to their end when the first leaves, though nobody named a flow', () => {
    marbles(({ expectObservable }) => {
      const { source, seen$ } = visiblePulls('abc');
      const rows$ = fromSource(source).pipe(share());
      const pulls = '       p--(pp|)';
      const first = '       ---';
      const firstSubs = '   ^--!';
      const second = '      -----b-(c|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(rows$.pipe(taking(9)), firstSubs).toBe(first);
      expectObservable(rows$.pipe(taking(2))).toBe(second);
    });

    claimWarnings();
  });

  it('should pull nothing more when all have left, and begin anew for the next', () => {
    const flow = createFlow();
    const endless = new Endless();
    const rows$ = endless.rows$(flow).pipe(share());

    const [a, b] = [rows$.pipe(stuck(2, flow)).subscribe(), rows$.pipe(stuck(5, flow)).subscribe()];
    expect(endless.pulled).toBe(2);
    a.unsubscribe();
    expect(endless.pulled).toBe(7);
    b.unsubscribe();
    expect([endless.pulled, flow.open]).toEqual([7, true]);
    const c = rows$.pipe(stuck(3, flow)).subscribe();
    expect(endless.pulled).toBe(10);
    c.unsubscribe();
  });
});

describe('an explicit flow', () => {
  /** Shapes through which no demand passes. */
  const broken: Record<string, (endless: Endless, flow?: Flow) => Observable<number>> = {
    'a connectable that is connected late': (endless, flow) => {
      const rows$ = connectable(endless.rows$(flow));
      timer(2).subscribe(() => rows$.connect());
      return rows$;
    },
    'a share that is subscribed late': (endless, flow) =>
      timer(2).pipe(switchMap(() => endless.rows$(flow).pipe(share()))),
    'a Subject between': (endless, flow) => {
      const subject = new Subject<number>();
      timer(2)
        .pipe(switchMap(() => endless.rows$(flow)))
        .subscribe(subject);
      return subject;
    },
    'a Subject between, that the source has found first': (endless, flow) => {
      const subject = new Subject<number>();
      endless.rows$(flow).subscribe(subject);
      timer(2).subscribe(() => flow?.resume());
      return subject;
    },
  };
  for (const [shape, build] of Object.entries(broken)) {
    it(`should bridge ${shape}`, () => {
      const endless = new Endless();
      marbles(({ expectObservable }) => {
        const flow = createFlow({ paused: shape.endsWith('first') });

        expectObservable(build(endless, flow).pipe(stuck(3, flow))).toBe('----');
      });

      expect(endless.pulled).toBe(3);
    });
  }

  it('should make two subscriptions of a cold pipeline wait for each other, for nothing', () => {
    marbles(({ expectObservable }) => {
      const flow = createFlow();
      const [a, b] = [visiblePulls('abc'), visiblePulls('abc')];
      const slowPulls = '   p----p--------p----|';
      const fastPulls = '   ----------p-p------p-|';
      const slow = '        -----a----b--------(c|)';
      const fast = '        ------------a-b------(c|)';

      expectObservable(a.seen$).toBe(fastPulls);
      expectObservable(b.seen$).toBe(slowPulls);
      expectObservable(fromSource(b.source, { flow }).pipe(taking(5, flow))).toBe(slow);
      expectObservable(fromSource(a.source, { flow }).pipe(taking(2, flow))).toBe(fast);
    });
  });

  it('should set one free when the other leaves', () => {
    const flow = createFlow();
    const [left, stays] = [new Endless(), new Endless()];

    const first = left.rows$(flow).pipe(stuck(2, flow)).subscribe();
    const second = stays.rows$(flow).pipe(stuck(4, flow)).subscribe();
    expect([left.pulled, stays.pulled]).toEqual([2, 0]);
    first.unsubscribe();

    expect([left.pulled, stays.pulled]).toEqual([2, 4]);
    second.unsubscribe();
  });
});
