import { FatalError } from '../core/fatal-error.js';
import type { Gate } from '../flow/gate.js';
import type { Answer } from './answer.js';
import { Attempt, type WorkContext } from './attempt.js';
import type { Identity } from './identity.js';
import type { CallPolicy } from './retry/call-policy.js';
import type { RetryBudget } from './retry/retry-budget.js';
import { RetriedCall, type Failure } from './retry/retried-call.js';
import { turnOf } from './retry/turn-of.js';
import type { Telling } from './telling.js';

/** What all items of one operator are worked on with. */
export interface OutcomeSettings<T, R> {
  readonly fn: (item: T, context: WorkContext) => Answer<R>;
  readonly gate: Gate;
  readonly identity: Identity;
  readonly policy: CallPolicy;
  readonly telling: Telling;
}

/** Who waits for what becomes of an item. */
export interface OutcomeOwner<R> {
  fulfilled(value: R, attempts: number): void;
  rejected(reason: unknown, attempts: number): void;
  /** Nothing more is called, and the run is to end. */
  fatal(error: FatalError): void;
}

/** The calls for one item after another: a lane has one, since items come by the million. */
export class OutcomeCall<T, R> extends RetriedCall<R> {
  private readonly _settings: OutcomeSettings<T, R>;
  private readonly _owner: OutcomeOwner<R>;
  private _item!: T;
  private _position = 0;
  private _calls = 0;

  constructor(settings: OutcomeSettings<T, R>, owner: OutcomeOwner<R>) {
    super(settings.policy);
    this._settings = settings;
    this._owner = owner;
  }

  start(item: T, position: number): void {
    this._item = item;
    this._position = position;
    this._calls = 0;
    this.begin();
  }

  protected override attempt(): Attempt {
    return new Attempt(++this._calls, this._settings.identity, this._item, this._position);
  }

  protected override call(attempt: Attempt): Answer<R> {
    return this._settings.fn(this._item, attempt);
  }

  protected override read(answer: R): R {
    return answer;
  }

  protected override fulfilled(value: R): void {
    this._owner.fulfilled(value, this._calls);
  }

  protected override rejected(failure: Failure, attempt: number): void {
    const { reason, errorClass } = failure;
    const isFatal = errorClass === 'fatal';
    this._settings.telling.failed(1, this._position, attempt, failure, isFatal ? 'end' : 'reject');
    if (this.isLeft) return;
    if (isFatal) this._owner.fatal(FatalError.of(reason));
    else this._owner.rejected(reason, this._calls);
  }

  protected override willRetry(failure: Failure, attempt: number): void {
    this._settings.telling.failed(1, this._position, attempt, failure, 'retry');
  }

  protected override late({ position, attempt }: Attempt): void {
    this._settings.telling.late(position, attempt);
  }

  protected override budgetSpent(budget: RetryBudget): void {
    this._settings.telling.budgetSpent(budget);
  }

  protected override turn(call: () => void): () => void {
    return turnOf(this._settings.gate, this._item, call);
  }
}
