import type { Subscriber, Unsubscribable } from 'rxjs';
import { isMalformed } from '../core/malformed.js';
import { fulfilled, rejected, type Outcome } from '../core/outcome.js';
import { Lane } from '../flow/lane.js';
import type { Resume } from '../flow/resume.js';
import { whenAnswered, type Answer } from './answer.js';
import { Attempt, type WorkContext } from './attempt.js';
import { ItemWork, type ItemWorkSettings } from './item-work.js';

/** `mapConcurrent({ outcomes: true })`: one outcome per item. */
export class ItemOutcomes<T, R> extends ItemWork<T, Outcome<T, R>> {
  private readonly _resume: Resume | undefined;

  constructor(
    below: Subscriber<Outcome<T, R>>,
    readonly fn: (item: T, context: WorkContext) => Answer<R>,
    settings: ItemWorkSettings,
  ) {
    super(below, settings);
    const resume = this.gate.resumeBelow();
    // By key the chunker below leaves out; it sees the items in their outcomes.
    if (resume === undefined || resume.isDone !== undefined || resume.byOutcomes) return;
    resume.byOutcomes = true;
    this._resume = resume;
  }

  /** Counts the arrival, and tells whether its outcome is stored already. */
  isDone(position: number): boolean {
    if (this._resume === undefined) return false;
    this._resume.arrived = position + 1;
    return this._resume.has(position);
  }

  protected override makeLane(): Lane<T> {
    return new OutcomeLane<T, R>(this);
  }
}

class OutcomeLane<T, R> extends Lane<T> {
  private readonly _boundary: ItemOutcomes<T, R>;
  private _attempt: Attempt | undefined;
  private _running: Unsubscribable | undefined;

  constructor(boundary: ItemOutcomes<T, R>) {
    super();
    this._boundary = boundary;
  }

  override begin(item: T): void {
    if (this._boundary.isDone(this.place)) {
      this._boundary.end(this);
      return;
    }
    const attempt = (this._attempt = new Attempt(1));
    const position = this.place;
    const reject = (reason: unknown) => {
      this._settle(attempt, rejected(item, position, reason));
    };
    if (isMalformed(item)) {
      reject(item.reason);
      return;
    }
    try {
      this._running = whenAnswered<R>(
        this._boundary.fn(item, attempt),
        attempt,
        (value) => {
          this._settle(attempt, fulfilled(item, position, value));
        },
        reject,
      );
    } catch (reason) {
      reject(reason);
    }
  }

  override cancel(): void {
    const attempt = this._attempt;
    this._attempt = undefined;
    attempt?.abort();
    this._running?.unsubscribe();
  }

  private _settle(attempt: Attempt, outcome: Outcome<T, R>): void {
    if (this._attempt !== attempt) return;
    this._attempt = undefined;
    this._boundary.settle(this, outcome);
  }
}
