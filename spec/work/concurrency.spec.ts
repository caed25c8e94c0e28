import { BehaviorSubject, concat, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { ambientGate } from '../../src/flow/ambient.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];

describe('concurrency', () => {
  it('should be as many lanes as its number', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('    ---|');
      const innersubs = [
        '                     ^--!',
        '                     ^--!',
        '                     ---^--!',
        '                     ---^--!',
        '                     ------^--!',
        '                     ------^--!',
      ];
      const expected = '      ---------|';

      const result = fromSource(letters).pipe(mapConcurrent(() => inner, { concurrency: 2 }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
    });
  });

  it('should be what an Observable gives at once', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('    ---|');
      const innersubs = [
        '                     ^--!',
        '                     ^--!',
        '                     ^--!',
        '                     ---^--!',
        '                     ---^--!',
        '                     ---^--!',
      ];
      const expected = '      ------|';

      const concurrency = new BehaviorSubject(3);
      const result = fromSource(letters).pipe(mapConcurrent(() => inner, { concurrency }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
      expect(concurrency.observed).toBeFalse();
    });
  });

  it('should be one lane until the first value of an Observable', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const { source, perFrame } = visiblePulls(letters, () => scheduler.now());
      const concurrency = cold('----x-----', { x: 3 });
      const lanesubs = '      ^---------!';
      const inner = cold('    ---|');
      const innersubs = [
        '                     ^--!',
        '                     ---^--!',
        '                     ----^--!',
        '                     ----^--!',
        '                     ------^--!',
        '                     -------^--!',
      ];
      const expected = '      ----------|';

      const options = { concurrency, prefetch: 1 };
      const result = fromSource(source).pipe(mapConcurrent(() => inner, options));
      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
      expectSubscriptions(concurrency.subscriptions).toBe(lanesubs);
      flush();
      expect(perFrame).toEqual({ 0: 2, 3: 1, 4: 2, 6: 1 });
    });
  });

  it('should cancel nothing when it goes down, and start nothing until fewer run', () => {
    marbles(({ cold, scheduler, expectObservable, expectSubscriptions, flush }) => {
      const { source, perFrame } = visiblePulls([0, 1, 2, 3, 4], () => scheduler.now());
      const concurrency = cold('x-y-----', { x: 3, y: 1 });
      const lanesubs = '      ^----------!';
      const inners = [cold('  ---|'), cold('-----|'), cold('-------|'), cold('--|'), cold('--|')];
      const innersubs = [
        '                     ^--!',
        '                     ^----!',
        '                     ^------!',
        '                     -------^-!',
        '                     ---------^-!',
      ];
      const expected = '      -----------|';

      const options = { concurrency, prefetch: 0 };
      const result = fromSource(source).pipe(mapConcurrent((i) => inners[i] ?? NEVER, options));
      expectObservable(result).toBe(expected);
      for (const [i, inner] of inners.entries()) {
        expectSubscriptions(inner.subscriptions).toBe(innersubs[i] ?? []);
      }
      expectSubscriptions(concurrency.subscriptions).toBe(lanesubs);
      flush();
      expect(perFrame).toEqual({ 0: 3, 7: 1, 9: 1 });
    });
  });

  it('should start what waits when it goes up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const concurrency = cold('--x', { x: 3 });
      const e1 = cold('         (abc)--|');
      const e1subs = '          ^------!';
      const inner = cold('      ---|');
      const innersubs = ['      ^--!', '--^--!', '--^--!'];
      const expected = '        -------|';

      const result = e1.pipe(mapConcurrent(() => inner, { concurrency, prefetch: 3 }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
    });
  });

  it('should stay at the last value of an Observable that completes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const concurrency = cold('(x|)', { x: 2 });
      const lanesubs = '        (^!)';
      const inner = cold('      ---|');
      const innersubs = ['      ^--!', '^--!', '---^--!', '---^--!'];
      const expected = '        ------|';

      const result = fromSource([1, 2, 3, 4]).pipe(mapConcurrent(() => inner, { concurrency }));
      expectObservable(result).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
      expectSubscriptions(concurrency.subscriptions).toBe(lanesubs);
    });
  });

  it('should be one lane for an Observable that never says anything', () => {
    for (const concurrency of [NEVER, new Observable<number>((lanes) => lanes.complete())]) {
      let running = 0;
      const result = fromSource(letters).pipe(
        mapConcurrent(
          () => {
            running++;
            return NEVER;
          },
          { concurrency },
        ),
      );
      result.subscribe();

      expect(running).toBe(1);
    }
  });

  it('should hold for chunks as it does for items', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const concurrency = cold('--x', { x: 3 });
      const inner = cold('      ---(x|)', { x: [1] });
      const innersubs = ['      ^--!', '--^--!', '--^--!'];
      const expected = '        ---x-(xx|)';

      const options = { concurrency, prefetch: 2 };
      const result = fromSource([['a'], ['b'], ['c']]).pipe(processChunks(() => inner, options));
      expectObservable(result.pipe(mapConcurrent(() => ['x']))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(innersubs);
    });
  });

  describe('by an Observable that goes wrong', () => {
    it('should end the run with its error at once, and leave work and source', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const concurrency = cold<number>('----#');
        const inner = cold('      ------|');
        const innersubs = '       ^---!';
        const e1 = cold('         a-------|');
        const e1subs = '          ^---!';
        const expected = '        ----#';

        const result = e1.pipe(mapConcurrent(() => inner, { concurrency }));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    const operators = {
      processChunks: (concurrency: Observable<number>) =>
        processChunks<number, never>(() => NEVER, { concurrency }),
      mapConcurrent: (concurrency: Observable<number>) =>
        mapConcurrent<number[], never>(() => NEVER, { concurrency }),
    };
    const wrong = [0, -1, 10_001, 1.5, NaN, Infinity, '4', null, undefined, {}];

    for (const [name, operator] of Object.entries(operators)) {
      it(`should end the run of ${name} with an error that says what it may give`, () => {
        for (const value of wrong) {
          const concurrency = new Subject<number>();
          const source = new Subject<number[]>();
          const errors: unknown[] = [];
          source
            .pipe(operator(concurrency))
            .subscribe({ error: (error: unknown) => errors.push(error) });
          concurrency.next(2);
          concurrency.next(value as number);

          const rule = `${name}: "concurrency" must be an integer from 1 to 10000; received`;
          const isNumber = typeof value === 'number';
          expect(errors).toEqual([
            jasmine.objectContaining({
              name: isNumber ? 'RangeError' : 'TypeError',
              code: isNumber ? 'ERR_OUT_OF_RANGE' : 'ERR_INVALID_ARG_TYPE',
              message: jasmine.stringContaining(rule),
            }),
          ]);
          expect(source.observed).toBeFalse();
          expect(concurrency.observed).toBeFalse();
        }
      });
    }

    it('should not subscribe to the source if it goes wrong at once', () => {
      for (const concurrency of [of(2, 0, 3), throwError(() => 'broken'), concat(of(1), of(-1))]) {
        let subscribed = 0;
        const errors: unknown[] = [];
        const source = new Observable<number>(() => {
          subscribed++;
        });
        source
          .pipe(mapConcurrent(() => NEVER, { concurrency }))
          .subscribe({ error: (error: unknown) => errors.push(error) });

        expect(errors.length).toBe(1);
        expect(subscribed).toBe(0);
      }
    });
  });

  it('should be unsubscribed with the run', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const concurrency = cold('--x--y--z', { x: 1, y: 2, z: 3 });
      const lanesubs = '        ^----!';
      const e1 = hot('          a--------');
      const e1subs = '          ^----!';
      const unsub = '           -----!';
      const expected = '        ------';

      const result = e1.pipe(mapConcurrent(() => NEVER, { concurrency }));
      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      expectSubscriptions(concurrency.subscriptions).toBe(lanesubs);
    });
  });

  it('should find no gate when it is subscribed, since it could not open the one it is for', () => {
    const found: unknown[] = [];
    const concurrency = new Observable<number>((lanes) => {
      found.push(ambientGate());
      lanes.next(2);
    });
    fromSource(['a'])
      .pipe(
        mapConcurrent((item) => [item], { concurrency }),
        mapConcurrent((item) => [item]),
      )
      .subscribe();

    expect(found).toEqual([undefined]);
  });
});
