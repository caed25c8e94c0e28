import { BehaviorSubject, Subject, type Observable } from 'rxjs';
import { chunkBy } from '../../../src/chunk/chunk-by.js';
import { isChunkResult, type ChunkResult } from '../../../src/core/chunk-result.js';
import type { Chunk } from '../../../src/core/chunk.js';
import type { Outcome } from '../../../src/core/outcome.js';
import { createFlow } from '../../../src/flow/create-flow.js';
import { drainWhen } from '../../../src/flow/drain-when.js';
import { fromSource } from '../../../src/flow/from-source.js';
import { rateLimit } from '../../../src/flow/rate-limit.js';
import type { Progress } from '../../../src/progress/progress.js';
import { trackProgress } from '../../../src/progress/track-progress.js';
import { BatchProcessor } from '../../../src/run/batch-processor.js';
import type { RunOptions } from '../../../src/run/batch-options.js';
import { storeTo } from '../../../src/store/store-to.js';
import { eachItem } from '../../../src/work/each-item.js';
import { mapConcurrent } from '../../../src/work/map-concurrent.js';
import { processChunks } from '../../../src/work/process-chunks.js';
import type { Counts } from './count-rules.js';
import { groupOf } from './key-rules.js';
import type { Item, SourcePort, WorkPort } from './ports.js';
import type { Setup } from './setup.js';
import { RUN, type StorePort } from './store-port.js';

export interface Ports {
  readonly source: SourcePort;
  readonly work: WorkPort;
  readonly store: StorePort;
}

/** What a start of the run tells. */
export interface Telling {
  emitted(ids: readonly number[]): void;
  progressed(progress: Progress): void;
  /** It is given up, and ends when its store has been given back. */
  givenUp(): void;
  ended(how: 'completed' | 'failed' | 'drained' | 'aborted', error?: unknown): void;
}

/** A start of the run, from outside. */
export interface Pipeline {
  pause(): void;
  resume(): void;
  drain(deadline: number | undefined): void;
  /** Unsubscribes, or aborts; it is over when this returns. */
  stop(): void;
  setConcurrency(concurrency: number): void;
  /** The counts as they are now, where it has some. */
  counts(): Counts | undefined;
}

/** A setup, and how this start of it differs. */
type Start = Setup & { readonly retryFailed: boolean };

export function operators(setup: Start, { source, work, store }: Ports, tell: Telling): Pipeline {
  const { size, maxWait, prefetch, ordered, perKey, lanes, form, rate, retryFailed } = setup;
  const flow = createFlow();
  const drain$ = new Subject<void>();
  const concurrency = new BehaviorSubject(setup.concurrency);
  const item$ = fromSource(sourceOf(setup, source), { flow }).pipe(drainWhen(drain$));
  const chunks = { maxSize: size, maxWait };
  const { retry, timeout, tolerate } = limitsOf(setup, work);
  const order = perKey ? { key: ({ id }: Item) => groupOf(id, setup) } : ordered;
  const options = { concurrency, prefetch, ordered: order, tolerate };
  const perItem = eachItem(work.onItem, { concurrency: lanes, retry, timeout, rateLimit: rate });
  const { chunkTimeout: chunk, runTimeout: run, isolate } = setup;
  type Result = ChunkResult<Item, number> | Chunk<Outcome<Item, number>>;
  const chunk$ = item$.pipe(chunkBy<Item>(chunks));
  const slowed = <V>(value$: Observable<V>) =>
    rate === undefined ? value$ : value$.pipe(rateLimit<V>(rate));
  const results: Record<'outcomes' | 'each' | 'chunks', () => Observable<Result>> = {
    outcomes: () =>
      slowed(item$).pipe(
        mapConcurrent(work.onItem, { ...options, retry, timeout, outcomes: true }),
        chunkBy<Outcome<Item, number>>(chunks),
      ),
    each: () => chunk$.pipe(processChunks(perItem, { ...options, timeout: { chunk, run } })),
    chunks: () =>
      slowed(chunk$).pipe(
        processChunks<Item, number>(work.onChunk, {
          ...{ ...options, retry, isolate },
          timeout: { attempt: timeout, chunk, run },
        }),
      ),
  };
  const result$ = results[form as keyof typeof results]();
  const subscription = result$
    .pipe(
      storeTo<Result>(store.store, {
        runId: RUN,
        prefetch: setup.storePrefetch,
        key: keyOf(setup),
        retryFailed,
      }),
      trackProgress<Result>({
        to: (progress) => {
          tell.progressed(progress);
        },
        sample: 10,
      }),
    )
    .subscribe({
      next: (result) => {
        tell.emitted(idsOf(result));
      },
      error: (error: unknown) => {
        tell.ended('failed', error);
      },
      complete: () => {
        tell.ended('completed');
      },
    });
  return {
    pause: () => {
      flow.pause();
    },
    resume: () => {
      flow.resume();
    },
    drain: () => {
      drain$.next();
    },
    stop: () => {
      subscription.unsubscribe();
    },
    setConcurrency: (value) => {
      concurrency.next(value);
    },
    counts: () => undefined,
  };
}

