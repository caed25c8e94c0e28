import { asyncScheduler, defer, Observable, takeUntil } from 'rxjs';
import { clockOf } from '../core/clock.js';
import type { Outcome } from '../core/outcome.js';
import { duration, readOptions } from '../core/options.js';
import { ResultsNotKeptError } from '../core/results-not-kept-error.js';
import { RunAbortedError } from '../core/run-aborted-error.js';
import type { FlowEvent } from '../flow/events.js';
import { standOn } from '../flow/stand-on.js';
import { toAsyncIterable } from '../flow/to-async-iterable.js';
import { ProgressTracker } from '../progress/progress-tracker.js';
import type { Progress } from '../progress/progress.js';
import { trackHealth } from '../progress/track-health.js';
import { Watch } from '../progress/watch.js';
import { memoryStore } from '../store/memory-store.js';
import type { ResultStore } from '../store/result-store.js';
import type { BatchJob } from './batch-job.js';
import type { RunPlan } from './batch-options.js';
import type { BatchRun, BatchSummary, DrainOptions, TargetOutcome } from './batch-run.js';
import { cleaningOf } from './cleaning.js';
import { Delivery } from './delivery.js';
import { pipelineOf } from './pipeline.js';
import { readAll } from './read-all.js';
import { postProcess } from './post-process.js';
import { RunLife } from './run-life.js';
import { RunSettings, type RunPatch } from './run-settings.js';
import { withoutResumed } from './without-resumed.js';
import type { PostProcessor, ResultProcessor } from './processors.js';
import { RunStats, statsSettings, type BatchStats } from './run-stats.js';
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
/** Milliseconds between two values of progress. */
const SAMPLE = 100;

export class RunningBatch<T, R> implements BatchRun<T, R> {
  readonly runId: string | undefined;
  readonly results$: Observable<Outcome<T, R>>;
  readonly progress$: Observable<Progress>;
  readonly done: Promise<BatchSummary>;
  private readonly _job: BatchJob<T, R>;
  private readonly _plan: RunPlan<T>;
  private readonly _context: RunContext<T, R>;
  private readonly _life: RunLife;
  private readonly _settings: RunSettings<T>;
  private readonly _clock = clockOf(asyncScheduler);
  private readonly _stats: RunStats;
  private readonly _tracker: ProgressTracker;
  private readonly _delivery: Delivery<Outcome<T, R>>;
  private _store: ResultStore | undefined;
  private _watched: WatchedStore | undefined;
  private _watch: Watch<unknown> | undefined;
  private _outputs: readonly unknown[] = [];
  private _resolve!: (summary: BatchSummary) => void;

  constructor(job: BatchJob<T, R>, plan: RunPlan<T>, context: RunContext<T, R>) {
    this._job = job;
    this._plan = plan;
    this._settings = new RunSettings<T>(job, plan);
    this._context = context;
    this.runId = plan.runId;
    this._store = plan.store ?? (context.postProcessors.length > 0 ? memoryStore() : undefined);
    this._stats = new RunStats(this._clock, statsSettings(job.work, plan));
    this._tracker = new ProgressTracker({ total: plan.total });
    this.progress$ = this._tracker.progress$;
    this.done = new Promise((resolve) => {
      this._resolve = resolve;
    });
    this._life = new RunLife({
      clock: this._clock,
      runId: plan.runId,
      signal: plan.signal,
      changed: () => this._watch?.changed(),
      over: (state, error) => {
        this._watch?.end(state);
        void this._conclude(state, error);
      },
    });
    this._life.limit(this._settings.runTimeout);
    this._delivery = new Delivery<Outcome<T, R>>(this._life.flow, this.signal);
    this.results$ = this._delivery.values$;
    this._life.gate.overhear(this._stats.hear);
    void Promise.resolve().then(() => {
      this._start();
    });
  }

  async results(): Promise<readonly TargetOutcome<R>[]> {
    if (this._store === undefined) {
      if (this._life.hasBegun) throw new ResultsNotKeptError();
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
    this._life.pause();
  }

  resume(): void {
    this._life.resume();
  }

  configure(patch: RunPatch): void {
    const read = this._settings.read(patch);
    if (this._life.isOver) return;
    this._settings.change(read);
    this._life.limit(this._settings.runTimeout);
    this._life.tell({ type: 'configured', patch: { ...read } });
  }

  drain(options?: DrainOptions): Promise<BatchSummary> {
    const { deadline } = readOptions<DrainOptions>('drain', options, { deadline: duration(0) });
    this._life.drain(deadline);
    return this.done;
  }

  abort(reason?: unknown): Promise<BatchSummary> {
    this._life.end('aborted', reason);
    return this.done;
  }

  async close(): Promise<void> {
    await this.abort();
  }

  get events$(): Observable<FlowEvent> {
    return this._life.events$;
  }

  get signal(): AbortSignal {
    return this._life.signal;
  }

  stats(): BatchStats {
    return this._stats.snapshot;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private _start(): void {
    if (!this._life.start()) return;
    this._stats.start();
    this._watched =
      this._store &&
      new WatchedStore(this._store, {
        opened: (kept) => {
          this._stats.resumed = kept;
        },
        completing: () => this._postProcess(),
        oneByOne: this._plan.mode === 'sequential',
        cleaning: cleaningOf(this._plan, this._life),
      });
    const result$ = defer(() => this._pipeline());
    // By a notifier, which can stop a source that is read in one go, before there is a subscription.
    const run$ = this._tracked(result$).pipe(standOn(this._life.gate), takeUntil(this._life.end$));
    run$.subscribe({
      next: (result) => {
        this._stats.add(result);
      },
      error: (error: unknown) => {
        this._life.end('failed', error);
      },
      complete: () => {
        this._life.end(this._life.isCut ? 'drained' : 'completed');
      },
    });
  }

  private _pipeline(): Observable<unknown> {
    return pipelineOf(this._job, this._plan, {
      flow: this._life.flow,
      settings: this._settings,
      drain$: this._life.drain$,
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
      const isDrained = progress.state === 'completed' && this._life.isCut;
      const told: Progress = isDrained ? { ...ofThisStart, state: 'drained' } : ofThisStart;
      this._tracker.next(told);
      this._context.tell(told, this);
    };
    const settings = { observer: { next }, total: this._plan.total, sample: SAMPLE };
    return new Observable<V>((subscriber) => {
      const watch = new Watch<V>(subscriber, { ...settings, scheduler: asyncScheduler });
      this._watch = watch;
      watch.connect(result$);
    }).pipe(trackHealth());
  }

  private async _postProcess(): Promise<void> {
    const store = this._store;
    if (store === undefined) return;
    this._outputs = await postProcess(this._context.postProcessors, {
      results: () => readAll<R>(store, this.runId ?? UNNAMED),
      stats: () => this.stats(),
      signal: this.signal,
    });
  }

  /** Told only when the store is given back, so that the next run finds it free. */
  private async _conclude(state: BatchSummary['state'], error: unknown): Promise<void> {
    await this._watched?.idle();
    this._stats.end();
    this._life.tell(
      error === undefined ? { type: 'ended', state } : { type: 'ended', state, error },
    );
    const outputs = state === 'completed' ? this._outputs : [];
    const summary = { state, runId: this.runId, stats: this.stats(), outputs };
    this._resolve(error === undefined ? summary : { ...summary, error });
    this._tracker.complete();
    if (state === 'failed') this._delivery.error(error);
    else if (state === 'aborted') this._delivery.error(new RunAbortedError(error));
    else this._delivery.complete();
  }
}
