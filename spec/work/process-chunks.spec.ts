import {
  map,
  mergeMap,
  NEVER,
  Observable,
  of,
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

// Of the standing cases these are elsewhere: work that misbehaves in chunk-work.spec.ts, arrays and
// wrong input in process-chunks.input.spec.ts, demand in process-chunks.flow.spec.ts, two subscribers,
// retry, repeat and a million chunks in process-chunks.often.spec.ts. No timer can be left, for it has
// none of its own; those of its work are left with it.
