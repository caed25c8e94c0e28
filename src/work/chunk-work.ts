import type { Observable, SchedulerLike, Subscriber } from 'rxjs';
import { Alarm } from '../core/alarm.js';
import { isChunk, type Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import { clockOf, type Clock } from '../core/clock.js';
import { DeadlineExceededError } from '../core/deadline-exceeded-error.js';
import type { FatalError } from '../core/fatal-error.js';
import type { FailedOutcome } from '../core/outcome.js';
import { invalidType } from '../core/option-error.js';
import { LostPositionsError } from '../core/lost-positions-error.js';
import { Boundary } from '../flow/boundary.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { Lane } from '../flow/lane.js';
import { initially, type Live } from '../flow/live.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { ChunkTrial, type TrialOwner, type TrialSettings } from './chunk-trial.js';
import { Identity } from './identity.js';
import { outcomesOf } from './outcomes-of.js';
import { keysOfChunk, type Order } from './order.js';
import { PlainArrays } from './plain-arrays.js';
import { callPolicy, type CallPolicy } from './retry/call-policy.js';
import type { RetryPolicy } from './retry/retry-options.js';
import { readTimeouts, timeoutOption, type TimeoutOptions } from './timeouts.js';
import { Telling } from './telling.js';
import { LaneTolerance, Tolerance, type TolerateOptions } from './tolerance.js';
import type { Work } from './work.js';

export interface ChunkWorkSettings<T> extends FlowOption {
  readonly concurrency: Concurrency;
  readonly prefetch: number;
  readonly ordered: Order<T>;
  readonly scheduler: SchedulerLike;
  readonly retry: RetryPolicy | undefined;
  readonly timeout: Live<number | TimeoutOptions> | undefined;
  readonly isolate: boolean;
  readonly tolerate: TolerateOptions<T> | undefined;
}

/** The boundary behind `processChunks`: one lane, one chunk, one call at a time. */
export class ChunkWork<T, R>
  extends Boundary<Chunk<T>, ChunkResult<T, R>>
  implements TrialSettings<T, R>
{
  readonly work: Work<T, R>;
  readonly clock: Clock;
  readonly arrays: PlainArrays<T>;
  readonly identity: Identity;
  readonly policy: CallPolicy;
  readonly telling: Telling;
  readonly isolate: boolean;
  readonly tolerance: Tolerance<T> | undefined;
  timeouts: TimeoutOptions = {};
  private readonly _concurrency: Concurrency;
  private readonly _timeout: ChunkWorkSettings<T>['timeout'];
  private readonly _startedAt: number;
  private readonly _runAlarm: Alarm;

  constructor(
    below: Subscriber<ChunkResult<T, R>>,
    work: Work<T, R>,
    { concurrency, prefetch, ordered, scheduler, flow, ...settings }: ChunkWorkSettings<T>,
  ) {
    super(below, {
      operator: 'processChunks',
      kind: 'work',
      gate: gateOfBoundary(below, { flow }),
      concurrency: initially(concurrency, 1),
      prefetch,
      ordered: ordered === true,
      keysOf: keysOfChunk(ordered),
      unasked: 1000,
    });
    this.work = work;
    this.clock = clockOf(scheduler);
    this.arrays = new PlainArrays<T>(this.gate, this.clock);
    this.identity = new Identity(this.gate);
    this.policy = callPolicy(settings.retry, scheduler);
    this.telling = new Telling(this.gate);
    this.isolate = settings.isolate;
    this.tolerance = settings.tolerate && new Tolerance(settings.tolerate);
    this._concurrency = concurrency;
    this._timeout = settings.timeout;
    this._startedAt = this.clock();
    this._runAlarm = new Alarm(this.clock, scheduler, (ms) => {
      this.abort(new DeadlineExceededError('run', ms));
    });
    below.add(() => {
      this._runAlarm.clear();
    });
  }

  override connect(source: Observable<Chunk<T> | readonly T[]>): void {
    concurrencyOption.follow('processChunks', this._concurrency, this.below, (lanes) => {
      this.setConcurrency(lanes);
    });
    this._setTimeouts(initially(this._timeout, {}));
    timeoutOption.follow('processChunks', this._timeout, this.below, (timeout) => {
      try {
        this._setTimeouts(timeout);
      } catch (error) {
        this.below.error(error);
      }
    });
    if (!this.below.closed) super.connect(source as Observable<Chunk<T>>);
  }

  override arrive(input: Chunk<T> | readonly T[]): void {
    if (Array.isArray(input)) {
      const chunk = this.arrays.chunkOf(input as readonly T[]);
      if (chunk === undefined) this.below.error(new LostPositionsError());
      else if (chunk.items.length > 0) super.arrive(chunk);
    } else if (!isChunk(input)) {
      this.below.error(invalidType('processChunks', 'source', 'chunks or arrays', input));
    } else if (input.items.length > 0) {
      super.arrive(input);
    }
  }

  private _setTimeouts(timeout: number | TimeoutOptions): void {
    this.timeouts = readTimeouts('processChunks', timeout);
    this.policy.attemptTimeout = this.timeouts.attempt;
    if (!this.below.closed) this._runAlarm.set(this.timeouts.run, this._startedAt);
  }

  protected override makeLane(): Lane<Chunk<T>> {
    return new ChunkLane<T, R>(this);
  }

  protected override itemsOf(chunk: Chunk<T>): number {
    return chunk.items.length;
  }

  protected override itemsIn(lane: Lane<Chunk<T>>): number {
    return (lane as ChunkLane<T, R>).chunk?.items.length ?? 0;
  }

  protected override itemsOfResult({ chunk }: ChunkResult<T, R>): number {
    return chunk.items.length;
  }
}

class ChunkLane<T, R> extends Lane<Chunk<T>> implements TrialOwner<T, R> {
  chunk: Chunk<T> | undefined;
  private readonly _boundary: ChunkWork<T, R>;
  private readonly _trial: ChunkTrial<T, R>;
  private readonly _tolerance: LaneTolerance<T> | undefined;

  constructor(boundary: ChunkWork<T, R>) {
    super();
    this._boundary = boundary;
    this._trial = new ChunkTrial<T, R>(boundary, this);
    this._tolerance =
      boundary.tolerance &&
      new LaneTolerance(boundary.tolerance, (reason) => {
        boundary.abort(reason);
      });
  }

  override begin(input: Chunk<T>): void {
    const boundary = this._boundary;
    const chunk = boundary.arrays.left(input);
    if (chunk === undefined) {
      boundary.end(this);
      return;
    }
    this.chunk = chunk;
    this._trial.start(chunk);
  }

  override get position(): number | undefined {
    return this.chunk?.ranges[0]?.[0];
  }

  override cancel(reason?: unknown): void {
    this._trial.cancel(reason);
    this._tolerance?.cancel(reason);
  }

  settled(result: ChunkResult<T, R>): void {
    if (this._tolerance === undefined) {
      this._emit(result);
      return;
    }
    const failed = result.failures.size === 0 ? [] : rejectedOf(result);
    this._tolerance.settle(result.values.length, failed, () => {
      this._emit(result);
    });
  }

  fatal(error: FatalError): void {
    this._boundary.abort(error);
  }

  private _emit(result: ChunkResult<T, R>): void {
    this.chunk = undefined;
    this._boundary.settle(this, result);
  }
}

function rejectedOf<T>(result: ChunkResult<T, unknown>): FailedOutcome<T>[] {
  const failed: FailedOutcome<T>[] = [];
  for (const outcome of outcomesOf(result)) {
    if (outcome.status === 'rejected') failed.push(outcome);
  }
  return failed;
}
