import { from, isObservable, take, type Unsubscribable } from 'rxjs';
import { DeadlineExceededError } from '../../core/deadline-exceeded-error.js';
import type { ErrorClass } from '../../core/error-class.js';
import { FatalError } from '../../core/fatal-error.js';
import { isThenable } from '../../core/is-thenable.js';
import { swapAmbient } from '../../flow/ambient.js';
import { whenAnswered, type Answer } from '../answer.js';
import type { Attempt } from '../attempt.js';
import type { CallPolicy } from './call-policy.js';
import type { RetryBudget } from './retry-budget.js';

/** A failure of a call, and what its class says of the next. */
export interface Failure {
  readonly reason: unknown;
  readonly errorClass: ErrorClass;
}

/**
 * Calls a function of the user until it has answered, or is not to be called again: with a time limit for
 * each call, and a wait between two. One call at a time; the answer of one that was given up is dropped.
 * A trampoline, so that calls that fail at once need no stack.
 */
export abstract class RetriedCall<A, V = A> {
  protected readonly policy: CallPolicy;
  /** The call under way; none in a wait for the next. */
  protected underWay: Attempt | undefined;
  /** Asked after everything that is told: whoever hears it may leave. */
  protected isLeft = false;
  private _running: Unsubscribable | undefined;
  private _timer: Unsubscribable | undefined;
  private _retries = 0;
  private _calling = false;
  private _again = false;

  constructor(policy: CallPolicy) {
    this.policy = policy;
  }

  /** The next attempt: its number, and what it is about. */
  protected abstract attempt(): Attempt;
  protected abstract call(attempt: Attempt): Answer<A>;
  /** What it throws counts as a failure of the call. */
  protected abstract read(answer: A): V;
  protected abstract fulfilled(value: V): void;
  /** No further call is made by itself. `known` is what is known of a call whose time was up. */
  protected abstract rejected(failure: Failure, attempt: number, known?: V): void;
  protected abstract willRetry(failure: Failure, attempt: number): void;
  protected abstract late(attempt: Attempt): void;
  protected abstract budgetSpent(budget: RetryBudget): void;
  /** Calls back when one more call is allowed; what it gives back takes the question back. */
  protected abstract turn(call: () => void): () => void;

  begin(): void {
    this._retries = 0;
    this.policy.budget?.called();
    this._callNext();
  }

  /** Begins with the next thing to be called for. */
  protected beginNext(): void {
    this._retries = 0;
    this.policy.budget?.called();
    this._waitForTurn();
  }

  /** Nothing is told any more, and no call made. */
  cancel(reason?: unknown): void {
    this.isLeft = true;
    this._giveUp(reason);
  }

  /** A call is over: once for each that was not left. */
  protected ended(_failure?: Failure): void {}

  /** What is known already of the call under way, whose time is up. */
  protected known(_reason: unknown): V | undefined {
    return undefined;
  }

  /** Gives up what is under way; says whether there may be something next. */
  protected stop(reason: unknown): boolean {
    this._giveUp(reason);
    return !this.isLeft;
  }

  private _callNext(): void {
    this._again = true;
    if (this._calling) return;
    this._calling = true;
    while (this._again) {
      this._again = false;
      if (!this.isLeft) this._call();
    }
    this._calling = false;
  }

  private _call(): void {
    const attempt = (this.underWay = this.attempt());
    const fail = (reason: unknown) => {
      if (this.underWay === attempt) this._failed(attempt, reason);
    };
    try {
      const answer = this.call(attempt);
      // The commonest answer of work that computes: no closures for it.
      if (!isThenable(answer) && !isObservable(answer)) {
        this._answered(attempt, answer);
        return;
      }
      if (this.policy.attemptTimeout !== undefined) this._limit(attempt);
      const running = whenAnswered(
        answer,
        attempt,
        (value) => {
          this._answered(attempt, value);
        },
        fail,
      );
      if (this.underWay === attempt) this._running = running;
    } catch (reason) {
      fail(reason);
    }
  }

  private _answered(attempt: Attempt, answer: A): void {
    if (this.underWay !== attempt) {
      // And not a thenable that answers twice.
      if (attempt.aborted) this.late(attempt);
      return;
    }
    let value: V;
    try {
      value = this.read(answer);
    } catch (reason) {
      this._failed(attempt, reason);
      return;
    }
    this._clear();
    this.ended();
    this.fulfilled(value);
  }

  /** An answer that is there already takes no time. */
  private _limit(attempt: Attempt): void {
    if (this.underWay !== attempt) return;
    const duration = this.policy.attemptTimeout ?? Infinity;
    this._timer = this.policy.scheduler.schedule(() => {
      const error = new DeadlineExceededError('attempt', duration);
      const known = this.known(error);
      // Whoever hears the signal may unsubscribe.
      if (this.stop(error)) this._failed(attempt, error, known);
    }, duration);
  }

  private _failed({ attempt }: Attempt, reason: unknown, known?: V): void {
    const failure = this._classify(reason);
    this._clear();
    if (this.isLeft) return;
    this.ended(failure);
    const { retry, budget } = this.policy;
    const isLast = failure.errorClass !== 'retryable' || this._retries >= retry.count;
    if (isLast || known !== undefined) {
      this.rejected(failure, attempt, known);
    } else if (budget?.take() === false) {
      this.budgetSpent(budget);
      if (!this.isLeft) this.rejected(failure, attempt);
    } else {
      this._retries++;
      this._wait(failure, attempt);
    }
  }

  /** Until the notifier says something; it is no part of this pipeline. */
  private _wait(failure: Failure, attempt: number): void {
    let isOver = false;
    const giveUp = (last: Failure) => {
      if (isOver || this.isLeft) return;
      isOver = true;
      this._clear();
      this.rejected(last, attempt);
    };
    const failed = (reason: unknown) => {
      if (!isOver && !this.isLeft) giveUp(this._classify(reason));
    };
    const before = swapAmbient(undefined);
    try {
      const notifier$ = from(this.policy.retry.delay(failure.reason, this._retries));
      if (this.isLeft) return;
      const waiting = notifier$.pipe(take(1)).subscribe({
        next: () => {
          isOver = true;
          if (this._timer === undefined) this.willRetry(failure, attempt);
          this._waitForTurn();
        },
        error: failed,
        complete: () => {
          giveUp(failure);
        },
      });
      if (this.isLeft) waiting.unsubscribe();
      if (this.isLeft || isOver) return;
      this._timer = waiting;
      // Not before: a notifier that gives up at once makes no retry.
      this.willRetry(failure, attempt);
    } catch (reason) {
      failed(reason);
    } finally {
      swapAmbient(before);
    }
  }

  private _waitForTurn(): void {
    if (this.isLeft) return;
    let isOver = false;
    const unsubscribe = this.turn(() => {
      isOver = true;
      this._callNext();
    });
    if (this.isLeft) unsubscribe();
    else if (!isOver) this._timer = { unsubscribe };
  }

  private _classify(reason: unknown): Failure {
    try {
      const errorClass = this.policy.retry.classify(reason);
      return { reason, errorClass };
    } catch (error) {
      const fatal = new FatalError('"classify" failed', { cause: error });
      return { reason: fatal, errorClass: 'fatal' };
    }
  }

  private _clear(): void {
    this._timer?.unsubscribe();
    this.underWay = undefined;
    this._running = undefined;
    this._timer = undefined;
  }

  /** Forgotten first: whoever is told may call us. */
  private _giveUp(reason: unknown): void {
    const attempt = this.underWay;
    const running = this._running;
    this._clear();
    attempt?.abort(reason);
    running?.unsubscribe();
  }
}
