import { map, merge, Subject, timer, type Observable } from 'rxjs';
import { fromSource } from '../../../src/flow/from-source.js';
import { pauseWhen } from '../../../src/flow/pause-when.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { marbles } from '../../support/marbles.js';
import { Reader } from '../../support/reader.js';
import { macrotask } from '../../support/ticks.js';

const free = { flow: null };
const nexts = <T>(next: () => unknown) =>
  (() => ({ [Symbol.asyncIterator]: () => ({ next }) })) as () => AsyncIterable<T>;

/**
 * Answers after so many frames, without a promise, so that it can be read in virtual time: a letter is
 * an item, `|` the end, `#` a rejection. `seen$` shows its pulls.
 */
function answering(duration: number, script: string) {
  const seen$ = new Subject<'p'>();
  const left = Array.from(script);
  const source = nexts<string>(() => {
    seen$.next('p');
    const value = left.shift();
    return {
      then: (answer: (result: unknown) => void, refuse: (reason: string) => void) => {
        timer(duration).subscribe(() => {
          if (value === '#') refuse('error');
          else answer({ done: value === '|', value });
        });
      },
    };
  });
  return { source, seen$ };
}

describe('fromSource of an async iterator', () => {
  it('should ask for the first item at once, as RxJS does', () => {
    const next = jasmine.createSpy().and.returnValue(new Promise(() => undefined));
    new Reader().read(fromSource(nexts<number>(next), free));

    expect(next).toHaveBeenCalledTimes(1);
  });

  it('should have one next() outstanding at the most', async () => {
    let outstanding = 0;
    let most = 0;
    let given = 0;
    const source = nexts<number>(async () => {
      most = Math.max(most, ++outstanding);
      await macrotask();
      outstanding--;
      return { done: given === 5, value: given++ };
    });
    const reader = new Reader().read(
      fromSource(source).pipe(mapConcurrent((item) => Promise.resolve(item))),
    );
    await reader.over;

    expect(most).toBe(1);
    expect(reader.items).toEqual([0, 1, 2, 3, 4]);
  });

  it('should read an async generator to its end', async () => {
    const source = async function* () {
      yield 1;
      await macrotask();
      yield 2;
    };
    const reader = new Reader().read(fromSource(source, free));
    await reader.over;

    expect(reader.items).toEqual([1, 2]);
    expect(reader.end).toBe('complete');
  });

  it('should take an answer that is no promise', () => {
    const results = [1, 2].map((value) => ({ done: false, value }));
    const source = nexts<number>(() => results.shift() ?? { done: true, value: undefined });
    const reader = new Reader().read(fromSource(source, free));

    expect(reader.items).toEqual([1, 2]);
    expect(reader.end).toBe('complete');
  });

  for (const good of [0, 2]) {
    const failing = {
      'a rejection': () => Promise.reject('broken'),
      'an exception': () => {
        throw 'broken';
      },
    };
    for (const [what, fail] of Object.entries(failing)) {
      it(`should pass on ${what} after ${good} items`, async () => {
        let pulls = 0;
        const source = nexts<number>(() => {
          if (pulls++ < good) return Promise.resolve({ done: false, value: pulls });
          return fail();
        });
        const reader = new Reader().read(fromSource(source, free));
        await reader.over;

        expect(reader.end).toEqual({ error: 'broken' });
        expect(reader.items.length).toBe(good);
        expect(pulls).toBe(good + 1);
      });
    }
  }

  for (const answer of [undefined, null]) {
    it(`should fail, not hang, when next() gives ${answer}, now or later`, async () => {
      for (const give of [() => answer, () => Promise.resolve(answer)]) {
        const reader = new Reader().read(fromSource(nexts<number>(give), free));
        await reader.over;

        expect(reader.end).toEqual({ error: jasmine.any(TypeError) });
      }
    });
  }

  describe('while the gate is closed', () => {
    it('should keep an answer that comes, and pull no other', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = answering(3, 'abc|');
        const e1 = hot('   ----t---f-----');
        const e1subs = '   ^-------------!';
        const pulls = '    p--p----p--p--';
        const expected = ' ---a----b--c--|';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(paused(e1))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should drop the kept answer when it is left', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = answering(3, 'abc|');
        const e1 = hot('   ----t----f----');
        const e1subs = '   ^------!      ';
        const unsub = '    -------!      ';
        const pulls = '    p--p----------';
        const expected = ' ---a----------';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(paused(e1)), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should complete when the source has ended, since that is no item', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = answering(3, 'a|');
        const e1 = hot('   ----t----f-');
        const e1subs = '   ^-----!    ';
        const pulls = '    p--p-------';
        const expected = ' ---a--|    ';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(paused(e1))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should pass on an error, since nothing is to be lost by it', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const { source, seen$ } = answering(3, 'a#');
        const e1 = hot('   ----t----f-');
        const e1subs = '   ^-----!    ';
        const pulls = '    p--p-------';
        const expected = ' ---a--#    ';

        expectObservable(seen$).toBe(pulls);
        expectObservable(fromSource(source).pipe(paused(e1))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should keep its answers apart from those of another source', () => {
      marbles(({ hot, expectObservable, expectSubscriptions }) => {
        const first = answering(4, 'ac|');
        const second = answering(5, 'bd|');
        const e1 = hot('   -t-----f-----------');
        const e1subs = '   ^----------------! ';
        const pulls1 = '   p------p---p-------';
        const pulls2 = '   p------p----p------';
        const expected = ' -------(ab)cd----| ';
        const both$ = merge(fromSource(first.source), fromSource(second.source));

        expectObservable(first.seen$).toBe(pulls1);
        expectObservable(second.seen$).toBe(pulls2);
        expectObservable(both$.pipe(paused(e1))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });
  });
});

/** `t` closes the gate, `f` opens it. */
function paused(e1: Observable<string>) {
  return pauseWhen<string>(e1.pipe(map((letter) => letter === 't')));
}
