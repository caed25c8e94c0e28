import {
  BehaviorSubject,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  repeat,
  retry,
  Subject,
  take,
  tap,
  timer,
  type ObservableInput,
} from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen, type PauseWhenOptions } from '../../src/flow/pause-when.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { Reader } from '../support/reader.js';

/** `t` pauses, `f` goes on. */
const letters = { t: true, f: false };

/** Something below that takes one item at a time, so that a source shows what it would pull. */
const oneAtATime = <T>(duration: number) =>
  mapConcurrent((item: T) => timer(duration).pipe(map(() => item)), {
    concurrency: 1,
    prefetch: 0,
  });

describe('pauseWhen', () => {
  it('should match the marble of its docs', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const { source, seen$ } = visiblePulls('abcd');
      const passed$ = new Subject<string>();
      const e2 = hot('   ---t----f----', letters);
      const e2subs = '   ^-----------!';
      const pulls = '    p-p-----p-p-|';
      const passed = '   a-b-----c-d-|';
      const expected = ' --a-b-----c-(d|)';

      expectObservable(seen$).toBe(pulls);
      expectObservable(passed$).toBe(passed);
      const result$ = fromSource(source).pipe(pauseWhen(e2), tap(passed$), oneAtATime(2));
      expectObservable(result$).toBe(expected);
      expectSubscriptions(e2.subscriptions).toBe(e2subs);
    });
  });

  it('should pass on what comes while it pauses, since it holds nothing back', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-b-c-|');
      const e2 = hot('   --t-----', letters);
      const e1subs = '   ^------!';
      const expected = ' -a-b-c-|';

      expectObservable(e1.pipe(pauseWhen(e2))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(e2.subscriptions).toBe(e1subs);
    });
  });

  const sources = {
    empty: ['|', '(^!)'],
    never: ['-', '^'],
    one: ['--a--|', '^----!'],
    many: ['-a-b-c-d-|', '^--------!'],
    failing: ['-a-#', '^--!'],
    'failing at once': ['#', '(^!)'],
  };
  const notifiers = { empty: EMPTY, never: NEVER, pausing: of(true), open: of(false) };
  for (const [source, [marble, subs]] of Object.entries(sources) as [string, [string, string]][]) {
    for (const [notifier, notifier$] of Object.entries(notifiers)) {
      it(`should end as a source does that is ${source}, with a notifier that is ${notifier}`, () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const e1 = cold(marble);

          expectObservable(e1.pipe(pauseWhen<string>(notifier$))).toBe(marble);
          expectSubscriptions(e1.subscriptions).toBe(subs);
        });
      });
    }
  }

  describe('subscribed and left', () => {
    it('should leave source and notifier when it is unsubscribed early', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const e2 = hot('   --t---f---', letters);
        const unsub = '    -----!    ';
        const e1subs = '   ^----!    ';
        const expected = ' -a-b------';

        expectObservable(e1.pipe(pauseWhen(e2)), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e1subs);
      });
    });

    it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const e2 = hot('   --t---f---', letters);
        const unsub = '    -----!    ';
        const e1subs = '   ^----!    ';
        const expected = ' -a-b------';

        const result$ = e1.pipe(
          mergeMap((item) => of(item)),
          pauseWhen(e2),
          mergeMap((item) => of(item)),
        );
        expectObservable(result$, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(e2.subscriptions).toBe(e1subs);
      });
    });

    it('should stop a synchronous source that take ends', () => {
      let given = 0;
      const firehose$ = new Observable<number>((subscriber) => {
        for (let i = 0; !subscriber.closed && i < 1_000; i++) {
          given++;
          subscriber.next(i);
        }
      });
      const reader = new Reader().read(firehose$.pipe(pauseWhen(NEVER), take(3)));

      expect(reader.items).toEqual([0, 1, 2]);
      expect(given).toBe(3);
    });

    it('should ignore what the source gives after it was left', () => {
      let give: (item: number) => void = () => undefined;
      const stubborn$ = new Observable<number>((subscriber) => {
        give = (item) => subscriber.next(item);
      });
      const reader = new Reader().read(stubborn$.pipe(pauseWhen(NEVER)));
      reader.leave();
      give(1);

      expect(reader.items).toEqual([]);
    });

    it('should keep the order of a source that emits while it emits', () => {
      const source$ = new Subject<number>();
      const reader = new Reader();
      reader.onItem = (item) => {
        if (item < 3) source$.next(item + 1);
      };
      reader.read(source$.pipe(pauseWhen(NEVER)));
      source$.next(1);
      source$.complete();

      expect(reader.items).toEqual([1, 2, 3]);
      expect(reader.end).toBe('complete');
    });

    it('should be left from inside next of the last item and from inside the notifier', () => {
      const last = new Reader();
      last.onItem = (item) => {
        if (item === 2) last.leave();
      };
      last.read(fromSource([1, 2]).pipe(pauseWhen(NEVER)));
      expect(last.items).toEqual([1, 2]);

      const { source, perFrame } = visiblePulls([1, 2]);
      const reader = new Reader();
      const notifier$ = new Observable<boolean>((subscriber) => {
        reader.leave();
        subscriber.next(true);
      });
      reader.read(fromSource(source).pipe(pauseWhen(notifier$)));
      expect(perFrame).toEqual({});
      expect(reader.end).toBe('complete');
    });

    it('should start open again with each subscription of retry and repeat', () => {
      const notifiers: Subject<boolean>[] = [];
      const notifier$ = new Observable<boolean>((subscriber) => {
        const pause$ = new Subject<boolean>();
        notifiers.push(pause$);
        return pause$.subscribe(subscriber);
      });
      let attempts = 0;
      const source = function* () {
        yield 1;
        notifiers.at(-1)?.next(true);
        attempts++;
        if (attempts === 1) throw 'broken';
      };
      const reader = new Reader().read(
        fromSource(source).pipe(pauseWhen(notifier$), retry(1), repeat(2)),
      );

      // It was paused inside of the last pull, whose end is no item and passes.
      expect(reader.items).toEqual([1, 1, 1]);
      expect(reader.end).toBe('complete');
      expect(notifiers.map(({ observed }) => observed)).toEqual([false, false, false]);
    });

    it('should share nothing between two subscribers of one operator', () => {
      const pauses = [new BehaviorSubject(true), new BehaviorSubject(false)];
      let next = 0;
      const notifier$ = new Observable<boolean>((subscriber) =>
        pauses[next++]?.subscribe(subscriber),
      );
      const operator = pauseWhen<number>(notifier$);
      const readers = [[1, 2], [3]].map((items) =>
        new Reader().read(fromSource(items).pipe(operator)),
      );

      expect(readers.map(({ items }) => items)).toEqual([[], [3]]);
      pauses[0]?.next(false);
      expect(readers.map(({ items }) => items)).toEqual([[1, 2], [3]]);
    });
  });

  describe('called wrongly', () => {
    const wrongNotifiers = {
      undefined: undefined,
      null: null,
      'a boolean': true,
      'a number': 7,
      'a string': 'true',
      'a plain object': {},
      'a function': () => true,
    };
    for (const [kind, notifier] of Object.entries(wrongNotifiers)) {
      it(`should throw a TypeError for a notifier that is ${kind}`, () => {
        expect(() => pauseWhen(notifier as unknown as ObservableInput<boolean>)).toThrowMatching(
          (error: TypeError & { code: string }) =>
            error instanceof TypeError &&
            error.code === 'ERR_INVALID_ARG_TYPE' &&
            error.message.startsWith('pauseWhen: "notifier$" must be an ObservableInput'),
        );
      });
    }

    const wrongOptions: [unknown, string][] = [
      [{ flow: {} }, 'ERR_INVALID_ARG_TYPE'],
      [{ flow: true }, 'ERR_INVALID_ARG_TYPE'],
      [{ flo: null }, 'ERR_UNKNOWN_OPTION'],
      [null, 'ERR_INVALID_ARG_TYPE'],
      [[], 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [options, code] of wrongOptions) {
      it(`should throw ${code} for the options ${JSON.stringify(options)}`, () => {
        expect(() => pauseWhen(NEVER, options as PauseWhenOptions)).toThrowMatching(
          (error: Error & { code: string }) => error.code === code,
        );
      });
    }
  });
});
