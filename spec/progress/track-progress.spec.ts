import {
  concat,
  defer,
  map,
  mergeMap,
  Observable,
  of,
  repeat,
  retry,
  Subject,
  take,
  throwError,
} from 'rxjs';
import type { Progress } from '../../src/progress/progress.js';
import { trackProgress, type ProgressObserver } from '../../src/progress/track-progress.js';
import { marbles } from '../support/marbles.js';
import { resultOf } from '../support/scripted-store.js';

const FAILED = new Error('source failed');
const FULL = { running: 'r', completed: 'c', failed: 'f', drained: 'd', aborted: 'a' } as const;

/** Progress as marbles show it: how many are done, or how many and the state. */
class Shown {
  readonly #progress$ = new Subject<Progress>();
  readonly to: ProgressObserver = (progress) => this.#progress$.next(progress);
  readonly done$ = this.#progress$.pipe(map(({ done }) => String(done)));
  readonly state$ = this.#progress$.pipe(map(({ state }) => FULL[state]));
}

function collect(into: string[]): ProgressObserver {
  return ({ done, state }) => into.push(`${done}${FULL[state]}`);
}

describe('trackProgress', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  -a-b-----c|');
      const e1subs = '   ^---------!';
      const expected = ' -a-b-----c|';
      const progress = ' 0----2----3';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress({ to: shown.to, sample: 5 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell the start and the end of an empty source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  --|');
      const e1subs = '   ^-!';
      const expected = ' --|';
      const progress = ' r-c';

      expectObservable(shown.state$).toBe(progress);
      expectObservable(e1.pipe(trackProgress(shown.to))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell only the start of a source that never emits, and set no timer', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  -');
      const e1subs = '   ^';
      const expected = ' -';
      const progress = ' 0';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress(shown.to))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell the start and the end of a single result at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  (a|)');
      const e1subs = '   (^!)';
      const expected = ' (a|)';
      const progress = ' (01)';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress(shown.to))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell at most one progress in each 100 ms, and the last', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  60ms a 60ms b 60ms c 9ms d|');
      const e1subs = '   ^ 192ms !';
      const expected = ' 60ms a 60ms b 60ms c 9ms d|';
      // 0, 100, 200: the last is at the end, at 193.
      const progress = ' 0 99ms 1 92ms 4';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress(shown.to))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell at once what comes after a time without results', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  -------a--b---------c|');
      const e1subs = '   ^--------------------!';
      const expected = ' -------a--b---------c|';
      const progress = ' 0------1----2-------33';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress({ to: shown.to, sample: 5 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell every result where no time is to lie between', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  -(abc)-|');
      const e1subs = '   ^------!';
      const expected = ' -(abc)-|';
      const progress = ' 0(123)-3';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(e1.pipe(trackProgress({ to: shown.to, sample: 0 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell the last progress before the source error', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  -a-b-#', undefined, FAILED);
      const e1subs = '   ^----!';
      const expected = ' -a-b-#';
      const progress = ' 0----2';
      const states = '   r----f';

      expectObservable(shown.done$).toBe(progress);
      expectObservable(shown.state$).toBe(states);
      const result$ = e1.pipe(trackProgress(shown.to));
      expectObservable(result$).toBe(expected, undefined, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass on an error at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = cold('  #', undefined, FAILED);
      const e1subs = '   (^!)';
      const expected = ' #';
      const progress = ' (rf)';

      expectObservable(shown.state$).toBe(progress);
      expectObservable(e1.pipe(trackProgress(shown.to))).toBe(expected, undefined, FAILED);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should tell nothing more after it was unsubscribed, also of a timer that was set', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = hot('   -a-b--c-|');
      const e1subs = '   ^---!';
      const expected = ' -a-b-';
      const unsub = '    ----!';
      const progress = ' 0';

      expectObservable(shown.done$).toBe(progress);
      const result$ = e1.pipe(trackProgress({ to: shown.to, sample: 5 }));
      expectObservable(result$, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const shown = new Shown();
      const e1 = hot('   -a--b--c-|');
      const e1subs = '   ^----!';
      const expected = ' -a--b-';
      const unsub = '    -----!';

      const result$ = e1.pipe(
        mergeMap((value) => of(value)),
        trackProgress(shown.to),
        mergeMap((value) => of(value)),
      );
      expectObservable(result$, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should pass results through unchanged', () => {
    const results = [resultOf([1]), undefined, null, 0, 'text', Symbol('s')];
    const seen: unknown[] = [];
    of(...results)
      .pipe(trackProgress(() => undefined))
      .subscribe((result) => seen.push(result));

    expect(seen.length).toBe(results.length);
    for (const [at, result] of results.entries()) expect(seen[at]).toBe(result);
  });

  it('should stop listening to a synchronous observable when unsubscribed', () => {
    const emitted: number[] = [];
    const told: string[] = [];
    const source$ = new Observable<number>((subscriber) => {
      for (let i = 0; !subscriber.closed && i < 10; i++) {
        emitted.push(i);
        subscriber.next(i);
      }
    });
    source$.pipe(trackProgress({ to: collect(told), sample: 0 }), take(3)).subscribe();

    expect(emitted).toEqual([0, 1, 2]);
    expect(told).toEqual(['0r', '1r', '2r']);
  });

  it('should count a result that is emitted while another is handed on', () => {
    const source$ = new Subject<string>();
    const [told, seen]: [string[], string[]] = [[], []];
    source$.pipe(trackProgress({ to: collect(told), sample: 0 })).subscribe((value) => {
      seen.push(value);
      if (value === 'a') {
        source$.next('b');
        source$.complete();
      }
    });
    source$.next('a');

    expect(seen).toEqual(['a', 'b']);
    expect(told).toEqual(['0r', '2r', '2c']);
  });

  it('should count a result that the observer itself brings about', () => {
    const source$ = new Subject<number>();
    const told: number[] = [];
    const to = ({ done }: Progress) => {
      told.push(done);
      if (done === 1) source$.next(2);
    };
    source$.pipe(trackProgress({ to, sample: 0 })).subscribe();
    source$.next(1);

    expect(told).toEqual([0, 1, 2]);
  });

  it('should tell the end before the result ends', () => {
    const told: string[] = [];
    const observer = {
      complete: () => told.push('complete'),
      error: () => told.push('error'),
    };
    of(1)
      .pipe(trackProgress(collect(told)))
      .subscribe(observer);
    throwError(() => FAILED)
      .pipe(trackProgress(collect(told)))
      .subscribe(observer);

    expect(told).toEqual(['0r', '1c', 'complete', '0r', '0f', 'error']);
  });

  it('should tell no end when it is unsubscribed inside the last value', () => {
    const source$ = new Subject<string>();
    const told: string[] = [];
    const subscription = source$
      .pipe(trackProgress({ to: collect(told), sample: 0 }))
      .subscribe(() => subscription.unsubscribe());
    source$.next('a');
    source$.complete();

    expect(told).toEqual(['0r']);
  });

  it('should tell the end once when it is unsubscribed inside complete', () => {
    const source$ = new Subject<string>();
    const told: string[] = [];
    const subscription = source$
      .pipe(trackProgress(collect(told)))
      .subscribe({ complete: () => subscription.unsubscribe() });
    source$.complete();

    expect(told).toEqual(['0r', '0c']);
  });

  it('should count nothing of what the source emits after unsubscribe', () => {
    const told: string[] = [];
    let emit: (value: number) => void = () => undefined;
    const rude$ = new Observable<number>((subscriber) => {
      emit = (value) => subscriber.next(value);
    });
    rude$
      .pipe(trackProgress({ to: collect(told), sample: 0 }))
      .subscribe()
      .unsubscribe();
    emit(1);

    expect(told).toEqual(['0r']);
  });

  it('should share nothing between two subscribers', () => {
    const source$ = new Subject<number>();
    const told: string[] = [];
    const result$ = source$.pipe(trackProgress({ to: collect(told), sample: 0 }));
    result$.subscribe();
    source$.next(1);
    result$.subscribe();
    source$.next(2);

    expect(told).toEqual(['0r', '1r', '0r', '2r', '1r']);
  });

  it('should be used again, on another source', () => {
    const told: string[] = [];
    const tracked = trackProgress<number>(collect(told));
    of(1, 2).pipe(tracked).subscribe();
    of(3).pipe(tracked).subscribe();

    expect(told).toEqual(['0r', '2c', '0r', '1c']);
  });

  it('should start from nothing on retry and on repeat', () => {
    const told: string[] = [];
    const answers = [throwError(() => FAILED), of(2)];
    defer(() => concat(of(1), answers.shift() ?? of(3)))
      .pipe(trackProgress(collect(told)), retry(1), repeat(2))
      .subscribe();

    expect(told).toEqual(['0r', '1f', '0r', '2c', '0r', '2c']);
  });
});

// Of RxJS's cases of scan those without a seed, and of accumulators that throw, have no counterpart:
// the fold is countResult, whose own spec has the rest. Of finalize's the order is above ("before the
// source error", "inside complete"); there is no callback that runs on unsubscribe. There is no signal.
