import * as fc from 'fast-check';
import { map, mergeMap, Observable, of, timer, VirtualTimeScheduler } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { fromSource } from '../../src/flow/from-source.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';

/** A stage of a random pipeline: items in, items out, some of them failed on the way. */
interface Stage {
  readonly kind: 'chunks' | 'items' | 'outcomes';
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ordered: boolean;
  /** Items in a chunk, for `chunks`. */
  readonly size: number;
  /** Frames that work takes, by turns; with 0 it answers in the call. */
  readonly frames: readonly number[];
  /** Every so many-th call fails; 0 for none. Not for `items`, whose failure ends the run. */
  readonly failing: number;
}

const stageOf: fc.Arbitrary<Stage> = fc.record({
  kind: fc.constantFrom('chunks', 'items', 'outcomes'),
  concurrency: fc.integer({ min: 1, max: 4 }),
  prefetch: fc.nat(3),
  ordered: fc.boolean(),
  size: fc.integer({ min: 1, max: 5 }),
  frames: fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }),
  failing: fc.constantFrom(0, 0, 2, 3),
});

const pipeline = fc.record({
  items: fc.nat(60),
  stages: fc.array(stageOf, { minLength: 1, maxLength: 3 }),
});

/** One run in virtual time, watched from all sides. */
class Run {
  readonly time = new VirtualTimeScheduler();
  pulled = 0;
  returned = 0;
  /** What came out at the end, and what failed on the way. */
  readonly out: number[] = [];
  readonly failed: number[] = [];
  readonly ends: string[] = [];
  begun = 0;
  emptyChunks = 0;
  mostHeld = 0;
  readonly mostRunning: number[] = [];
  readonly result$: Observable<number>;

  constructor(
    readonly items: number,
    stages: readonly Stage[],
  ) {
    this.time.maxFrames = Infinity;
    let items$ = fromSource(() => this.#source(), { scheduler: this.time });
    for (const stage of stages) items$ = this.#add(items$, stage);
    this.result$ = items$;
  }

  subscribe() {
    return this.result$.subscribe({
      next: (item) => {
        this.out.push(item);
        this.#look();
      },
      complete: () => this.ends.push('complete'),
      error: (error: unknown) => this.ends.push(`error ${String(error)}`),
    });
  }

  *#source() {
    try {
      for (let item = 0; item < this.items; item++) {
        this.pulled++;
        this.#look();
        yield item;
      }
    } finally {
      this.returned++;
    }
  }

  #look(): void {
    this.mostHeld = Math.max(this.mostHeld, this.pulled - this.out.length - this.failed.length);
  }

  #add(items$: Observable<number>, stage: Stage): Observable<number> {
    const { kind, concurrency, prefetch, ordered } = stage;
    const work = this.#workOf(stage);
    const options = { concurrency, prefetch, ordered };
    if (kind === 'items') return items$.pipe(mapConcurrent((item) => work(item, false), options));
    if (kind === 'outcomes') {
      return items$.pipe(
        mapConcurrent((item) => work(item, true), { ...options, outcomes: true }),
        mergeMap((outcome) => this.#unless(outcome.status !== 'fulfilled', outcome.item)),
      );
    }
    return items$.pipe(
      chunkBy({ maxSize: stage.size, scheduler: this.time }),
      processChunks((items: readonly number[]) => work(items, true), {
        ...options,
        scheduler: this.time,
      }),
      mergeMap((result) => {
        if (result.values.length === 0) this.emptyChunks++;
        return [...outcomesOf(result)];
      }),
      mergeMap((outcome) => this.#unless(outcome.status !== 'fulfilled', outcome.item)),
    );
  }

  #unless(failed: boolean, item: number): number[] {
    if (failed) this.failed.push(item);
    return failed ? [] : [item];
  }

  /** Answers with what it is given, after the next number of frames. */
  #workOf({ frames, failing }: Stage): <A>(argument: A, mayFail: boolean) => Observable<A> {
    const at = this.mostRunning.push(0) - 1;
    let [calls, running] = [0, 0];
    return (argument, mayFail) => {
      const call = calls++;
      const wait = frames[call % frames.length] ?? 0;
      this.begun++;
      running++;
      this.mostRunning[at] = Math.max(this.mostRunning[at] ?? 0, running);
      return (wait === 0 ? of(0) : timer(wait, this.time)).pipe(
        map(() => {
          running--;
          if (mayFail && failing > 0 && call % failing === 0) throw 'planned';
          return argument;
        }),
      );
    };
  }
}

