import { of, Subject, tap } from 'rxjs';
import type { Outcome } from '../../src/core/outcome.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { marbles } from '../support/marbles.js';
import { visiblePulls } from '../support/pulls.js';
import { later, scriptedStore } from '../support/scripted-store.js';
import { chunksTake, eachTakes, texts } from './support.js';

/** A store whose writes take so many frames. */
const slowStore = (scheduler: Parameters<typeof later>[0], frames: number) =>
  scriptedStore({ append: () => later(scheduler, frames) });

describe('pipelineOf', () => {
  describe('sequential', () => {
    it('should form a chunk when the one before is stored, and show it then', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcdef', () => scheduler.frame);
        const store = slowStore(scheduler, 2);
        const job = { targets: pulls.source, work: { chunks: chunksTake({}) } };
        const expected = '-----x----y----(z|)';

        expectObservable(texts(job, { mode: 'sequential', chunkSize: 2, store })).toBe(expected, {
          x: 'ab',
          y: 'cd',
          z: 'ef',
        });
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 2, 5: 2, 10: 2 });
      });
    });

    it('should form a chunk when the one before is done, where nothing is stored', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcdef', () => scheduler.frame);
        const job = { targets: pulls.source, work: { chunks: chunksTake({}) } };

        expectObservable(texts(job, { mode: 'sequential', chunkSize: 2 })).toBe('---x--y--(z|)', {
          x: 'ab',
          y: 'cd',
          z: 'ef',
        });
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 2, 3: 2, 6: 2 });
      });
    });

    it('should have one chunk at a time, whatever the number of lanes', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcd', () => scheduler.frame);
        const job = { targets: pulls.source, work: { chunks: chunksTake({}) } };
        const options = { mode: 'sequential', chunkSize: 1, maxConcurrentChunks: 9 } as const;

        expectObservable(texts(job, options)).toBe('---a--b--c--(d|)');
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 1, 3: 1, 6: 1, 9: 1 });
      });
    });
  });

  describe('parallel', () => {
    const options = { chunkSize: 2, maxConcurrentChunks: 2 };

    it('should form a chunk when a lane or the place before it is free, and show the fastest first', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcdefghij', () => scheduler.frame);
        const job = { targets: pulls.source, work: { chunks: chunksTake({ a: 5, c: 2, e: 4 }) } };
        const expected = '--c--ae-g(i|)';
        const values = { a: 'ab', c: 'cd', e: 'ef', g: 'gh', i: 'ij' };

        expectObservable(texts(job, options)).toBe(expected, values);
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 6, 2: 2, 5: 2 });
      });
    });

    it('should keep the order of the targets where that is asked for', () => {
      marbles(({ expectObservable }) => {
        const job = { targets: Array.from('abcdef'), work: { chunks: chunksTake({ a: 5, c: 2 }) } };

        expectObservable(texts(job, { ...options, ordered: true })).toBe('-----(xyz|)', {
          x: 'ab',
          y: 'cd',
          z: 'ef',
        });
      });
    });

    it('should go on with the next chunks while one is written', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcdefgh', () => scheduler.frame);
        const store = slowStore(scheduler, 4);
        const job = { targets: pulls.source, work: { chunks: chunksTake({ a: 2, c: 2 }) } };

        expectObservable(texts(job, { ...options, store })).toBe('------x---y---z---(u|)', {
          x: 'ab',
          y: 'cd',
          z: 'ef',
          u: 'gh',
        });
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 6, 2: 2 });
      });
    });
  });

  describe('streaming', () => {
    const options = { mode: 'streaming', maxConcurrentTargets: 2, chunkSize: 3 } as const;

    it('should start targets as they come, and show each when it is done', () => {
      marbles(({ scheduler, expectObservable }) => {
        const pulls = visiblePulls('abcdef', () => scheduler.frame);
        const job = { targets: pulls.source, work: { each: eachTakes({ a: 5, b: 1 }) } };

        expectObservable(texts(job, options)).toBe('-b--ca-de-(f|)');
        scheduler.flush();
        expect(pulls.perFrame).toEqual({ 0: 4, 1: 1, 4: 1 });
      });
    });

    it('should keep the order of the targets where that is asked for', () => {
      marbles(({ expectObservable }) => {
        const job = { targets: Array.from('abc'), work: { each: eachTakes({ a: 5, b: 1 }) } };

        expectObservable(texts(job, { ...options, ordered: true })).toBe('-----(abc|)');
      });
    });

    it('should show each target before it is stored, and store them by the chunk', () => {
      marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
        const e1 = cold('  abcd|');
        const e1subs = '   ^---!';
        const shown = '    -abcd';
        const expected = '-----x-(y|)';
        const shown$ = new Subject<string>();
        const store = slowStore(scheduler, 2);
        const deliver = (outcomes: Iterable<Outcome<string, string>>) => {
          for (const { item } of outcomes) shown$.next(item);
        };
        const job = { targets: e1, work: { each: eachTakes({ a: 1, b: 1, c: 1, d: 1 }) } };

        expectObservable(shown$).toBe(shown);
        expectObservable(texts(job, { ...options, store }, { deliver })).toBe(expected, {
          x: 'abc',
          y: 'd',
        });
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should store a chunk that has waited for a second, though it is not full', () => {
      marbles(({ cold, scheduler, expectObservable, expectSubscriptions }) => {
        const e1 = cold('a----');
        const store = scriptedStore();
        const job = { targets: e1, work: { each: (item: string) => of(item) } };

        expectObservable(texts(job, { ...options, store }), '2s !').toBe('1s a');
        scheduler.flush();
        expect(store.log).toEqual(['open run', 'append a', 'close']);
        expectSubscriptions(e1.subscriptions).toBe('^ 1999ms !');
      });
    });
  });

  it('should end with the first failure where errors are not to be recovered from', () => {
    marbles(({ expectObservable, scheduler }) => {
      const store = slowStore(scheduler, 1);
      const failing = tap((items: readonly string[]) => {
        if (items.includes('d')) throw new Error('no d');
      });
      const job = {
        targets: Array.from('abcdef'),
        work: { chunks: (items: readonly string[]) => chunksTake({})(items).pipe(failing) },
      };
      const options = { mode: 'sequential', chunkSize: 2, store } as const;
      const error = jasmine.objectContaining({
        code: 'ERR_TARGET_FAILED',
        position: 2,
        target: 'c',
      });

      expectObservable(texts(job, { ...options, enableErrorRecovery: false })).toBe(
        '----x--#',
        { x: 'ab' },
        error,
      );
      scheduler.flush();
      expect(store.log).toEqual(['open run', 'append a,b', 'close']);
      expect(store.closedAs).toEqual(['open']);
    });
  });

  it('should store before a failure ends the run what came before it in a stream', () => {
    const store = scriptedStore();
    const job = {
      targets: Array.from('abcd'),
      work: {
        each: (item: string) => {
          if (item === 'c') throw new Error('no c');
          return item;
        },
      },
    };
    const errors: unknown[] = [];
    const options = { mode: 'streaming', chunkSize: 9, enableErrorRecovery: false } as const;
    texts(job, { ...options, store }).subscribe({ error: (error: unknown) => errors.push(error) });

    expect(store.log).toEqual(['open run', 'append a,b', 'close']);
    expect(errors).toEqual([
      jasmine.objectContaining({ target: 'c', position: 2, cause: new Error('no c') }),
    ]);
  });

  it('should mind the flow of the run, and end with its drain', () => {
    marbles(({ hot, scheduler, expectObservable }) => {
      const pulls = visiblePulls('abcdef', () => scheduler.frame);
      const flow = createFlow({ paused: true });
      const store = scriptedStore();
      const job = { targets: pulls.source, work: { chunks: chunksTake({}) } };
      const options = { mode: 'sequential', chunkSize: 1, store } as const;
      const drain$ = hot('-------------d');
      hot('-----o').subscribe(() => flow.resume());

      expectObservable(texts(job, options, { flow, drain$ })).toBe('--------a--b--(c|)');
      scheduler.flush();
      expect(pulls.perFrame).toEqual({ 5: 1, 8: 1, 11: 1 });
      expect(store.closedAs).toEqual(['open']);
    });
  });

  it('should show a chunk when it is stored, and how long single calls took', () => {
    marbles(({ scheduler, flush }) => {
      const log: string[] = [];
      const append = () => {
        log.push('append');
        return later(scheduler, 1);
      };
      const job = { targets: Array.from('ab'), work: { chunks: chunksTake({}) } };
      texts(
        job,
        { chunkSize: 2, store: scriptedStore({ append }) },
        {
          deliver: (outcomes) => log.push(`show ${[...outcomes].map(({ item }) => item).join('')}`),
        },
      ).subscribe();
      flush();

      expect(log).toEqual(['append', 'show ab']);
    });
  });

  it('should tell how long each call took, by its clock', () => {
    marbles(({ scheduler, flush }) => {
      const took: number[] = [];
      const job = { targets: Array.from('ab'), work: { each: eachTakes({ a: 2, b: 5 }) } };
      const hooks = { clock: () => scheduler.frame, targetTook: (ms: number) => took.push(ms) };
      texts(job, { mode: 'streaming' }, hooks).subscribe();
      flush();

      expect(took).toEqual([2, 5]);
    });
  });
});
