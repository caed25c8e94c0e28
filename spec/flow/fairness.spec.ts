import {
  BehaviorSubject,
  count,
  lastValueFrom,
  merge,
  mergeMap,
  of,
  range,
  switchMap,
  type Observable,
} from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { pauseWhen } from '../../src/flow/pause-when.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { macrotask } from '../support/ticks.js';

const ONE = { concurrency: 1, prefetch: 0 };

type Name = 'a' | 'b';
type Pulls = Record<Name, number>;

const sources = {
  synchronous: (pulls: Pulls, name: Name): Observable<Name> =>
    fromSource(function* () {
      for (;;) {
        pulls[name]++;
        yield name;
      }
    }),
  asynchronous: (pulls: Pulls, name: Name): Observable<Name> =>
    fromSource(async function* () {
      for (;;) {
        pulls[name]++;
        yield name;
      }
    }),
  paged: (pulls: Pulls, name: Name): Observable<Name> =>
    fromSource(() => ({
      pull: () => {
        pulls[name]++;
        return [name];
      },
    })),
};

/** Time passes by looking at it, so much each time: no machine is too slow, or too fast. */
function passPerLook(ms: number): void {
  let now = 0;
  spyOn(performance, 'now').and.callFake(() => (now += ms));
}

describe('fairness', () => {
  for (const [kind, source] of Object.entries(sources)) {
    it(`should let two endless ${kind} sources take turns where the gate closes after each item`, async () => {
      passPerLook(0);
      const pulls = { a: 0, b: 0 };
      let settled = 0;

      const subscription = merge(source(pulls, 'a'), source(pulls, 'b'))
        .pipe(mapConcurrent(async (name) => name, ONE))
        .subscribe(() => {
          if (++settled === 200) subscription.unsubscribe();
        });
      while (!subscription.closed) await macrotask();

      expect(Math.abs(pulls.a - pulls.b)).toBeLessThanOrEqual(2);
      expect(pulls.a + pulls.b).toBeLessThanOrEqual(202);
    });

    it(`should let two endless ${kind} sources take turns where the gate never closes`, async () => {
      passPerLook(1);
      const pulls = { a: 0, b: 0 };
      const subscription = merge(source(pulls, 'a'), source(pulls, 'b'))
        .pipe(mapConcurrent((name) => of(name)))
        .subscribe();

      while (pulls.a + pulls.b < 20_000) await macrotask();
      subscription.unsubscribe();

      // 8 ms of a slice are eight looks at the clock, each after 64 pulls.
      expect(Math.abs(pulls.a - pulls.b)).toBeLessThanOrEqual(2 * 8 * 64);
    });
  }

  it('should come round to each of 1,000 sources that wait for one slot', async () => {
    passPerLook(0);
    const order: number[] = [];
    const rows$ = (name: number) => fromSource([name, name]);

    await lastValueFrom(
      range(0, 1000).pipe(
        mergeMap(rows$),
        mapConcurrent(async (name) => order.push(name), ONE),
      ),
    );

    expect(order.length).toBe(2000);
    // The first has had a turn and waits again before the others are there.
    expect(new Set(order.slice(1, 1001)).size).toBe(1000);
  });

  it('should ask only the last of 50,000 sources that were switched away while the gate was closed', () => {
    passPerLook(0);
    const pauses$ = new BehaviorSubject(true);
    const pulled: number[] = [];
    let settled: number | undefined;

    range(0, 50_000)
      .pipe(
        switchMap((name) =>
          fromSource(function* () {
            pulled.push(name);
            yield name;
          }),
        ),
        pauseWhen(pauses$),
        count(),
      )
      .subscribe((total) => (settled = total));
    expect(pulled).toEqual([]);
    pauses$.next(false);

    expect(pulled).toEqual([49_999]);
    expect(settled).toBe(1);
  });
});
