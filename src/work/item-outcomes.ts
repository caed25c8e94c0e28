import type { SchedulerLike, Subscriber } from 'rxjs';
import type { FatalError } from '../core/fatal-error.js';
import { isMalformed } from '../core/malformed.js';
import { fulfilled, rejected, type Outcome } from '../core/outcome.js';
import { Lane } from '../flow/lane.js';
import { initially, type Live } from '../flow/live.js';
import type { Resume } from '../flow/resume.js';
import type { Observable } from 'rxjs';
import type { Answer } from './answer.js';
import type { WorkContext } from './attempt.js';
import { Identity } from './identity.js';
import { ItemWork, type ItemWorkSettings } from './item-work.js';
import { OutcomeCall, type OutcomeOwner } from './outcome-call.js';
import { callPolicy, type CallPolicy } from './retry/call-policy.js';
import type { RetryPolicy } from './retry/retry-options.js';
import { Telling } from './telling.js';
import { callTimeoutOption } from './timeouts.js';
import { LaneTolerance, Tolerance, type TolerateOptions } from './tolerance.js';

export interface ItemOutcomesSettings<T> extends ItemWorkSettings<T> {
  readonly retry: RetryPolicy | undefined;
  readonly timeout: Live<number> | undefined;
  readonly tolerate: TolerateOptions<T> | undefined;
  readonly scheduler: SchedulerLike;
}

/** `mapConcurrent({ outcomes: true })`: one outcome per item. */
export class ItemOutcomes<T, R> extends ItemWork<T, Outcome<T, R>> {
  readonly identity: Identity;
  readonly policy: CallPolicy;
  readonly telling: Telling;
  readonly tolerance: Tolerance<T> | undefined;
  private readonly _timeout: Live<number> | undefined;
  private readonly _resume: Resume | undefined;

  constructor(
    below: Subscriber<Outcome<T, R>>,
    readonly fn: (item: T, context: WorkContext) => Answer<R>,
    settings: ItemOutcomesSettings<T>,
  ) {
    super(below, settings);
    const { retry, timeout, tolerate, scheduler } = settings;
    this.identity = new Identity(this.gate);
    this.telling = new Telling(this.gate);
    this.policy = callPolicy(retry, scheduler, initially(timeout, undefined));
    this.tolerance = tolerate && new Tolerance(tolerate);
    this._timeout = timeout;
    const resume = this.gate.resumeBelow();
    // By key the chunker below leaves out; it sees the items in their outcomes.
    if (resume === undefined || resume.isDone !== undefined || resume.byOutcomes) return;
    resume.byOutcomes = true;
    this._resume = resume;
  }

  override connect(source: Observable<T>): void {
    callTimeoutOption.follow('mapConcurrent', this._timeout, this.below, (timeout) => {
      this.policy.attemptTimeout = timeout;
    });
    if (!this.below.closed) super.connect(source);
  }

  /** Whether the next arrival would be. */
  leavesOut(): boolean {
    return this._resume?.has(this.arrivals) === true;
  }

  /** Counts the arrival, and tells whether its outcome is stored already. */
  isDone(position: number): boolean {
    if (this._resume === undefined) return false;
    this._resume.arrived = this.arrivals;
    return this._resume.has(position);
  }

  protected override makeLane(): Lane<T> {
    return new OutcomeLane<T, R>(this);
  }
}

class OutcomeLane<T, R> extends Lane<T> implements OutcomeOwner<R> {
  private readonly _boundary: ItemOutcomes<T, R>;
  private readonly _call: OutcomeCall<T, R>;
  private _item!: T;
  private readonly _tolerance: LaneTolerance<T> | undefined;

  constructor(boundary: ItemOutcomes<T, R>) {
    super();
    this._boundary = boundary;
    this._call = new OutcomeCall<T, R>(boundary, this);
    this._tolerance =
      boundary.tolerance &&
      new LaneTolerance(boundary.tolerance, (reason) => {
        boundary.abort(reason);
      });
  }

  override begin(item: T): void {
    if (this._boundary.isDone(this.place)) {
      this._boundary.end(this);
      return;
    }
    this._item = item;
    if (isMalformed(item)) this.rejected(item.reason, 1);
    else this._call.start(item, this.place);
  }

  override get position(): number {
    return this.place;
  }

  override cancel(reason: unknown): void {
    this._call.cancel(reason);
    this._tolerance?.cancel(reason);
  }

  fulfilled(value: R, attempts: number): void {
    this._boundary.tolerance?.count(1, []);
    this._boundary.settle(this, fulfilled(this._item, this.place, value, attempts));
  }

  rejected(reason: unknown, attempts: number): void {
    const outcome = rejected(this._item, this.place, reason, attempts);
    const settle = () => {
      this._boundary.settle(this, outcome);
    };
    if (this._tolerance === undefined) settle();
    else this._tolerance.settle(1, [outcome], settle);
  }

  fatal(error: FatalError): void {
    this._boundary.abort(error);
  }
}
