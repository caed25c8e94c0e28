import { asyncScheduler, defer, of, Subject, takeUntil, type Observable } from 'rxjs';
import { clockOf } from '../core/clock.js';
import type { Outcome } from '../core/outcome.js';
import { ResultsNotKeptError } from '../core/results-not-kept-error.js';
import { RunAbortedError } from '../core/run-aborted-error.js';
import { RunNotFoundError } from '../core/run-not-found-error.js';
import { createFlow } from '../flow/create-flow.js';
import { toAsyncIterable } from '../flow/to-async-iterable.js';
import { ProgressTracker } from '../progress/progress-tracker.js';
import type { Progress } from '../progress/progress.js';
import { trackProgress } from '../progress/track-progress.js';
import { memoryStore } from '../store/memory-store.js';
import type { ResultStore, StoredOutcome } from '../store/result-store.js';
import type { BatchJob } from './batch-job.js';
import type { RunPlan } from './batch-options.js';
import type { BatchRun, BatchSummary, TargetOutcome } from './batch-run.js';
import { Delivery } from './delivery.js';
import { pipelineOf } from './pipeline.js';
import { withoutResumed } from './without-resumed.js';
import type { PostProcessor, ResultProcessor } from './processors.js';
import { RunStats, type BatchStats } from './run-stats.js';
import { WatchedStore } from './watched-store.js';

/** What a processor gives to each of its runs. */
export interface RunContext<T, R> {
  readonly resultProcessors: readonly ResultProcessor<T, R>[];
  readonly postProcessors: readonly PostProcessor<R>[];
  /** Is told of progress, besides those who subscribe to the run. */
  readonly tell: (progress: Progress, run: BatchRun<unknown, unknown>) => void;
}

/** The name of a run that is kept in memory for itself alone. */
const UNNAMED = 'run';

export class RunningBatch<T, R> implements BatchRun<T, R> {
  readonly runId: string | undefined;
  readonly results$: Observable<Outcome<T, R>>;
  readonly progress$: Observable<Progress>;
  readonly done: Promise<BatchSummary>;
  private readonly _job: BatchJob<T, R>;
  private readonly _plan: RunPlan<T>;
  private readonly _context: RunContext<T, R>;
  private readonly _flow = createFlow();
  private readonly _drain$ = new Subject<void>();
  private readonly _end$ = new Subject<void>();
  private readonly _clock = clockOf(asyncScheduler);
  private readonly _stats: RunStats;
  private readonly _tracker: ProgressTracker;
  private readonly _delivery = new Delivery<Outcome<T, R>>(this._flow);
  private _store: ResultStore | undefined;
  private _watched: WatchedStore | undefined;
  private _outputs: readonly unknown[] = [];
  private _started = false;
  private _reading = false;
  private _draining = false;
  private _ended = false;
  private _resolve!: (summary: BatchSummary) => void;

  constructor(job: BatchJob<T, R>, plan: RunPlan<T>, context: RunContext<T, R>) {
    this._job = job;
    this._plan = plan;
    this._context = context;
    this.runId = plan.runId;
    this._store = plan.store ?? (context.postProcessors.length > 0 ? memoryStore() : undefined);
    this._stats = new RunStats(this._clock, {
      resumable: plan.store !== undefined,
      byShare: 'chunks' in job.work,
    });
    this._tracker = new ProgressTracker({ total: plan.total });
    this.results$ = this._delivery.values$;
    this.progress$ = this._tracker.progress$;
    this.done = new Promise((resolve) => {
      this._resolve = resolve;
    });
    void Promise.resolve().then(() => {
      this._start();
    });
  }

  async results(): Promise<readonly TargetOutcome<R>[]> {
    if (this._store === undefined) {
      if (this._started || this._ended) throw new ResultsNotKeptError();
      this._store = memoryStore();
    }
    const { state, error } = await this.done;
    if (state === 'failed') throw error;
    if (state === 'aborted') throw new RunAbortedError(error);
    return readAll<R>(this._store, this.runId ?? UNNAMED);
  }

  [Symbol.asyncIterator](): AsyncIterator<Outcome<T, R>> {
    return toAsyncIterable(this.results$)[Symbol.asyncIterator]();
  }

  pause(): void {
    this._flow.pause();
  }

  resume(): void {
    this._flow.resume();
  }

