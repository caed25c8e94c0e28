import type { Observable, SchedulerLike, Subscriber, Unsubscribable } from 'rxjs';
import { isChunk, type Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import { clockOf, type Clock } from '../core/clock.js';
import { invalidType } from '../core/option-error.js';
import { LostPositionsError } from '../core/lost-positions-error.js';
import { Boundary } from '../flow/boundary.js';
import { gateOfBoundary, type FlowOption } from '../flow/create-flow.js';
import { Lane } from '../flow/lane.js';
import { initially } from '../flow/live.js';
import { whenAnswered } from './answer.js';
import { Attempt } from './attempt.js';
import { concurrencyOption, type Concurrency } from './concurrency.js';
import { lackingIn } from './lacking.js';
import { PlainArrays } from './plain-arrays.js';
import { allFailed, readAnswer, type Verdict } from './read-answer.js';
import type { Work, WorkAnswer } from './work.js';

export interface ChunkWorkSettings extends FlowOption {
  readonly concurrency: Concurrency;
  readonly prefetch: number;
  readonly ordered: boolean;
  readonly scheduler: SchedulerLike;
}

/** The boundary behind `processChunks`: one lane, one chunk, one attempt at a time. */
export class ChunkWork<T, R> extends Boundary<Chunk<T>, ChunkResult<T, R>> {
  readonly work: Work<T, R>;
  readonly clock: Clock;
  readonly arrays: PlainArrays<T>;
  private readonly _concurrency: Concurrency;

  constructor(
    below: Subscriber<ChunkResult<T, R>>,
    work: Work<T, R>,
    { concurrency, prefetch, ordered, scheduler, flow }: ChunkWorkSettings,
  ) {
    super(below, {
      operator: 'processChunks',
      kind: 'work',
      gate: gateOfBoundary(below, { flow }),
      concurrency: initially(concurrency, 1),
      prefetch,
      ordered,
      unasked: 1000,
    });
    this.work = work;
    this.clock = clockOf(scheduler);
    this.arrays = new PlainArrays<T>(this.gate, this.clock);
    this._concurrency = concurrency;
  }

  override connect(source: Observable<Chunk<T> | readonly T[]>): void {
    concurrencyOption.follow('processChunks', this._concurrency, this.below, (lanes) => {
      this.setConcurrency(lanes);
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

/** Why a whole chunk failed. */
interface Refusal {
  readonly reason: unknown;
}

class ChunkLane<T, R> extends Lane<Chunk<T>> {
  chunk: Chunk<T> | undefined;
  private readonly _boundary: ChunkWork<T, R>;
  private _attempt: Attempt | undefined;
  private _running: Unsubscribable | undefined;

  constructor(boundary: ChunkWork<T, R>) {
    super();
    this._boundary = boundary;
  }

  override begin(input: Chunk<T>): void {
    const { work, clock, arrays } = this._boundary;
    const chunk = arrays.left(input);
    if (chunk === undefined) {
      this._boundary.end(this);
      return;
    }
    const attempt = new Attempt(1);
    this.chunk = chunk;
    this._attempt = attempt;
    const startedAt = clock();
    const lacking = lackingIn(chunk.items);
    const items = lacking?.rest ?? chunk.items;
    // Remembered, since work may change the array that it is given.
    const size = items.length;
    const settle = (verdict: Verdict<R>, refusal?: Refusal) => {
      if (this._attempt !== attempt) return;
      const whole = lacking === undefined ? verdict : lacking.complete(verdict);
      this._settle(chunk, attempt, whole, startedAt, refusal);
    };
    if (size === 0) {
      settle(allFailed('rejected', undefined, 0));
      return;
    }
    const reject = (reason: unknown) => {
      settle(allFailed('rejected', reason, size), { reason });
    };
    try {
      this._running = whenAnswered<WorkAnswer<R>>(
        work(items, attempt),
        attempt,
        (answer) => {
          let verdict: Verdict<R>;
          try {
            verdict = readAnswer<R>(answer, size);
          } catch (error) {
            reject(error);
            return;
          }
          settle(verdict);
        },
        reject,
      );
    } catch (error) {
      reject(error);
    }
  }

  override cancel(): void {
    const attempt = this._attempt;
    this._attempt = undefined;
    attempt?.abort();
    this._running?.unsubscribe();
  }

  private _settle(
    chunk: Chunk<T>,
    { attempt: attempts }: Attempt,
    { values, failures }: Verdict<R>,
    startedAt: number,
    refusal: Refusal | undefined,
  ): void {
    const boundary = this._boundary;
    const { gate } = boundary;
    const duration = boundary.clock() - startedAt;
    this.chunk = undefined;
    this._attempt = undefined;
    this._running = undefined;
    if (gate.hasReportListeners) {
      const { weight } = chunk;
      const size = values.length;
      const outcome = refusal === undefined ? 'fulfilled' : 'rejected';
      gate.report({ type: 'settled', size, weight, ms: duration, outcome, ...refusal });
    }
    boundary.settle(this, { chunk, values, failures, attempts, startedAt, duration });
  }
}
