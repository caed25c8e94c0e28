import { map, NEVER, Observable, of, repeat, retry, Subject } from 'rxjs';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { marbles } from '../support/marbles.js';

describe('mapConcurrent used often and from inside', () => {
  describe('in a re-entrant pipeline', () => {
    it('should take what arrives inside next after what is being emitted', () => {
      const source = new Subject<string>();
      const seen: string[] = [];
      source.pipe(mapConcurrent((item) => [item])).subscribe({
        next: (item) => {
          seen.push(`<${item}`);
          if (item === 'a') source.next('b');
          seen.push(`${item}>`);
        },
      });
      source.next('a');

      expect(seen).toEqual(['<a', 'a>', '<b', 'b>']);
    });

    it('should be silent when it is unsubscribed inside the next of the last value', () => {
      const seen: string[] = [];
      const source = new Subject<string>();
      const subscription = source.pipe(mapConcurrent((item) => [item, item])).subscribe({
        next: (item) => {
          seen.push(item);
          subscription.unsubscribe();
        },
        complete: () => seen.push('complete'),
      });
      source.next('a');
      source.complete();

      expect(seen).toEqual(['a']);
    });

    it('should bear it inside complete, and inside an abort listener', () => {
      const seen: string[] = [];
      const source = new Subject<string>();
      const completing = source.pipe(mapConcurrent((item) => [item])).subscribe({
        complete: () => {
          seen.push('complete');
          completing.unsubscribe();
        },
      });
      const aborting = source
        .pipe(
          mapConcurrent((item, { signal }) => {
            signal.addEventListener('abort', () => {
              seen.push(`abort ${item}`);
              aborting.unsubscribe();
            });
            return NEVER;
          }),
        )
        .subscribe();
      source.next('a');
      source.next('b');
      source.complete();
      aborting.unsubscribe();

      expect(seen).toEqual(['complete', 'abort a', 'abort b']);
    });

    it('should ignore what its source and its inners emit afterwards', () => {
      const seen: unknown[] = [];
      const handles: ((value: number) => void)[] = [];
      const unruly = new Observable<number>((subscriber) => {
        handles.push((value) => {
          subscriber.next(value);
        });
      });
      const subscription = unruly
        .pipe(mapConcurrent(() => unruly))
        .subscribe((value) => seen.push(value));
      handles[0]?.(0);
      handles[1]?.(1);
      subscription.unsubscribe();
      for (const emit of handles) emit(2);

      expect(seen).toEqual([1]);
      expect(handles.length).toBe(2);
    });
  });

  describe('used more than once', () => {
    it('should share no state between two subscribers', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b--c|');
        const e1subs = [' ^------!', '--^----!'];
        const late = '     --^';
        const inner = cold(' --x|');
        const expected1 = '---x-x--x|';
        const expected2 = '-----x--x|';

        const result = e1.pipe(mapConcurrent(() => inner));
        expectObservable(result).toBe(expected1);
        expectObservable(result, late).toBe(expected2);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should number outcomes anew for each subscriber, whichever source an operator is given', () => {
      const seen: number[] = [];
      const number = mapConcurrent((item: string) => item, { outcomes: true });
      for (const source$ of [of('a', 'b'), of('c')]) {
        const result$ = source$.pipe(number);
        result$.subscribe(({ position }) => seen.push(position));
        result$.subscribe(({ position }) => seen.push(position));
      }

      expect(seen).toEqual([0, 1, 0, 1, 0, 0]);
    });

    it('should start clean after repeat', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b|');
        const e1subs = ['  ^--!', '-----^--!'];
        const expected = ' --a-b--a-b|';

        const inner = (item: string) => cold('--x|').pipe(map(() => item));
        expectObservable(e1.pipe(mapConcurrent(inner), repeat(2))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should start clean after retry', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b|');
        const e1subs = ['  ^-!', ' --^--!'];
        const expected = ' ----a-b|';

        let failures = 1;
        const inner = (item: string) => {
          if (item === 'b' && failures-- > 0) throw 'once';
          return cold('--x|').pipe(map(() => item));
        };
        expectObservable(e1.pipe(mapConcurrent(inner), retry(1))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });
});
