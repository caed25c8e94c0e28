import {
  asyncScheduler,
  EMPTY,
  lastValueFrom,
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  repeat,
  retry,
  Subject,
  take,
  tap,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import type { Chunk } from '../../src/core/chunk.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import { fromSource } from '../../src/flow/from-source.js';
import { processChunks, type ProcessChunksOptions } from '../../src/work/process-chunks.js';
import { after, alone, words } from '../support/chunk-works.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';

const same = <T>(items: readonly T[]): readonly T[] => items;

describe('processChunks', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a-b-c-|');
      const e1subs = '   ^-----!';
      const expected = ' ----a-b-(c|)';

      const result = e1.pipe(alone(), processChunks(after(4), { concurrency: 2 }), words());
      expectObservable(result).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
    // A marble source cannot listen to the gate.
    expect(claimWarnings()).toEqual([jasmine.stringContaining('its slots are full')]);
  });

  describe('with results in any order', () => {
    const frames: Record<string, number> = { a: 8, b: 4, c: 1 };
    const work = ([item = '']: readonly string[]) => after(frames[item] ?? 0)([item]);

    it('should emit in the order of completion', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b-c|');
        const e1subs = '   ^----!';
        const expected = ' -----cb-(a|)';

        expectObservable(e1.pipe(alone(), processChunks(work), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should emit in the order of the input when it is ordered', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b-c|');
        const e1subs = '   ^----!';
        const expected = ' --------(abc|)';

        const result = e1.pipe(alone(), processChunks(work, { ordered: true }), words());
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });

  it('should tell when work began, how long it took and what it was given', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const results: ChunkResult<string, string>[] = [];
      const e1 = cold('  -a-b-|');
      const e1subs = '   ^----!';
      const expected = ' -------(x|)';

      const result = e1.pipe(
        chunkBy(2),
        processChunks(after(4)),
        tap((x) => results.push(x)),
      );
      expectObservable(result.pipe(map(() => 'x'))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      const chunk: Chunk<string> = {
        items: ['a', 'b'],
        ranges: [[0, 2]],
        weight: 2,
        closedBy: 'size',
        openedAt: 1,
        closedAt: 3,
      };
      expect(results).toEqual([
        {
          chunk,
          values: ['a', 'b'],
          failures: new Map(),
          attempts: 1,
          startedAt: 3,
          duration: 4,
        },
      ]);
    });
  });

  it('should read all time from the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const results: ChunkResult<string, string>[] = [];
    of(['a'])
      .pipe(processChunks((items) => timer(5, scheduler).pipe(map(() => items)), { scheduler }))
      .subscribe((result) => results.push(result));
    const clocks = [spyOn(Date, 'now'), spyOn(performance, 'now')];
    scheduler.flush();

    expect(results).toEqual([jasmine.objectContaining({ startedAt: 0, duration: 5 })]);
    for (const clock of clocks) expect(clock).not.toHaveBeenCalled();
  });

  describe('given a plain case', () => {
    it('should complete with an empty source', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  |');
        const e1subs = '   (^!)';
        const expected = ' |';

        expectObservable(e1.pipe(alone(), processChunks(after(4)), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should wait for a source that never does anything', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -');
        const e1subs = '   ^';
        const expected = ' -';

        expectObservable(e1.pipe(alone(), processChunks(after(4)), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should pass on the error of a source that throws at once', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  #');
        const e1subs = '   (^!)';
        const expected = ' #';

        expectObservable(e1.pipe(alone(), processChunks(after(4)), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should complete in the frame of the only result', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a|');
        const e1subs = '   ^-!';
        const expected = ' -----(a|)';

        expectObservable(e1.pipe(alone(), processChunks(after(4)), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should not complete while work never settles', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a|');
        const e1subs = '   ^-!';
        const expected = ' ------------';

        const result = e1.pipe(
          alone(),
          processChunks(() => NEVER),
          words(),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });

  describe('when its source fails', () => {
    it('should hold the error until all accepted work has settled', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-b#');
        const e1subs = '   ^---!';
        const expected = ' -----a-(b#)';

        expectObservable(e1.pipe(alone(), processChunks(after(4)), words())).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should also run what was waiting for a lane', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -ab#');
        const e1subs = '   ^--!';
        const expected = ' -----a---(b#)';

        const options: ProcessChunksOptions = { concurrency: 1, prefetch: 2 };
        const result = e1.pipe(alone(), processChunks(after(4), options), words());
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should hand over what is kept for order before the error', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  ab#');
        const e1subs = '   ^-!';
        const expected = ' ------(ab#)';

        const work = (items: readonly string[]) => after(items[0] === 'a' ? 6 : 1)(items);
        const result = e1.pipe(alone(), processChunks(work, { ordered: true }), words());
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });

  describe('when it is unsubscribed', () => {
    it('should leave its source and its work', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const unsub = '    ------!';
        const e1subs = '   ^-----!';
        const inner = cold('  --(x|)', { x: ['x'] });
        const innersubs = ['-^-!', '---^-!', '-----^!'];
        const expected = ' ---x-x-';

        const result = e1.pipe(
          alone(),
          processChunks(() => inner),
          words(),
        );
        expectObservable(result, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b-c-d-|');
        const unsub = '    ------!';
        const e1subs = '   ^-----!';
        const expected = ' ---a-b-';

        const result = e1.pipe(
          mergeMap((item) => of(item)),
          alone(),
          processChunks(after(2)),
          words(),
          mergeMap((word) => of(word)),
        );
        expectObservable(result, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should stop listening to a synchronous source', () => {
      const given: number[] = [];
      const source = new Observable<number[]>((subscriber) => {
        for (let i = 0; i < 10 && !subscriber.closed; i++) {
          given.push(i);
          subscriber.next([i]);
        }
      });
      source.pipe(processChunks(same), take(3)).subscribe();

      expect(given).toEqual([0, 1, 2]);
    });

    it('should pull nothing more from a source of its own', () => {
      const { source, perFrame } = visiblePulls([['a'], ['b'], ['c'], ['d']]);
      fromSource(source).pipe(processChunks(same), take(2)).subscribe();

      expect(perFrame).toEqual({ 0: 2 });
    });

    it('should be silent when that happens inside the next of the last value', () => {
      const source = new Subject<string[]>();
      const seen: unknown[] = [];
      const subscription = source.pipe(processChunks(same), words()).subscribe({
        next: (word) => {
          seen.push(word);
          subscription.unsubscribe();
        },
        complete: () => seen.push('complete'),
      });
      source.next(['a']);
      const { observed } = source;
      source.complete();

      expect(observed).toBeFalse();
      expect(seen).toEqual(['a']);
    });

    it('should bear it inside complete', () => {
      const seen: unknown[] = [];
      const source = new Subject<string[]>();
      const subscription = source.pipe(processChunks(same), words()).subscribe({
        next: (word) => seen.push(word),
        complete: () => {
          seen.push('complete');
          subscription.unsubscribe();
        },
      });
      source.next(['a']);
      source.complete();

      expect(seen).toEqual(['a', 'complete']);
    });

    it('should bear it inside an abort listener', () => {
      const aborted: string[] = [];
      const source = new Subject<string[]>();
      const subscription = source
        .pipe(
          processChunks(([item = ''], { signal }) => {
            signal.addEventListener('abort', () => {
              aborted.push(item);
              subscription.unsubscribe();
            });
            return NEVER;
          }),
        )
        .subscribe();
      source.next(['a']);
      source.next(['b']);
      subscription.unsubscribe();

      expect(aborted).toEqual(['a', 'b']);
    });

    it('should ignore what a source emits afterwards', () => {
      const worked: string[] = [];
      let emit: ((chunk: string[]) => void) | undefined;
      const source = new Observable<string[]>((subscriber) => {
        emit = (chunk) => {
          subscriber.next(chunk);
        };
      });
      const subscription = source
        .pipe(processChunks((items) => void worked.push(...items)))
        .subscribe();
      emit?.(['a']);
      subscription.unsubscribe();
      emit?.(['b']);

      expect(worked).toEqual(['a']);
    });
  });

  describe('in a re-entrant pipeline', () => {
    it('should emit what arrives inside next after what is being emitted', () => {
      const source = new Subject<string[]>();
      const seen: string[] = [];
      source.pipe(processChunks(same), words()).subscribe({
        next: (word) => {
          seen.push(`<${word}`);
          if (word === 'a') source.next(['b']);
          seen.push(`${word}>`);
        },
      });
      source.next(['a']);

      expect(seen).toEqual(['<a', 'a>', '<b', 'b>']);
    });

    it('should complete after the results of what it accepted, when the source ends inside next', () => {
      const source = new Subject<string[]>();
      const seen: string[] = [];
      source.pipe(processChunks(same), words()).subscribe({
        next: (word) => {
          seen.push(word);
          if (word !== 'a') return;
          source.next(['b']);
          source.complete();
        },
        complete: () => seen.push('complete'),
      });
      source.next(['a']);

      expect(seen).toEqual(['a', 'b', 'complete']);
    });
  });

  describe('used more than once', () => {
    const positions = (seen: unknown[]) => (result: ChunkResult<string, string>) => {
      seen.push([result.chunk.ranges[0]?.[0], result.values[0]]);
    };

    it('should share no state between two subscribers', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a-b--c|');
        const e1subs = [' ^------!', '--^----!'];
        const late = '     --^';
        const expected1 = '-----a-b--(c|)';
        const expected2 = '-------b--(c|)';

        const result = e1.pipe(alone(), processChunks(after(4)), words());
        expectObservable(result).toBe(expected1);
        expectObservable(result, late).toBe(expected2);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should number anew for each subscriber, whichever source an operator is given', () => {
      const seen: unknown[] = [];
      const work = processChunks<string, string>(same);
      const first$ = of(['a'], ['b']).pipe(work);
      first$.subscribe(positions(seen));
      first$.subscribe(positions(seen));
      of(['c']).pipe(work).subscribe(positions(seen));

      const once = [
        [0, 'a'],
        [1, 'b'],
      ];
      expect(seen).toEqual([...once, ...once, [0, 'c']]);
    });

    it('should start clean after repeat', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  a-b|');
        const e1subs = ['  ^--!', '------^--!'];
        const expected = ' ----a-b---a-(b|)';

        const result = e1.pipe(alone(), processChunks(after(4)), words(), repeat(2));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should start clean after retry', () => {
      const seen: unknown[] = [];
      let left = 1;
      const source = new Observable<string[]>((subscriber) => {
        subscriber.next(['a']);
        if (left-- > 0) subscriber.error('once');
        else subscriber.complete();
      });
      source
        .pipe(processChunks<string, string>(same), retry(1))
        .subscribe({ next: positions(seen), complete: () => seen.push('complete') });

      expect(seen).toEqual([[0, 'a'], [0, 'a'], 'complete']);
    });
  });

  describe('given a million chunks', () => {
    const MILLION = 1_000_000;
    const count = <T>(source: Observable<T>) => {
      let seen = 0;
      source.subscribe({ next: () => seen++ });
      return seen;
    };

    it('should need no stack for synchronous work', () => {
      expect(count(range(0, MILLION).pipe(alone(), processChunks(same)))).toBe(MILLION);
      expect(
        count(
          range(0, MILLION).pipe(
            alone(),
            processChunks(() => EMPTY),
          ),
        ),
      ).toBe(MILLION);
    });

    it('should need no stack when synchronous work was waiting for asynchronous work', async () => {
      let seen = 0;
      const source = fromSource(function* () {
        for (let i = 0; i < MILLION; i++) yield [i];
      });
      const work = (items: readonly number[]) => (items[0] === 0 ? Promise.resolve(items) : items);
      const result = source.pipe(
        processChunks(work, { concurrency: 1 }),
        tap(() => seen++),
      );
      await lastValueFrom(result);

      expect(seen).toBe(MILLION);
    });
  });

  describe('given plain arrays', () => {
    const chunks = (...arrays: string[][]): Chunk<string>[] => {
      const seen: Chunk<string>[] = [];
      of(...arrays)
        .pipe(processChunks(same, { scheduler: asyncScheduler }))
        .subscribe(({ chunk }) => seen.push(chunk));
      return seen;
    };

    it('should count their items, and leave out those that are empty', () => {
      const seen = chunks([], ['a', 'b'], [], ['c'], []);

      expect(seen.map(({ items, ranges }) => ({ items, ranges }))).toEqual([
        { items: ['a', 'b'], ranges: [[0, 2]] },
        { items: ['c'], ranges: [[2, 3]] },
      ]);
    });

    it('should say what it can of the chunks that they are', () => {
      const [chunk] = chunks(['a', 'b']);

      expect(chunk?.weight).toBe(2);
      expect(chunk?.closedBy).toBe('closeWhen');
      expect(chunk?.openedAt).toBe(chunk?.closedAt);
    });

    it('should complete where all of them are empty', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  -a-a-|', { a: [] });
        const e1subs = '   ^----!';
        const expected = ' -----|';

        expectObservable(e1.pipe(processChunks(same))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should leave out a chunk without items, which a chunker never makes', () => {
      const empty = { items: [], ranges: [] } as unknown as Chunk<string>;
      const seen: unknown[] = [];
      of(empty)
        .pipe(processChunks(same))
        .subscribe((result) => seen.push(result));

      expect(seen).toEqual([]);
    });
  });

  it('should end the run, and abort its work, when something arrives that is no chunk', () => {
    const noChunks: unknown[] = [5, 'ab', null, undefined, { items: ['a'] }, new Set(['a'])];
    for (const input of noChunks) {
      const source = new Subject<string[]>();
      const seen: unknown[] = [];
      source
        .pipe(
          processChunks((_, { signal }) => {
            signal.addEventListener('abort', () => seen.push('aborted'));
            return NEVER;
          }),
        )
        .subscribe({ error: (error: unknown) => seen.push(error) });
      source.next(['a']);
      source.next(input as string[]);

      const error: unknown = jasmine.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: jasmine.stringContaining('processChunks: "source" must be chunks or arrays'),
      });
      expect(seen).toEqual([error, 'aborted']);
    }
  });

  describe('given wrong arguments', () => {
    const wrong: [string, unknown, 'TypeError' | 'RangeError', string][] = [
      ['concurrency', 0, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', 10_001, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', 1.5, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', NaN, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', Infinity, 'RangeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', '4', 'TypeError', 'an integer from 1 to 10000, or an Observable'],
      ['concurrency', null, 'TypeError', 'an integer from 1 to 10000, or an Observable'],
      ['prefetch', -1, 'RangeError', 'an integer >= 0'],
      ['prefetch', 0.5, 'RangeError', 'an integer >= 0'],
      ['prefetch', '1', 'TypeError', 'an integer >= 0'],
      ['ordered', 1, 'TypeError', 'a boolean'],
      ['flow', {}, 'TypeError', 'a flow made by createFlow, or null'],
      ['scheduler', { now: () => 0 }, 'TypeError', 'a SchedulerLike'],
    ];
    for (const [name, value, type, rule] of wrong) {
      it(`should refuse ${name}: ${String(value)} (${typeof value}) at the call`, () => {
        const options = { [name]: value } as ProcessChunksOptions;
        const code = type === 'TypeError' ? 'ERR_INVALID_ARG_TYPE' : 'ERR_OUT_OF_RANGE';

        expect(() => processChunks(same, options)).toThrow(
          jasmine.objectContaining({
            name: type,
            code,
            message: jasmine.stringContaining(`processChunks: "${name}" must be ${rule}; received`),
          }),
        );
      });
    }

    it('should refuse work that is no function, and an option that it does not have', () => {
      const call = (...args: unknown[]) =>
        (processChunks as unknown as (...args: unknown[]) => unknown)(...args);

      expect(() => call()).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_INVALID_ARG_TYPE',
      );
      expect(() => call(same, { lanes: 4 })).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_UNKNOWN_OPTION',
      );
      expect(() => call(same, 4)).toThrowMatching(
        ({ code }: { code?: string }) => code === 'ERR_INVALID_ARG_TYPE',
      );
    });

    it('should take the bounds themselves', () => {
      const bounds: ProcessChunksOptions[] = [
        { concurrency: 1 },
        { concurrency: 10_000, prefetch: 0 },
        { concurrency: undefined, prefetch: undefined, ordered: undefined, flow: null },
      ];
      for (const options of bounds) expect(() => processChunks(same, options)).not.toThrow();
    });
  });

  it('should pass an error of the source on as it is, whatever it is', () => {
    for (const error of [undefined, null, 'text', new Error('e')]) {
      const seen: unknown[] = [];
      throwError(() => error)
        .pipe(processChunks(same))
        .subscribe({ error: (e: unknown) => seen.push(e) });

      expect(seen).toEqual([error]);
    }
  });
});