export function batch(setup: Start, { source, work, store }: Ports, tell: Telling): Pipeline {
  const { form, size, concurrency, lanes, isolate, chunkTimeout: chunk, runTimeout } = setup;
  const { retry, timeout, tolerate } = limitsOf(setup, work);
  const processor = new BatchProcessor({
    chunkSize: size,
    maxConcurrentChunks: concurrency,
    maxConcurrentTargets: lanes,
    ordered: setup.perKey ? 'key' : setup.ordered,
    mode: form === 'sequential' || form === 'streaming' ? form : 'parallel',
  });
  const options: RunOptions<Item> = {
    store: store.store,
    runId: RUN,
    retry,
    tolerate,
    timeout: { attempt: timeout, run: runTimeout, ...(chunk === undefined ? {} : { chunk }) },
    rateLimit: setup.rate,
    retryFailed: setup.retryFailed,
    ...(form === 'batchChunks' ? { isolate } : {}),
    ...(setup.identity === 'key' ? { key: keyOf(setup) } : {}),
  };
  const targets = sourceOf(setup, source);
  const run =
    form === 'batchChunks'
      ? processor.processChunks<Item, number>(targets, work.onChunk, options)
      : processor.process<Item, number>(targets, work.onItem, options);
  run.results$.subscribe({
    next: ({ item }) => {
      tell.emitted([item.id]);
    },
    error: () => undefined,
  });
  run.signal.addEventListener('abort', () => {
    tell.givenUp();
  });
  void run.done.then(({ state, error }) => {
    tell.ended(state, error);
  });
  return {
    pause: () => {
      run.pause();
    },
    resume: () => {
      run.resume();
    },
    drain: (deadline) => {
      void run.drain({ deadline });
    },
    stop: () => {
      void run.abort();
    },
    setConcurrency: (value) => {
      run.configure({ maxConcurrentChunks: value });
    },
    counts: () => run.stats(),
  };
}

function limitsOf({ retries, delay, timeout, tolerate }: Setup, { onFailed }: WorkPort) {
  return {
    retry: retries === 0 ? undefined : { count: retries, delay },
    timeout,
    tolerate: tolerate === undefined ? undefined : { max: tolerate, deadLetter: onFailed },
  };
}

const sourceOf =
  ({ source }: Setup, port: SourcePort) =>
  () =>
    source === 'pull' ? port : port.items();

const keyOf = ({ identity }: Setup) =>
  identity === 'key' ? (item: unknown) => `k${(item as Item).id}` : undefined;

function idsOf(result: ChunkResult<Item, number> | Chunk<Outcome<Item, number>>): number[] {
  return isChunkResult(result)
    ? result.chunk.items.map(({ id }) => id)
    : result.items.map(({ item }) => item.id);
}
