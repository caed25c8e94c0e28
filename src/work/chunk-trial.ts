import type { Subscription } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import type { Clock } from '../core/clock.js';
import { DeadlineExceededError } from '../core/deadline-exceeded-error.js';
import { FatalError } from '../core/fatal-error.js';
import type { Gate } from '../flow/gate.js';
import type { Answer } from './answer.js';
import type { Attempt } from './attempt.js';
import { ChunkAttempt, type ChunkSubject } from './chunk-attempt.js';
import type { Identity } from './identity.js';
import { Search } from './isolate/search.js';
import { knownOf } from './known.js';
import { lackingIn } from './lacking.js';
import { allFailed, readAnswer, type Verdict } from './read-answer.js';
import type { CallPolicy } from './retry/call-policy.js';
import { isTooLarge, isUnavailable } from './retry/classify-error.js';
import type { RetryBudget } from './retry/retry-budget.js';
import { RetriedCall, type Failure } from './retry/retried-call.js';
import { turnOf } from './retry/turn-of.js';
import type { Settled } from './settled.js';
import type { Next, Telling } from './telling.js';
import type { TimeoutOptions } from './timeouts.js';
import type { Work, WorkAnswer } from './work.js';

/** What all chunks of one `processChunks` are worked on with. */
export interface TrialSettings<T, R> {
  readonly work: Work<T, R>;
  readonly clock: Clock;
  readonly gate: Gate;
  readonly identity: Identity;
  readonly policy: CallPolicy;
  readonly telling: Telling;
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

/**
 * The work on a chunk: calls for the whole, and then for parts of it, until all items have an outcome. A
 * lane has one, for one chunk after another.
 */
export class ChunkTrial<T, R> extends RetriedCall<WorkAnswer<R>, Verdict<R>> {
  private readonly _settings: TrialSettings<T, R>;
  private readonly _owner: TrialOwner<T, R>;
  private _subject!: ChunkSubject<T>;
  private _id = 0;
  private _startedAt = 0;
  private _calledAt = 0;
  private _calls = 0;
  /** What is being called for; remembered, since work may change the array that it is given. */
  private _from = 0;
  private _to = 0;
  private _answer: Answer<WorkAnswer<R>>;
  private _search: Search<R> | undefined;
  private _deadline: Subscription | undefined;

  constructor(settings: TrialSettings<T, R>, owner: TrialOwner<T, R>) {
    super(settings.policy);
    this._settings = settings;
    this._owner = owner;
  }

