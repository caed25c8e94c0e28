import { concat, NEVER, of, type Observable } from 'rxjs';
import { chunkBy } from '../../src/chunk/chunk-by.js';
import { isChunkResult, type ChunkResult } from '../../src/core/chunk-result.js';
import { DeadlineExceededError } from '../../src/core/deadline-exceeded-error.js';
import type { Outcome } from '../../src/core/outcome.js';
import { createFlow } from '../../src/flow/create-flow.js';
import type { FlowEvent } from '../../src/flow/events.js';
import { fromSource } from '../../src/flow/from-source.js';
import { trackHealth } from '../../src/progress/track-health.js';
import { BatchProcessor } from '../../src/run/batch-processor.js';
import type { RunOptions } from '../../src/run/batch-options.js';
import type { BatchRun } from '../../src/run/batch-run.js';
import type { Answer } from '../../src/work/answer.js';
import type { WorkContext } from '../../src/work/attempt.js';
import { eachItem } from '../../src/work/each-item.js';
import { mapConcurrent } from '../../src/work/map-concurrent.js';
import { outcomesOf } from '../../src/work/outcomes-of.js';
import { processChunks } from '../../src/work/process-chunks.js';
import { FakeTime, settle } from './model/fake-time.js';

type Fn = (item: number, context: WorkContext) => Answer<number>;

interface Limits {
  readonly retry?: { readonly count: number; readonly delay: number };
  readonly timeout?: number;
}

/** What is seen of a run from outside, and how it is left. */
class Seen {
  readonly outcomes: Outcome<number, number>[] = [];
  readonly events: FlowEvent[] = [];
  end: string | undefined;
  leave: () => void = () => undefined;

  of(name: FlowEvent['type']): FlowEvent[] {
    return this.events.filter(({ type }) => type === name);
  }
}

const ITEMS = [0, 1, 2, 3, 4];
const LANES = 2;

/** A pipeline, watched, with its results told. */
function watched(pipe: (item$: Observable<number>) => Observable<unknown>): Seen {
  const seen = new Seen();
  const flow = createFlow();
  const events = flow.events$.subscribe((event) => seen.events.push(event));
  const results = pipe(fromSource(ITEMS, { flow }))
    .pipe(trackHealth({ flow }))
    .subscribe({
      next: (result) => {
        if (!isChunkResult(result)) seen.outcomes.push(result as Outcome<number, number>);
        else seen.outcomes.push(...outcomesOf(result as ChunkResult<number, number>));
      },
      complete: () => (seen.end = 'completed'),
      error: (error: unknown) => (seen.end = `failed: ${String(error)}`),
    });
  results.add(events);
  seen.leave = () => {
    results.unsubscribe();
  };
  return seen;
}

/** A run of the facade, with its results told. */
function batch(start: (processor: BatchProcessor) => BatchRun<number, number>): Seen {
  const seen = new Seen();
  const run = start(new BatchProcessor({ chunkSize: 1, maxConcurrentChunks: LANES }));
  run.events$.subscribe((event) => seen.events.push(event));
  run.results$.subscribe({ next: (each) => seen.outcomes.push(each), error: () => undefined });
  void run.done.then(({ state }) => (seen.end = state));
  seen.leave = () => void run.abort();
  return seen;
}

const each =
  (options: RunOptions<number>) =>
  (fn: Fn, limits: Limits): Seen =>
    batch((processor) =>
      processor.process<number, number>(ITEMS, fn, {
        ...{ maxConcurrentTargets: LANES, ...options },
        ...limits,
      }),
    );

const ofOne =
  (fn: Fn) =>
  ([item = 0]: readonly number[], context: WorkContext): Answer<number[]> => {
    const answer = fn(item, context);
    return typeof answer === 'number' ? [answer] : (answer as unknown as Answer<number[]>);
  };

/** Each gives items to a function of one, two at once. */
const FORMS: Readonly<Record<string, (fn: Fn, limits: Limits) => Seen>> = {
  processChunks: (fn, limits) =>
    watched((item$) =>
      item$.pipe(chunkBy(1), processChunks(ofOne(fn), { concurrency: LANES, ...limits })),
    ),
  eachItem: (fn, limits) =>
    watched((item$) =>
      item$.pipe(
        chunkBy(1),
        processChunks(eachItem(fn, { concurrency: LANES, ...limits }), { concurrency: LANES }),
      ),
    ),
  'mapConcurrent with outcomes': (fn, limits) =>
    watched((item$) =>
      item$.pipe(mapConcurrent(fn, { concurrency: LANES, outcomes: true, ...limits })),
    ),
  'a parallel run': each({}),
  'a sequential run': each({ mode: 'sequential' }),
  'a streaming run': each({ mode: 'streaming' }),
  'a run on chunks': (fn, limits) =>
    batch((processor) => processor.processChunks<number, number>(ITEMS, ofOne(fn), limits)),
};

