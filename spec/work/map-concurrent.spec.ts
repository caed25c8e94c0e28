import { map, mergeMap, NEVER, Observable, of, take } from 'rxjs';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { claimWarnings } from '../support/claims.js';
import { marbles } from '../support/marbles.js';

describe('mapConcurrent', () => {
  it('should match the marble of its docs', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const e1 = cold('  a-b-c---|');
      const e1subs = '   ^-------!';
      const expected = ' --a-b-c-|';

      const inner = (item: string) => cold('--x|').pipe(map(() => item));
      expectObservable(e1.pipe(mapConcurrent(inner, { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should map-and-flatten each item to an Observable', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   --1-----3--5-------|');
      const e1subs = '   ^------------------!';
      const inner = cold(' x-x-x|            ', { x: 10 });
      const expected = ' --x-x-x-y-yzyz-z---|';
      const values = { x: 10, y: 30, z: 50 };

      const result = e1.pipe(mapConcurrent((x) => inner.pipe(map((i) => i * Number(x)))));
      expectObservable(result).toBe(expected, values);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  it('should map many regular interval inners', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const e1 = hot('   a---b--------c-----|');
      const e1subs = '   ^------------------!';
      const inners: Record<string, Observable<string>> = {
        a: cold('        ----a---a---(a|)'),
        b: cold('            ----b---b---(b|)'),
        c: cold('                     ----c---(c|)'),
      };
      const expected = ' ----a---(ab)(ab)bc---(c|)';

      expectObservable(e1.pipe(mapConcurrent((item) => inners[item] ?? NEVER))).toBe(expected);
      expectSubscriptions(e1.subscriptions).toBe(e1subs);
    });
  });

  describe('of many items to many values each', () => {
    it('should complete after the last inner', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c--|');
        const e1subs = '     ^-------------!';
        const inner = cold('  --x--y--z|');
        const innersubs = ['  -^--------!', '------^--------!', '-----------^--------!'];
        const expected = '   ---x--y-xz-y-xz-y--z|';

        expectObservable(e1.pipe(mapConcurrent(() => inner))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should complete with a source that completes late', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c------------|');
        const e1subs = '     ^-----------------------!';
        const inner = cold('  --x--y--z|');
        const expected = '   ---x--y-xz-y-xz-y--z----|';

        expectObservable(e1.pipe(mapConcurrent(() => inner))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should be left with a source that never completes', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c----------');
        const unsub = '      --------------!';
        const e1subs = '     ^-------------!';
        const inner = cold('  --x--y--z|');
        const innersubs = ['  -^--------!', '------^-------!', '-----------^--!'];
        const expected = '   ---x--y-xz-y-x-';

        expectObservable(e1.pipe(mapConcurrent(() => inner)), unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should not break unsubscription chains when result is unsubscribed explicitly', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c----------');
        const unsub = '      --------------!';
        const e1subs = '     ^-------------!';
        const inner = cold('  --x--y--z|');
        const expected = '   ---x--y-xz-y-x-';

        const result = e1.pipe(
          mergeMap((x) => of(x)),
          mapConcurrent(() => inner),
          mergeMap((x) => of(x)),
        );
        expectObservable(result, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should not complete while an inner does not', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c--|');
        const e1subs = '     ^-------------!';
        const inner = cold('  --x--y--z-');
        const innersubs = ['  -^', '------^', '-----------^'];
        const expected = '   ---x--y-xz-y-xz-y--z--';

        expectObservable(e1.pipe(mapConcurrent(() => inner))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should pass on the error of an inner at once, and leave the others', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----c--|');
        const e1subs = '     ^--------!';
        const inner = cold('  --x--y--#');
        const innersubs = ['  -^-------!', '------^--!'];
        const expected = '   ---x--y-x#';

        expectObservable(e1.pipe(mapConcurrent(() => inner))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should hold the error of its source until the inners have ended', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b----#');
        const e1subs = '     ^----------!';
        const inner = cold('  --x--y--z|');
        const innersubs = ['  -^--------!', '------^--------!'];
        const expected = '   ---x--y-xz-y--z#';

        expectObservable(e1.pipe(mapConcurrent(() => inner))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should pass on the first of two errors, that of an inner before a held one', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a----b-#', undefined, 'outer');
        const e1subs = '     ^-------!';
        const inner = cold('  --x--y--#', undefined, 'inner');
        const innersubs = ['  -^-------!', '------^--!'];
        const expected = '   ---x--y-x#';

        const result = e1.pipe(mapConcurrent(() => inner));
        expectObservable(result).toBe(expected, undefined, 'inner');
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });
  });

  describe('of so many inners at once', () => {
    it('should take one cold inner after the other with concurrency 1', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a-b--c|');
        const e1subs = '     ^------!';
        const inner = cold('  --x--y--z|');
        const innersubs = [
          '  -^--------!',
          '----------^--------!',
          '-------------------^--------!',
        ];
        const expected = '   ---x--y--z--x--y--z--x--y--z|';

        const options = { concurrency: 1, prefetch: 3 };
        expectObservable(e1.pipe(mapConcurrent(() => inner, options))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    it('should take two cold inners at a time with concurrency 2', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('     -a-b--c|');
        const e1subs = '     ^------!';
        const inner = cold('  --x--y--z|');
        const innersubs = ['  -^--------!', '---^--------!', '----------^--------!'];
        const expected = '   ---x-xy-yz-zx--y--z|';

        const options = { concurrency: 2 };
        expectObservable(e1.pipe(mapConcurrent(() => inner, options))).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(inner.subscriptions).toBe(innersubs);
      });
    });

    const hotInners: [number, string, string][] = [
      [1, '                  -------^-----!', '---i--j---k-l|'],
      [2, '                  ----^--------!', '---i-xj---k-l|'],
    ];
    for (const [concurrency, bsubs, expected] of hotInners) {
      it(`should hear of a hot inner what comes after its lane is free: ${concurrency}`, () => {
        marbles(({ hot, expectObservable, expectSubscriptions }) => {
          const e1 = hot('   -a--b--|');
          const e1subs = '   ^------!';
          const a = hot('    x--i--j|');
          const asubs = '    -^-----!';
          const b = hot('    -x-x-x----k-l|');

          const options = { concurrency, prefetch: 2 };
          const result = e1.pipe(mapConcurrent((item) => (item === 'a' ? a : b), options));
          expectObservable(result).toBe(expected);
          expectSubscriptions(e1.subscriptions).toBe(e1subs);
          expectSubscriptions(a.subscriptions).toBe(asubs);
          expectSubscriptions(b.subscriptions).toBe(bsubs);
        });
      });
    }

    it('should run 4 inners at once where nothing is said', () => {
      let running = 0;
      const inner = new Observable(() => {
        running++;
      });
      of(1, 2, 3, 4, 5, 6)
        .pipe(mapConcurrent(() => inner))
        .subscribe();

      expect(running).toBe(4);
    });
  });

  describe('of inners of all kinds', () => {
    const inners = {
      a: '  --1---2|',
      b: '     |',
      c: '       -3---------4|',
      d: '             (56|)',
    };

    it('should complete when all of them have', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-|');
        const e1subs = '   ^-------------!';
        const expected = ' ---1---(23)-(56)-4|';

        const result = e1.pipe(mapConcurrent((item) => cold(inners[item as 'a'])));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should not complete while one of them does not', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-|');
        const e1subs = '   ^-------------!';
        const expected = ' ---1---(23)-(56)-4-';

        const result = e1.pipe(
          mapConcurrent((item) => cold(inners[item as 'a'].replace('4|', '4-'))),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should not complete while its source does not', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-----');
        const e1subs = '   ^-----------------';
        const expected = ' ---1---(23)-(56)-4';

        const result = e1.pipe(mapConcurrent((item) => cold(inners[item as 'a'])));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should hold the error of its source until all of them have ended', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-#');
        const e1subs = '   ^-------------!';
        const expected = ' ---1---(23)-(56)-4#';

        const result = e1.pipe(mapConcurrent((item) => cold(inners[item as 'a'])));
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
      });
    });

    it('should end with the one that fails', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-|');
        const e1subs = '   ^-----------!';
        const c = cold('         -3---------4|');
        const csubs = '    ------^-----!';
        const expected = ' ---1---(23)-(5#)';

        const result = e1.pipe(
          mapConcurrent((item) =>
            item === 'c' ? c : cold(inners[item as 'a'].replace('56|', '5#')),
          ),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(c.subscriptions).toBe(csubs);
      });
    });

    it('should leave all of them when it is unsubscribed', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-|');
        const unsub = '    -----------!';
        const e1subs = '   ^----------!';
        const c = cold('         -3---------4|');
        const csubs = '    ------^----!';
        const expected = ' ---1---(23)-';

        const result = e1.pipe(
          mapConcurrent((item) => (item === 'c' ? c : cold(inners[item as 'a']))),
        );
        expectObservable(result, unsub).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(c.subscriptions).toBe(csubs);
      });
    });

    it('should end, and leave all of them, when fn throws', () => {
      marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
        const e1 = hot('   -a--b-c-----d-|');
        const e1subs = '   ^-----------!';
        const c = cold('         -3---------4|');
        const csubs = '    ------^-----!';
        const expected = ' ---1---(23)-#';

        const result = e1.pipe(
          mapConcurrent((item) => {
            if (item === 'd') throw 'error';
            return item === 'c' ? c : cold(inners[item as 'a']);
          }),
        );
        expectObservable(result).toBe(expected);
        expectSubscriptions(e1.subscriptions).toBe(e1subs);
        expectSubscriptions(c.subscriptions).toBe(csubs);
      });
    });
  });

  describe('given a plain case', () => {
    const cases: [string, string, string, string, string][] = [
      // name, source, its subscription, inner, result
      ['an empty source', '                |', '(^!)', '--x|', '|'],
      ['a source that never does anything', '-', '^', '   --x|', '-'],
      ['a source that throws at once', '   #', '(^!)', '--x|', '#'],
      ['one item', '                       -a|', '^-!', ' --x|', '---x|'],
      ['an empty inner', '                 -a--|', '^---!', '|', '----|'],
      ['an inner that never does anything', '-a|', '^-!', ' -', '---'],
      ['an inner that throws at once', '   -a--|', '^!', '  #', '-#'],
    ];
    for (const [name, source, e1subs, inner, expected] of cases) {
      it(`should be right for ${name}`, () => {
        marbles(({ cold, expectObservable, expectSubscriptions }) => {
          const e1 = cold(source.trim());

          const result = e1.pipe(mapConcurrent(() => cold(inner.trim())));
          expectObservable(result).toBe(expected);
          expectSubscriptions(e1.subscriptions).toBe(e1subs);
        });
      });
    }
  });

  it('should support nested merges', () => {
    const seen: number[] = [];
    of(3, 4)
      .pipe(mapConcurrent((n) => of(n, n + 1).pipe(mapConcurrent((m) => of(m, m * 10)))))
      .subscribe((n) => seen.push(n));

    expect(seen).toEqual([3, 30, 4, 40, 4, 40, 5, 50]);
  });

  it('should support wrapped sources', () => {
    const wrapped = new Observable<number>((subscriber) => of(1, 2).subscribe(subscriber));
    const seen: number[] = [];
    mapConcurrent((n: number) => of(n * 10))(wrapped).subscribe((n) => seen.push(n));

    expect(seen).toEqual([10, 20]);
  });

  it('should stop listening to a synchronous source when it is unsubscribed', () => {
    const given: number[] = [];
    const source = new Observable<number>((subscriber) => {
      for (let i = 0; i < 10 && !subscriber.closed; i++) {
        given.push(i);
        subscriber.next(i);
      }
    });
    source
      .pipe(
        mapConcurrent((n) => of(n)),
        take(3),
      )
      .subscribe();

    expect(given).toEqual([0, 1, 2]);
  });

  it('should stop listening to a synchronous inner when it is unsubscribed', () => {
    const given: number[] = [];
    const inner = new Observable<number>((subscriber) => {
      for (let i = 0; i < 10 && !subscriber.closed; i++) {
        given.push(i);
        subscriber.next(i);
      }
    });
    of('a', 'b')
      .pipe(
        mapConcurrent(() => inner),
        take(3),
      )
      .subscribe();

    expect(given).toEqual([0, 1, 2]);
  });

  it('should say once that a source does not listen, when its slots are full', () => {
    of(1, 2, 3, 4)
      .pipe(mapConcurrent(() => NEVER, { concurrency: 1 }))
      .subscribe();

    expect(claimWarnings()).toEqual([
      jasmine.stringContaining('mapConcurrent: its slots are full, and no source above it listens'),
    ]);
  });
});

// Of the cases of RxJS's mergeMap these cannot apply: resultSelector and the index (deprecated there,
// absent here), and "outer throws", whose error is held here until the inners have ended. Promises,
// arrays, iterables and interop inners are in map-concurrent.inners.spec.ts.
