import { map, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import {
  scriptedWork,
  type ScriptedWork,
  type WorkScript,
} from '../../src/testing/scripted-work.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { marbles } from '../support/marbles.js';

const FAILED = new Error('503');

/** Chunks of `size` through the work, as words: a value, or `X` where an item failed. */
function through(
  source$: Observable<string>,
  work: ScriptedWork<string, string>,
  { size = 1, concurrency = 1 } = {},
): Observable<string> {
  return fromSource(source$).pipe(
    chunkBy(size),
    processChunks(work, { concurrency }),
    map(({ values, failures }) =>
      values.map((value, place) => (failures.has(place) ? 'X' : value)).join(''),
    ),
  );
}

/** When the calls began and ended, and how. */
const timesOf = ({ calls }: ScriptedWork<string, string>) =>
  calls.map(({ items, startedAt, endedAt, end }) => [items.join(''), startedAt, endedAt, end]);

describe('scriptedWork', () => {
  it('should give the items back at once without a script', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  -a-(bc)-|');
      const e1subs = '   ^-------!';
      const expected = ' -a-(bc)-|';

      expectObservable(through(e1, scriptedWork())).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should take its time, the same for all calls', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = scriptedWork<string>({ frames: 3 });
      const e1 = cold('  (abc|)');
      const e1subs = '   (^!)';
      const expected = ' ---x--(y|)';
      const values = { x: 'ab', y: 'c' };

      expectObservable(through(e1, work, { size: 2 })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(timesOf(work)).toEqual([
        ['ab', 0, 3, 'answered'],
        ['c', 3, 6, 'answered'],
      ]);
      expect(work.mostAtOnce).toBe(1);
    });
  });

  it('should take a step for each call, and the last for all others', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = scriptedWork<string>([
        { frames: 3 },
        { frames: 2, answer: FAILED },
        { answer: ['z'] },
      ]);
      const e1 = cold('  (abcd|)');
      const e1subs = '   (^!)';
      const expected = ' ---a-(Xzz|)';

      expectObservable(through(e1, work)).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(timesOf(work)).toEqual([
        ['a', 0, 3, 'answered'],
        ['b', 3, 5, 'failed'],
        ['c', 5, 5, 'answered'],
        ['d', 5, 5, 'answered'],
      ]);
    });
  });

  it('should do with each chunk what a function says', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const asked: unknown[] = [];
      const work = scriptedWork((items: readonly string[], call) => {
        asked.push([items, call]);
        const answer = items.map((item) => (item === 'b' ? FAILED : item.toUpperCase()));
        return { frames: call + 1, answer };
      });
      const e1 = cold('  (abc|)');
      const e1subs = '   (^!)';
      const expected = ' -x-(y|)';
      const values = { x: 'AX', y: 'C' };

      expectObservable(through(e1, work, { size: 2 })).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(asked).toEqual([
        [['a', 'b'], 0],
        [['c'], 1],
      ]);
    });
  });

  it('should tell why an item failed, and why a chunk did', () => {
    const item = new Error('refused');
    const reasons: unknown[] = [];
    const work = scriptedWork<string>([{ answer: ['a', item] }, { answer: FAILED }]);
    marbles(({ cold }) => {
      const e1 = cold('(abcd|)');
      fromSource(e1)
        .pipe(chunkBy(2), processChunks(work, { concurrency: 1 }))
        .subscribe(({ failures }) => reasons.push(...failures));
    });

    expect(reasons).toEqual([
      [1, { kind: 'rejected', reason: item }],
      [0, { kind: 'rejected', reason: FAILED }],
      [1, { kind: 'rejected', reason: FAILED }],
    ]);
  });

  it('should say how many calls ran at once, and which were given up', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const work = scriptedWork<string>([{ frames: 2 }, { frames: Infinity }, { frames: 9 }]);
      const e1 = cold('  (abcd)');
      const e1subs = '   ^----!';
      const unsub = '    -----!';
      const expected = ' --a---';

      const result$ = through(e1, work, { concurrency: 2 });
      expectObservable(result$, unsub).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
      flush();
      expect(timesOf(work)).toEqual([
        ['a', 0, 2, 'answered'],
        ['b', 0, 5, 'cancelled'],
        ['c', 2, 5, 'cancelled'],
      ]);
      expect(work.mostAtOnce).toBe(2);
    });
  });

  it('should show what still runs, and which attempt it is', () => {
    const work = scriptedWork<string>({ frames: Infinity });
    const running = work(['a'], { attempt: 2 }).subscribe();
    const [call] = work.calls;
    expect([call?.items, call?.attempt, call?.end, call?.endedAt]).toEqual([
      ['a'],
      2,
      undefined,
      undefined,
    ]);
    running.unsubscribe();

    expect(call?.end).toBe('cancelled');
  });

  it('should call nothing before it is subscribed', () => {
    const work = scriptedWork<string>();
    work(['a'], { attempt: 1 });

    expect([work.calls, work.mostAtOnce]).toEqual([[], 0]);
  });

  it('should answer at once without a timer', () => {
    const work = scriptedWork<string>();
    let ended = false;
    work(['a'], { attempt: 1 }).subscribe({ complete: () => (ended = true) });

    expect(ended).toBeTrue();
  });

  it('should refuse steps that it cannot do', () => {
    const coded = (code: string) => jasmine.objectContaining({ code }) as never;
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ frames: '3' }, 'ERR_INVALID_ARG_TYPE'],
      [{ frames: -1 }, 'ERR_OUT_OF_RANGE'],
      [{ frames: NaN }, 'ERR_OUT_OF_RANGE'],
      [{ answer: 'a' }, 'ERR_INVALID_ARG_TYPE'],
      [{ answers: [] }, 'ERR_UNKNOWN_OPTION'],
      [[{}, { frames: -1 }], 'ERR_OUT_OF_RANGE'],
      [null, 'ERR_INVALID_ARG_TYPE'],
    ];
    for (const [script, code] of wrong) {
      expect(() => scriptedWork(script as WorkScript<string, string>)).toThrow(coded(code));
    }
    const asked = scriptedWork<string>(() => ({ frames: -1 }));
    expect(() => asked(['a'], { attempt: 1 })).toThrow(coded('ERR_OUT_OF_RANGE'));
  });
});
