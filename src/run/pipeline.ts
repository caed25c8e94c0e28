import { map, tap, type Observable } from 'rxjs';
import { chunkArrays } from '../chunk/chunk-arrays.js';
import { chunkBy } from '../chunk/chunk-by.js';
import { isChunkResult, type ChunkResult } from '../core/chunk-result.js';
import { isChunk, type Chunk } from '../core/chunk.js';
import type { Clock } from '../core/clock.js';
import type { Outcome } from '../core/outcome.js';
import { TargetFailedError } from '../core/target-failed-error.js';
import type { Flow } from '../flow/create-flow.js';
import { drainWhen } from '../flow/drain-when.js';
import { fromSource } from '../flow/from-source.js';
import { rateLimit, type Rate } from '../flow/rate-limit.js';
import { storeTo } from '../store/store-to.js';
import type { ResultStore } from '../store/result-store.js';
import { eachItem } from '../work/each-item.js';
import { mapConcurrent } from '../work/map-concurrent.js';
import type { Order } from '../work/order.js';
import { outcomesOf } from '../work/outcomes-of.js';
import { processChunks } from '../work/process-chunks.js';
import type { BatchJob } from './batch-job.js';
import type { RunPlan } from './batch-options.js';
import { generated, isGenerator } from './generated.js';
import type { ProcessorContext, ResultProcessor } from './processors.js';
import type { RunSettings } from './run-settings.js';
import { timed } from './timed.js';

/** What a chunk of outcomes waits for at most, where targets are streamed: then it is stored. */
const LONGEST_WAIT = 1000;

/** What stands around the operators of a run. */
export interface PipelineHooks<T, R> {
  readonly flow: Flow;
  readonly settings: RunSettings<T>;
  readonly drain$: Observable<unknown>;
  readonly processors: readonly ResultProcessor<T, R>[];
  readonly store: ResultStore | undefined;
  readonly runId: string;
  readonly clock: Clock;
  /** Is shown outcomes as soon as somebody may see them. */
  readonly deliver: (outcomes: Iterable<Outcome<T, R>>) => void;
  /** Is told how long the call for one target took, in ms. */
  readonly targetTook: (ms: number) => void;
}

type Result<T, R> = ChunkResult<T, R> | Chunk<Outcome<T, R>> | Outcome<T, R>;

/** The operators of a run, put together as its mode says. It emits what is done with. */
export function pipelineOf<T, R>(
  job: BatchJob<T, R>,
  plan: RunPlan<T>,
  hooks: PipelineHooks<T, R>,
): Observable<Result<T, R>> {
  const { mode } = plan;
  return 'each' in job.work && mode === 'streaming'
    ? streamed(job.targets, job.work.each, plan, hooks)
    : chunked(job, plan, hooks);
}

function chunked<T, R>(
  { targets, work }: BatchJob<T, R>,
  plan: RunPlan<T>,
  hooks: PipelineHooks<T, R>,
): Observable<ChunkResult<T, R>> {
  const { mode, retry, isolate, tolerate } = plan;
  const { settings } = hooks;
  const sequential = mode === 'sequential';
  const lanes = sequential
    ? { concurrency: 1, prefetch: 0, ordered: true }
    : { concurrency: settings.of('maxConcurrentChunks'), ordered: orderOf(plan) };
  const chunkWork =
    'chunks' in work
      ? work.chunks
      : eachItem(timed(work.each, hooks.clock, hooks.targetTook), {
          concurrency: settings.of('maxConcurrentTargets'),
          retry,
          timeout: settings.targetTimeout$,
          rateLimit: plan.rateLimit && (settings.of('rateLimit') as Observable<Rate<T>>),
        });
  const ofChunks = 'chunks' in work ? { retry, isolate } : {};
  const result$ = limited(chunksOf(targets, plan, hooks), 'chunks' in work, plan, hooks).pipe(
    processChunks<T, R>(chunkWork, {
      ...lanes,
      ...ofChunks,
      timeout: settings.chunkTimeout$,
      tolerate,
    }),
  );
  return stored(finished(result$, plan, hooks), plan, hooks, sequential ? 0 : undefined).pipe(
    tap((result) => {
      hooks.deliver(outcomesOf(result));
    }),
  );
}