const WAYS: Readonly<Record<string, () => Answer<never>>> = {
  'a promise': () => new Promise<never>(() => undefined),
  'a thenable': () => ({ then: () => undefined }) as unknown as PromiseLike<never>,
  'an Observable': () => NEVER,
  'an Observable that has emitted': () => concat(of(7), NEVER) as Observable<never>,
};

async function inFakeTime(body: (time: FakeTime) => Promise<void>): Promise<void> {
  const time = new FakeTime();
  time.install();
  try {
    await body(time);
  } finally {
    time.uninstall();
  }
}

describe('work that never settles', () => {
  for (const [form, begin] of Object.entries(FORMS)) {
    for (const [way, never] of Object.entries(WAYS)) {
      it(`should give its lane back when its time is up, as ${way} of ${form}`, () =>
        inFakeTime(async (time) => {
          const signals: AbortSignal[] = [];
          const attempts: number[] = [];
          let [stuck, most] = [0, 0];
          const seen = begin(
            (item, { signal, attempt }) => {
              if (item < 1 || item > 2) return item;
              signals.push(signal);
              attempts.push(attempt);
              signal.addEventListener('abort', () => stuck--);
              most = Math.max(most, ++stuck);
              return never();
            },
            { timeout: 10, retry: { count: 1, delay: 0 } },
          );
          await settle();
          await time.tick(100);
          await settle();

          expect(seen.end).toBe('completed');
          const late = new DeadlineExceededError('attempt', 10);
          const rejected = { status: 'rejected', reason: late, attempts: 2 };
          expect([...seen.outcomes].sort((a, b) => a.item - b.item)).toEqual(
            ITEMS.map((item) =>
              jasmine.objectContaining(
                item < 1 || item > 2
                  ? { item, status: 'fulfilled', value: item }
                  : { item, ...rejected },
              ),
            ) as never,
          );
          // Each call has a signal of its own, that says why.
          expect(new Set(signals).size).toBe(4);
          expect(signals.map(({ reason }) => reason as unknown)).toEqual([late, late, late, late]);
          expect([...attempts].sort()).toEqual([1, 1, 2, 2]);
          expect(most).toBe(form === 'a sequential run' ? 1 : LANES);
          expect(time.timers.size).toBe(0);
        }));

      it(`should be told as a stall, and never as an end, without a limit, as ${way} of ${form}`, () =>
        inFakeTime(async (time) => {
          const signals: AbortSignal[] = [];
          // Where there is one lane, it is stuck with the first of them.
          const lanes = form === 'a sequential run' ? 1 : LANES;
          const seen = begin((item, { signal }) => {
            if (item === 2) {
              return new Promise((resolve) =>
                setTimeout(resolve, 5000, form.includes('hunks') ? [2] : 2),
              );
            }
            if (item !== 1 && item !== 3) return item;
            signals.push(signal);
            return never();
          }, {});
          await settle();
          await time.tick(24 * 3_600_000);
          await settle();

          expect(seen.end).toBeUndefined();
          expect(seen.outcomes.map(({ item }) => item)).toEqual(lanes === 1 ? [0] : [0, 2]);
          // Told once, though it went on for a day, with the work that began first.
          expect(seen.of('stalled').length).toBe(1);
          const [stalled] = seen.of('stalled') as Extract<FlowEvent, { type: 'stalled' }>[];
          expect(stalled?.oldest).toEqual(jasmine.objectContaining({ position: 1, size: 1 }));
          expect(stalled?.oldest?.ms).toBeGreaterThanOrEqual(stalled?.ms ?? Infinity);
          expect(stalled?.ms).toBeGreaterThanOrEqual(30_000);
          expect(signals.map(({ aborted }) => aborted)).toEqual(Array(lanes).fill(false));

          seen.leave();
          await settle();
          expect(signals.every(({ aborted }) => aborted)).toBeTrue();
          expect(seen.end).toBe(
            form.endsWith('run') || form.startsWith('a run') ? 'aborted' : undefined,
          );
          expect(time.timers.size).toBe(0);
        }));
    }
  }
});