  drain(): Promise<BatchSummary> {
    // Before the source is read there is nobody to tell; after its end there is nothing to drain.
    if (!this._reading) this._draining = true;
    else if (this._drain$.observed) {
      this._draining = true;
      this._drain$.next();
    }
    return this.done;
  }

  abort(reason?: unknown): Promise<BatchSummary> {
    this._end('aborted', reason);
    return this.done;
  }

  async close(): Promise<void> {
    await this.abort();
  }

  stats(): BatchStats {
    return this._stats.snapshot;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private _start(): void {
    if (this._ended) return;
    if (this._draining) {
      this._end('drained');
      return;
    }
    this._started = true;
    this._stats.start();
    this._watched =
      this._store &&
      new WatchedStore(this._store, {
        opened: ({ items }) => {
          this._stats.resumed = items;
        },
        completing: () => this._postProcess(),
        oneByOne: this._plan.mode === 'sequential',
      });
    const result$ = defer(() => this._pipeline());
    // By a notifier, which can stop a source that is read in one go, before there is a subscription.
    const run$ = this._tracked(result$).pipe(takeUntil(this._end$));
    run$.subscribe({
      next: (result) => {
        this._stats.add(result);
      },
      error: (error: unknown) => {
        this._end('failed', error);
      },
      complete: () => {
        this._end(this._draining ? 'drained' : 'completed');
      },
    });
  }

  private _pipeline(): Observable<unknown> {
    return pipelineOf(this._job, this._plan, {
      flow: this._flow,
      drain$: defer(() => {
        this._reading = true;
        return this._draining ? of(true) : this._drain$;
      }),
      processors: this._context.resultProcessors,
      store: this._watched?.store,
      runId: this.runId ?? UNNAMED,
      clock: this._clock,
      deliver: this._delivery.deliver,
      targetTook: (ms) => {
        this._stats.targetTook(ms);
      },
    });
  }

  private _tracked<V>(result$: Observable<V>): Observable<V> {
    if (!this._plan.enableProgressTracking) return result$;
    const next = (progress: Progress) => {
      this._stats.sample(progress);
      const ofThisStart = withoutResumed(progress, this._stats.resumed);
      this._tracker.next(ofThisStart);
      this._context.tell(ofThisStart, this);
    };
    return result$.pipe(trackProgress<V>({ to: { next }, total: this._plan.total }));
  }

  private async _postProcess(): Promise<void> {
    const store = this._store;
    if (store === undefined) return;
    const outputs: unknown[] = [];
    const runId = this.runId ?? UNNAMED;
    const stopped = new Promise<never>((_, reject) => {
      this._end$.subscribe(() => {
        reject(new RunAbortedError(undefined));
      });
    });
    stopped.catch(() => undefined);
    for (const processor of this._context.postProcessors) {
      const output = processor(() => readAll<R>(store, runId), this.stats());
      outputs.push(await Promise.race([output, stopped]));
    }
    this._outputs = outputs;
  }

  /** The first call decides. Told only when the store is given back, so that the next run finds it free. */
  private _end(state: BatchSummary['state'], error?: unknown): void {
    if (this._ended) return;
    this._ended = true;
    this._end$.next();
    void this._conclude(state, error);
  }

  private async _conclude(state: BatchSummary['state'], error: unknown): Promise<void> {
    await this._watched?.idle();
    this._stats.end();
    const outputs = state === 'completed' ? this._outputs : [];
    const summary = { state, runId: this.runId, stats: this.stats(), outputs };
    this._resolve(error === undefined ? summary : { ...summary, error });
    this._tracker.complete();
    if (state === 'failed') this._delivery.error(error);
    else if (state === 'aborted') this._delivery.error(new RunAbortedError(error));
    else this._delivery.complete();
  }
}

/** Nothing, of a run that was stopped before it was opened for the first time. */
async function readAll<R>(store: ResultStore, runId: string): Promise<TargetOutcome<R>[]> {
  const outcomes: StoredOutcome[] = [];
  try {
    await store.aggregate(runId, (list, outcome) => (list.push(outcome), list), outcomes);
  } catch (error) {
    if (!(error instanceof RunNotFoundError)) throw error;
  }
  // The values are what the work of this run answered, or of an earlier start of the same run.
  return outcomes as TargetOutcome<R>[];
}
