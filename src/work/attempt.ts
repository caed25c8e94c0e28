import type { Gate } from '../flow/gate.js';

/** What work is told about the call it is in. */
export interface WorkContext {
  /**
   * Aborts when the answer is no longer wanted. Its `reason` says why: a DeadlineExceededError, what
   * `abort` was given, or an AbortError where somebody unsubscribed.
   */
  readonly signal: AbortSignal;
  /** Which call for these items it is, from 1. */
  readonly attempt: number;
  /**
   * Names what the call is about, for services that take each name once: the same in every attempt, and
   * in every start of a run that is stored. Of an item its run and position or key, of a chunk those of
   * all its items.
   */
  readonly idempotencyKey: string;
}

/** What a call for a chunk knows of where it is made. Places are those of the items it is given. */
export interface CallSite {
  readonly gate: Gate;
  /** How many items it is given. */
  readonly size: number;
  /**
   * Where an item stands that work hands on at a place, as one of so many: work may have sorted them, or
   * picked some. Where it has made others of all of them, these stand in the same places.
   */
  placeOf(item: unknown, place: number, count: number): number | undefined;
  keyAt(place: number): string;
  positionAt(place: number): number | undefined;
}

/** Names what calls are about. */
export interface CallNames {
  keyOf(item: unknown, place: number): string;
  positionOf(place: number): number | undefined;
}

/** One call of work. The controller is made when the signal is first looked at: most work never does. */
export class Attempt implements WorkContext {
  private _controller: AbortController | undefined;
  private _aborted = false;
  private _reason: unknown;
  private readonly _names: CallNames | undefined;
  private _item: unknown;
  private _place: number;

  constructor(
    readonly attempt: number,
    names?: CallNames,
    item?: unknown,
    place = 0,
  ) {
    this._names = names;
    this._item = item;
    this._place = place;
  }

  get idempotencyKey(): string {
    return this._names?.keyOf(this._item, this._place) ?? '';
  }

  /** Of the item, or of the first one. */
  get position(): number | undefined {
    return this._names?.positionOf(this._place);
  }

  get signal(): AbortSignal {
    if (this._controller === undefined) {
      this._controller = new AbortController();
      if (this._aborted) this._controller.abort(this._reason);
    }
    return this._controller.signal;
  }

  /** Whether the answer is no longer wanted; costs no controller. */
  get aborted(): boolean {
    return this._aborted;
  }

  /** For the next item of a lane: this one, unless its signal is in somebody's hands. */
  next(item: unknown, place: number): Attempt {
    if (this._controller !== undefined) return new Attempt(this.attempt, this._names, item, place);
    this._item = item;
    this._place = place;
    return this;
  }

  abort(reason?: unknown): void {
    if (this._aborted) return;
    this._aborted = true;
    this._reason = reason;
    this._controller?.abort(reason);
  }
}