  start(chunk: Chunk<T>): void {
    const { gate, identity, clock, telling, timeouts, policy } = this._settings;
    const lacking = lackingIn(chunk.items);
    const items = lacking?.rest ?? chunk.items;
    this._subject = { gate, identity, chunk, lacking, items };
    this._startedAt = clock();
    this._calls = 0;
    this._search = undefined;
    this._from = 0;
    this._to = items.length;
    this._id = telling.started(chunk);
    if (this.isLeft) return;
    if (items.length === 0) {
      this._settle(allFailed('rejected', undefined, 0));
      return;
    }
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

  protected override attempt(): ChunkAttempt<T> {
    this._calls++;
    const attempt = this._search?.called(this._from, this._to) ?? this._calls;
    return new ChunkAttempt(attempt, this._subject, this._from, this._to);
  }

  protected override call(attempt: Attempt): Answer<WorkAnswer<R>> {
    const { work, clock, gate } = this._settings;
    if (gate.hasReportListeners) this._calledAt = clock();
    // What work does to its array must reach neither the next call nor the store, which asks for keys.
    const items = this._subject.items.slice(this._from, this._to);
    return (this._answer = work(items, attempt));
  }

  protected override read(answer: WorkAnswer<R>): Verdict<R> {
    const verdict = readAnswer<R>(answer, this._to - this._from);
    const { attempts } = verdict;
    const before = this._calls - 1;
    if (attempts === undefined || this._search !== undefined || before === 0) return verdict;
    return { ...verdict, attempts: attempts.map((each) => each + before) };
  }

  protected override known(reason: unknown): Verdict<R> | undefined {
    const known = knownOf(this._answer)?.(reason);
    return known?.items.length === this._to - this._from
      ? this.read(known as Settled<R>)
      : undefined;
  }

  protected override fulfilled(verdict: Verdict<R>): void {
    if (this._search === undefined) {
      this._settle(verdict);
      return;
    }
    this._search.passed(this._from, verdict);
    this._goOn(this._search);
  }

  protected override willRetry(failure: Failure, attempt: number): void {
    this._tell(failure, attempt, 'retry');
  }

  protected override rejected(failure: Failure, attempt: number, known?: Verdict<R>): void {
    const { reason, errorClass } = failure;
    const size = this._to - this._from;
    if (errorClass === 'fatal') {
      this._tell(failure, attempt, 'end');
      this._deadline?.unsubscribe();
      if (!this.isLeft) this._owner.fatal(FatalError.of(reason));
      return;
    }
    const mayBeSearched = this._settings.isolate && size > 1 && known === undefined;
    const isSearched = mayBeSearched && !isUnavailable(reason);
    this._tell(failure, attempt, isSearched ? 'isolate' : 'reject');
    if (this.isLeft) return;
    if (known !== undefined) this.fulfilled(known);
    else if (isSearched) this._goOn(this._searchOn(isTooLarge(reason)));
    else if (this._search === undefined) this._settle(allFailed('rejected', reason, size));
    else {
      this._search.givenUp(this._from, this._to, reason);
      this._goOn(this._search);
    }
  }

  protected override late({ position, attempt }: Attempt): void {
    this._settings.telling.late(position, attempt);
  }

  protected override budgetSpent(budget: RetryBudget): void {
    this._settings.telling.budgetSpent(budget);
  }

  protected override turn(call: () => void): () => void {
    const { gate, chunk, items: all } = this._subject;
    const items = all.slice(this._from, this._to);
    return turnOf(gate, { ...chunk, items }, call);
  }

  private _searchOn(tooLarge: boolean): Search<R> {
    const search = this._search;
    if (search === undefined) {
      return (this._search = new Search<R>(this._subject.items.length, this._calls, tooLarge));
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
    this._to = this._subject.items.length;
    this._settings.telling.isolated(this._to, this._position, this._calls, search.failures.size);
    this._settle(search);
  }

  /** What work knows already counts; of the rest nobody will. */
  private _timeIsUp(limit: number): void {
    const reason = new DeadlineExceededError('chunk', limit);
    const attempt = this.underWay;
    const known = attempt && this.known(reason);
    if (!this.stop(reason)) return;
    if (attempt !== undefined) {
      const failure: Failure = { reason, errorClass: 'retryable' };
      this.ended(failure);
      this._tell(failure, attempt.attempt, 'reject');
    }
    if (this.isLeft) return;
    const verdict = known ?? allFailed('rejected', reason, this._to - this._from);
    this._search?.end(this._from, verdict, reason);
    this._settle(this._search ?? verdict);
  }

  private _settle(verdict: Verdict<R>): void {
    this._deadline?.unsubscribe();
    this._answer = undefined;
    const { _startedAt: startedAt } = this;
    const { chunk, lacking } = this._subject;
    const whole = lacking?.complete(verdict) ?? verdict;
    const { values, failures, attempts: attemptsByPlace } = whole;
    const attempts = Math.max(1, this._calls);
    const duration = this._settings.clock() - startedAt;
    const plain = { chunk, values, failures, attempts, startedAt, duration };
    const result = attemptsByPlace === undefined ? plain : { ...plain, attemptsByPlace };
    this._settings.telling.settled(this._id, result);
    if (!this.isLeft) this._owner.settled(result);
  }

  protected override ended(failure?: Failure): void {
    const { gate, clock, telling } = this._settings;
    if (!gate.hasReportListeners) return;
    const { chunk, items } = this._subject;
    const size = this._to - this._from;
    telling.report(size, (chunk.weight * size) / items.length, clock() - this._calledAt, failure);
  }

  private _tell(failure: Failure, attempt: number, next: Next): void {
    const size = this._to - this._from;
    this._settings.telling.failed(size, this._position, attempt, failure, next);
  }

  private get _position(): number {
    return new ChunkAttempt(0, this._subject, this._from, this._to).positionAt(0);
  }
}