/** Fails with the seed and the smallest counter-example. */
function holds<Ts>(property: fc.IProperty<Ts>, numRuns: number): void {
  fc.assert(property, { numRuns });
  expect().nothing();
}

/** Throws, so that fast-check hears of it. */
function same(actual: unknown, wanted: unknown, what: string): void {
  const [got, due] = [JSON.stringify(actual), JSON.stringify(wanted)];
  if (got !== due) throw new Error(`${what}: ${got}, not ${due}`);
}

function atMost(actual: number, bound: number, what: string): void {
  if (actual > bound) throw new Error(`${what}: ${actual}, more than ${bound}`);
}

const sorted = (items: readonly number[]) => [...items].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('laws of processChunks and mapConcurrent, over random pipelines', () => {
  it('L1: every item pulled should come to exactly one end, and the run to one', () => {
    holds(
      fc.property(pipeline, ({ items, stages }) => {
        const run = new Run(items, stages);
        run.subscribe();
        run.time.flush();

        same(run.pulled, items, 'pulled');
        same(sorted([...run.out, ...run.failed]), upTo(items), 'ended');
        same(run.ends, ['complete'], 'ends');
        same([run.returned, run.emptyChunks], [1, 0], 'closed, and empty chunks');
      }),
      150,
    );
  });

  it('L2: what keeps order should keep it', () => {
    const inOrder = pipeline.map(({ items, stages }) => ({
      items,
      stages: stages.map((stage) => ({ ...stage, ordered: true })),
    }));
    holds(
      fc.property(inOrder, ({ items, stages }) => {
        const run = new Run(items, stages);
        run.subscribe();
        run.time.flush();

        same(run.out, sorted(run.out), 'order');
      }),
      100,
    );
  });

  it('L3: what is pulled and not settled should stay within the slots, at every pull and output', () => {
    holds(
      fc.property(pipeline, ({ items, stages }) => {
        const run = new Run(items, stages);
        run.subscribe();
        run.time.flush();

        const chunk = Math.max(
          1,
          ...stages.map(({ kind, size }) => (kind === 'chunks' ? size : 1)),
        );
        const slots = stages.reduce((sum, stage) => sum + stage.concurrency + stage.prefetch, 0);
        const open = stages.reduce(
          (sum, { kind, size }) => sum + (kind === 'chunks' ? size : 0),
          0,
        );
        atMost(run.mostHeld, slots * chunk + open + 1 + chunk, 'held');
        stages.forEach(({ concurrency }, at) => {
          atMost(run.mostRunning[at] ?? 0, concurrency, `running in stage ${at}`);
        });
      }),
      150,
    );
  });

  it('L4: after unsubscribe nothing should be pulled, begun or emitted, and the source be closed once', () => {
    holds(
      fc.property(pipeline, fc.nat(20), ({ items, stages }, frame) => {
        const run = new Run(items, stages);
        const subscription = run.subscribe();
        let before: unknown;
        const state = () => [run.pulled, run.begun, run.out.length, run.failed.length, run.ends];
        run.time.schedule(() => {
          subscription.unsubscribe();
          before = structuredClone(state());
        }, frame);
        run.time.flush();

        same(state(), before, 'after unsubscribe');
        same([run.returned, run.time.actions.length], [1, 0], 'closed, and timers left');
      }),
      100,
    );
  });

  describe('of mapConcurrent beside RxJS', () => {
    interface Seen {
      readonly timeline: readonly string[];
      readonly most: number;
    }

    /** Runs inners of so many frames each, whose values tell their item, and notes every emission. */
    const timelineOf = (
      inners: readonly (readonly number[])[],
      flatten: (
        inner: (index: number) => Observable<string>,
        time: VirtualTimeScheduler,
      ) => Observable<string>,
    ): Seen => {
      const time = new VirtualTimeScheduler();
      const timeline: string[] = [];
      let [running, most] = [0, 0];
      time.maxFrames = Infinity;
      const inner = (index: number) =>
        new Observable<string>((subscriber) => {
          most = Math.max(most, ++running);
          let at = 0;
          const frames = inners[index] ?? [];
          for (const [n, wait] of frames.entries()) {
            at += wait;
            const last = n === frames.length - 1;
            subscriber.add(
              time.schedule(() => {
                if (last) running--;
                subscriber.next(`${index}.${n}`);
                if (last) subscriber.complete();
              }, at),
            );
          }
        });
      flatten(inner, time).subscribe({
        next: (value) => timeline.push(`${time.frame} ${value}`),
        complete: () => timeline.push(`${time.frame} complete`),
      });
      time.flush();
      return { timeline, most };
    };

    const inners = fc.array(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      { maxLength: 100 },
    );
    const read = (count: number, time: VirtualTimeScheduler) =>
      fromSource(upTo(count), { scheduler: time });

    it('should emit what mergeMap emits, in the same frames, with as many at once', () => {
      holds(
        fc.property(inners, fc.integer({ min: 1, max: 8 }), (each, concurrency) => {
          const ours = timelineOf(each, (inner, time) =>
            read(each.length, time).pipe(mapConcurrent(inner, { concurrency })),
          );
          const theirs = timelineOf(each, (inner) =>
            of(...upTo(each.length)).pipe(mergeMap(inner, concurrency)),
          );

          same(ours, theirs, 'timeline');
        }),
        100,
      );
    });

    it('should do so for 500 items', () => {
      const each = upTo(500).map((i) => [1 + (i % 7), 1 + (i % 3)]);
      const ours = timelineOf(each, (inner, time) =>
        read(500, time).pipe(mapConcurrent(inner, { concurrency: 16 })),
      );
      const theirs = timelineOf(each, (inner) => of(...upTo(500)).pipe(mergeMap(inner, 16)));

      expect(ours.most).toBe(16);
      expect(ours).toEqual(theirs);
    });

    it('should be concatMap with concurrency 1, whatever is read ahead', () => {
      holds(
        fc.property(inners, fc.nat(3), fc.boolean(), (each, prefetch, ordered) => {
          const ours = timelineOf(each, (inner, time) =>
            read(each.length, time).pipe(
              mapConcurrent(inner, { concurrency: 1, prefetch, ordered }),
            ),
          );
          const theirs = timelineOf(each, (inner) =>
            of(...upTo(each.length)).pipe(mergeMap(inner, 1)),
          );

          same(ours, theirs, 'timeline');
        }),
        50,
      );
    });

    it('should emit in the order of concatMap with any concurrency when it is ordered', () => {
      const values = ({ timeline }: Seen) => timeline.map((entry) => entry.split(' ')[1]);
      holds(
        fc.property(inners, fc.integer({ min: 1, max: 8 }), (each, concurrency) => {
          const ours = timelineOf(each, (inner, time) =>
            read(each.length, time).pipe(mapConcurrent(inner, { concurrency, ordered: true })),
          );
          const theirs = timelineOf(each, (inner) =>
            of(...upTo(each.length)).pipe(mergeMap(inner, 1)),
          );

          same(values(ours), values(theirs), 'values');
          same(ours.most, Math.min(concurrency, each.length), 'most at once');
        }),
        50,
      );
    });
  });
});