function streamed<T, R>(
  targets: BatchJob<T, R>['targets'],
  fn: Parameters<typeof eachItem<T, R>>[0],
  plan: RunPlan<T>,
  hooks: PipelineHooks<T, R>,
): Observable<Result<T, R>> {
  const { flow, drain$, settings } = hooks;
  const { retry, tolerate } = plan;
  const target$ = fromSource(targets, { flow }).pipe(drainWhen(drain$));
  const outcome$ = limited(target$, true, plan, hooks).pipe(
    mapConcurrent(timed(fn, hooks.clock, hooks.targetTook), {
      concurrency: settings.of('maxConcurrentTargets'),
      ordered: orderOf(plan),
      outcomes: true,
      retry,
      timeout: settings.targetTimeout$,
      tolerate,
    }),
  );
  const seen$ = finished(outcome$, plan, hooks).pipe(
    tap((outcome) => {
      hooks.deliver([outcome]);
    }),
  );
  if (hooks.store === undefined) return seen$;
  return stored(
    seen$.pipe(chunkBy({ maxSize: settings.of('chunkSize'), maxWait: LONGEST_WAIT })),
    plan,
    hooks,
    undefined,
  );
}

function chunksOf<T, R>(
  targets: BatchJob<T, R>['targets'],
  { strategy }: RunPlan<T>,
  { flow, drain$, settings }: PipelineHooks<T, R>,
): Observable<Chunk<T>> {
  if (isGenerator<T>(strategy)) {
    const arrays = generated('process', strategy, targets);
    return fromSource<readonly T[]>(arrays, { flow }).pipe(drainWhen(drain$), chunkArrays<T>());
  }
  const target$ = fromSource(targets, { flow }).pipe(drainWhen(drain$));
  const byStrategy = strategy !== 'fixed' && strategy;
  return target$.pipe(chunkBy<T>(byStrategy || { maxSize: settings.of('chunkSize') }));
}

/** Limits calls of a function that takes what comes here; `eachItem` limits its own. */
function limited<V, T, R>(
  value$: Observable<V>,
  isCalledWithIt: boolean,
  { rateLimit: rate }: RunPlan<T>,
  { settings }: PipelineHooks<T, R>,
): Observable<V> {
  if (rate === undefined || !isCalledWithIt) return value$;
  return value$.pipe(rateLimit<V>(settings.of('rateLimit') as Observable<Rate<V>>));
}

function orderOf<T>({ ordered, key }: RunPlan<T>): Order<T> {
  return ordered === 'key' ? { key: key ?? String } : ordered;
}

/** What comes between work and store: the end at a first failure, and result processors. */
function finished<S extends Result<T, R>, T, R>(
  result$: Observable<S>,
  { enableErrorRecovery }: RunPlan<T>,
  { processors }: PipelineHooks<T, R>,
): Observable<S> {
  const checked$ = enableErrorRecovery ? result$ : result$.pipe(map(refuseFailure));
  if (processors.length === 0) return checked$;
  const process = async (result: S, { signal }: ProcessorContext) => {
    const outcomes = outcomesIn<T, R>(result);
    for (const processor of processors) await processor(outcomes, { signal });
    return result;
  };
  return checked$.pipe(mapConcurrent<S, S>(process, { concurrency: 1, prefetch: 0 }));
}

function stored<S extends ChunkResult<T, R> | Chunk<Outcome<T, R>>, T, R>(
  result$: Observable<S>,
  { resume, retryFailed, key, whenFull }: RunPlan<T>,
  { store, runId }: PipelineHooks<T, R>,
  prefetch: number | undefined,
): Observable<S> {
  if (store === undefined) return result$;
  const options = { runId, resume, retryFailed, key, whenFull, prefetch };
  return result$.pipe(storeTo<S>(store, options));
}

function refuseFailure<S>(result: S): S {
  for (const outcome of outcomesIn(result as Result<unknown, unknown>)) {
    if (outcome.status === 'fulfilled') continue;
    throw new TargetFailedError(outcome.item, outcome.position, outcome.reason);
  }
  return result;
}

function outcomesIn<T, R>(result: Result<T, R>): readonly Outcome<T, R>[] {
  if (isChunkResult(result)) return [...outcomesOf(result)];
  return isChunk(result) ? result.items : [result];
}
