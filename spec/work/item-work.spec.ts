import * as fc from 'fast-check';
import { map, NEVER, Observable, Subject, timer, VirtualTimeScheduler } from 'rxjs';
import { fromSource } from '../../src/flow/from-source.js';
import { SLOTS } from '../../src/flow/gate.js';
import { gateBelow } from '../../src/flow/reach.js';
import type { StageState, Tree } from '../../src/flow/tree.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';

describe('ItemWork', () => {
  for (const outcomes of [false, true]) {
    it(`should count each item as one, ${outcomes ? 'with' : 'without'} outcomes`, () => {
      let tree: Tree | undefined;
      const items = new Subject<string>();
      const source = new Observable<string>((subscriber) => {
        const gate = gateBelow(subscriber);
        gate?.listen();
        tree = gate?.tree;
        return items.subscribe(subscriber);
      });
      const answers: Record<string, Subject<string>> = { a: new Subject(), b: new Subject() };
      const fn = (item: string) => answers[item] ?? NEVER;
      const options = { ordered: true, concurrency: 2, prefetch: 1 };
      const result$: Observable<unknown> = outcomes
        ? source.pipe(mapConcurrent(fn, { ...options, outcomes: true }))
        : source.pipe(mapConcurrent(fn, options));
      const subscription = result$.subscribe();
      for (const item of ['a', 'b', 'long']) items.next(item);
      const [stage] = [...(tree?.stages ?? [])] as [StageState];
      const state = () => [stage.kind, stage.running, stage.waiting, stage.mask];
      expect(state()).toEqual(['map', 2, 1, SLOTS]);

      answers['b']?.next('B');
      answers['b']?.complete();
      expect(state()).toEqual(['map', 2, 1, SLOTS]);
      answers['a']?.complete();
      expect(state()).toEqual(['map', 1, 0, 0]);

      subscription.unsubscribe();
      expect([...(tree?.stages ?? [])]).toEqual([]);
    });
  }

  describe('given a page', () => {
    const shapeOf = (shortest: number) =>
      fc.record({
        frames: fc.array(fc.integer({ min: shortest, max: 5 }), { maxLength: 40 }),
        concurrency: fc.integer({ min: 1, max: 5 }),
        prefetch: fc.nat(4),
        ordered: fc.boolean(),
      });
    type Shape = ReturnType<typeof shapeOf> extends fc.Arbitrary<infer S> ? S : never;

    /** What is begun and emitted, with the frames, whether in one page or item by item. */
    const timelineOf = ({ frames, ...options }: Shape, paged: boolean): string[] => {
      const time = new VirtualTimeScheduler();
      const seen: string[] = [];
      const page$ = fromSource([...frames.entries()], { scheduler: time });
      (paged ? page$ : page$.pipe(map((item) => item)))
        .pipe(
          mapConcurrent(([item, wait]) => {
            seen.push(`${time.frame} begin ${item}`);
            return wait === 0 ? [item] : timer(wait, time).pipe(map(() => item));
          }, options),
        )
        .subscribe({
          next: (item) => seen.push(`${time.frame} end ${item}`),
          complete: () => seen.push(`${time.frame} complete`),
        });
      time.flush();
      return seen;
    };

    it('should make of it what it makes of its items one by one', () => {
      fc.assert(
        fc.property(
          shapeOf(1),
          (shape) => timelineOf(shape, true).join() === timelineOf(shape, false).join(),
        ),
        { numRuns: 150 },
      );
      expect().nothing();
    });

    it('should give the same results where some come at once, which only moves the reading', () => {
      const ends = (shape: Shape, paged: boolean) => {
        const seen = timelineOf(shape, paged).filter((entry) => !entry.includes('begin'));
        const items = seen.map((entry) => entry.replace(/^[0-9]+ (end )?/, ''));
        return (shape.ordered ? items : items.sort()).join();
      };
      fc.assert(
        fc.property(shapeOf(0), (shape) => ends(shape, true) === ends(shape, false)),
        { numRuns: 150 },
      );
      expect().nothing();
    });
  });
});
