import type { Subscription } from 'rxjs';
import { addPosition } from '../core/add-position.js';
import { positionAt, type Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import type { Clock } from '../core/clock.js';
import { DeadlineExceededError } from '../core/deadline-exceeded-error.js';
import { FatalError } from '../core/fatal-error.js';
import type { Gate } from '../flow/gate.js';
import type { Answer } from './answer.js';
import { Attempt, type CallSite } from './attempt.js';
import type { Identity } from './identity.js';
import { Search } from './isolate/search.js';
import { lackingIn, type Lacking } from './lacking.js';
import { allFailed, readAnswer, type Verdict } from './read-answer.js';
import type { CallPolicy } from './retry/call-policy.js';
import { isTooLarge, isUnavailable } from './retry/classify-error.js';
import type { RetryBudget } from './retry/retry-budget.js';
import { RetriedCall, type Failure } from './retry/retried-call.js';
import { turnOf } from './retry/turn-of.js';
import { Telling, type Next } from './telling.js';
import type { TimeoutOptions } from './timeouts.js';
import type { Work, WorkAnswer } from './work.js';

/** What all chunks of one `processChunks` are worked on with. */
export interface TrialSettings<T, R> {
  readonly work: Work<T, R>;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly identity: Identity;
  readonly policy: CallPolicy;
  /** As they are now. */
  readonly timeouts: TimeoutOptions;
  readonly isolate: boolean;
}

/** Who waits for what becomes of a chunk. */
export interface TrialOwner<T, R> {
  settled(result: ChunkResult<T, R>): void;
  /** Nothing more is called, and the run is to end. */
  fatal(error: FatalError): void;
}

/** The work on one chunk: calls for the whole, and then for parts of it, until all items have an outcome. */
export class ChunkTrial<T, R> extends RetriedCall<WorkAnswer<R>, Verdict<R>> implements CallSite {
  readonly gate: Gate;
  readonly startedAt: number;
  private readonly _chunk: Chunk<T>;
  private readonly _settings: TrialSettings<T, R>;
  private readonly _owner: TrialOwner<T, R>;
  private readonly _lacking: Lacking<T> | undefined;
  private readonly _items: readonly T[];
  private readonly _telling: Telling;
  /** What is being called for; remembered, since work may change the array that it is given. */
  private _from = 0;
  private _to: number;
  private _calls = 0;
  private _calledAt = 0;
  private _search: Search<R> | undefined;
  private _deadline: Subscription | undefined;

  constructor(chunk: Chunk<T>, settings: TrialSettings<T, R>, owner: TrialOwner<T, R>) {
    super(settings.policy);
    this.gate = settings.gate;
    this._telling = new Telling(settings.gate);
    this.startedAt = settings.clock();
    this._chunk = chunk;
    this._settings = settings;
    this._owner = owner;
    this._lacking = lackingIn(chunk.items);
    this._items = this._lacking?.rest ?? chunk.items;
    this._to = this._items.length;
  }

  start(): void {
    this._telling.started(this._chunk);
    if (this._to === 0) {
      this._settle(allFailed('rejected', undefined, 0));
      return;
    }
    const { timeouts, policy } = this._settings;
    const { chunk: limit } = timeouts;
    if (limit !== undefined) {
      this._deadline = policy.scheduler.schedule(() => {
        this._timeIsUp(limit);
      }, limit);
    }
    this.begin();
  }

  override cancel(reason?: unknown): void {
    this._deadline?.unsubscribe();
    super.cancel(reason);
  }

  get idempotencyKey(): string {
    const { _from: from, _to: to } = this;
    const ranges: [number, number][] = [];
    for (let place = 0; place < to - from; place++) addPosition(ranges, this._positionAt(place));
    return this._settings.identity.ofItems(this._items.slice(from, to), ranges);
  }

  keyAt(place: number): string {
    const item = this._items[this._from + place];
    return this._settings.identity.ofItem(item, this._positionAt(place));
  }

  positionAt(place: number): number | undefined {
    return this._positionAt(place);
  }

  protected override attempt(): Attempt {
    return new Attempt(++this._calls, this, this);
  }

  protected override call(attempt: Attempt): Answer<WorkAnswer<R>> {
    const { work, clock, isolate, policy } = this._settings;
    const { _from: from, _to: to, _items: items } = this;
    this._calledAt = clock();
    this._search?.called(from, to);
    // What work does to its array must not reach the next call.
    const isCalledOnce = !isolate && policy.retry.count === 0;
    return work(isCalledOnce ? items : items.slice(from, to), attempt);
  }

  protected override read(answer: WorkAnswer<R>): Verdict<R> {
    return readAnswer<R>(answer, this._to - this._from);
  }

  protected override fulfilled(verdict: Verdict<R>): void {
    this._report(undefined);
    if (this._search === undefined) {
      this._settle(verdict);
      return;
    }
    this._search.passed(this._from, verdict);
    this._goOn(this._search);
  }

  protected override willRetry(failure: Failure, attempt: number): void {
    this._report(failure);
    this._tell(failure, attempt, 'retry');
  }

  protected override rejected(failure: Failure, attempt: number): void {
    const { reason, errorClass } = failure;
    const size = this._to - this._from;
    this._report(failure);
    if (errorClass === 'fatal') {
      this._tell(failure, attempt, 'end');
      this._deadline?.unsubscribe();
      this._owner.fatal(FatalError.of(reason));
      return;
    }
    const isSearched = this._settings.isolate && size > 1 && !isUnavailable(reason);
    this._tell(failure, attempt, isSearched ? 'isolate' : 'reject');
    if (isSearched) this._goOn(this._searchOn(isTooLarge(reason)));
    else if (this._search === undefined) this._settle(allFailed('rejected', reason, size));
    else {
      this._search.givenUp(this._from, this._to, reason);
      this._goOn(this._search);
    }
  }

  protected override late(attempt: number): void {
    this._telling.late(this._positionAt(0), attempt);
  }

  protected override budgetSpent(budget: RetryBudget): void {
    this._telling.budgetSpent(budget);
  }

  protected override turn(call: () => void): () => void {
    const items = this._items.slice(this._from, this._to);
    return turnOf(this.gate, { ...this._chunk, items }, call);
  }

  private _searchOn(tooLarge: boolean): Search<R> {
    const search = this._search;
    if (search === undefined) {
      return (this._search = new Search<R>(this._items.length, this._calls, tooLarge));
    }
    search.failed(tooLarge);
    return search;
  }

  private _goOn(search: Search<R>): void {
    const next = search.next();
    if (next !== undefined) {
      [this._from, this._to] = next;
      this.beginNext();
      return;
    }
    this._from = 0;
    this._to = this._items.length;
    this._telling.isolated(this._to, this._positionAt(0), this._calls, search.failures.size);
    this._settle(search);
  }

  /** What work knows already counts; of the rest nobody will. */
  private _timeIsUp(limit: number): void {
    const reason = new DeadlineExceededError('chunk', limit);
    const partial = this.partialOf(reason);
    this.cancel(reason);
    const size = this._to - this._from;
    let verdict: Verdict<R> = allFailed('rejected', reason, size);
    try {
      if (partial !== undefined) verdict = this.read(partial);
    } catch {
      // Of another make than ours.
    }
    this._search?.end(this._from, verdict, reason);
    this._settle(this._search ?? verdict);
  }

  private _settle(verdict: Verdict<R>): void {
    this._deadline?.unsubscribe();
    const { startedAt } = this;
    const whole = this._lacking?.complete(verdict) ?? verdict;
    const { values, failures, attempts: attemptsByPlace } = whole;
    const chunk = this._chunk;
    const attempts = Math.max(1, this._calls);
    const duration = this._settings.clock() - startedAt;
    const plain = { chunk, values, failures, attempts, startedAt, duration };
    const result = attemptsByPlace === undefined ? plain : { ...plain, attemptsByPlace };
    this._telling.settled(result);
    this._owner.settled(result);
  }

  private _report(failure: Failure | undefined): void {
    const ms = this._settings.clock() - this._calledAt;
    const size = this._to - this._from;
    this._telling.report(size, (this._chunk.weight * size) / this._items.length, ms, failure);
  }

  private _tell(failure: Failure, attempt: number, next: Next): void {
    this._telling.failed(this._to - this._from, this._positionAt(0), attempt, failure, next);
  }

  private _positionAt(place: number): number {
    const at = this._from + place;
    return positionAt(this._chunk.ranges, this._lacking?.places[at] ?? at) ?? 0;
  }
}
