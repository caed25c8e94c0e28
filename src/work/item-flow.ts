import { isObservable, type Observable, type Subscriber } from 'rxjs';
import { isThenable } from '../core/is-thenable.js';
import { isMalformed } from '../core/malformed.js';
import { checkSource } from '../flow/feed/open-feed.js';
import { fromSource, type Source } from '../flow/from-source.js';
import { Gate, SLOTS } from '../flow/gate.js';
import { Inlet, type Receiver } from '../flow/inlet.js';
import { Lane } from '../flow/lane.js';
import { gateBelow } from '../flow/reach.js';
import type { Tree } from '../flow/tree.js';
import { Unasked } from '../flow/unasked.js';
import { Attempt, type WorkContext } from './attempt.js';
import { Identity } from './identity.js';
import { ItemWork, UNASKED, type ItemWorkSettings } from './item-work.js';

/** `mapConcurrent`: the values of the inners, as they come. */
export class ItemFlow<T, R> extends ItemWork<T, R> {
  private readonly _ordered: boolean;
  private readonly _flow: Gate;
  /** The gates of inners whose turn has not come and that have given something. */
  private readonly _early = new Map<number, Gate>();
  private readonly _unaskedValues: Unasked;
  readonly identity: Identity;

  constructor(
    below: Subscriber<R>,
    readonly fn: (item: T, context: WorkContext) => Source<R>,
    settings: ItemWorkSettings<T>,
  ) {
    super(below, settings);
    this._ordered = settings.ordered === true;
    this.identity = new Identity(this.gate);
    this._flow = gateBelow(below) ?? openGate(this.tree);
    this._unaskedValues = new Unasked('mapConcurrent', UNASKED, this.gate);
  }

  /** What an inner minds: the flow below and, where order is kept, its turn. */
  gateOfInner(): Gate {
    return this._ordered ? new Gate(this._flow) : this._flow;
  }

  /** A value was kept, since the turn of its inner has not come: the inner is read no further. */
  keep(place: number, gate: Gate): void {
    if (this.tree.depth === 0 && (gate.mask & SLOTS) !== 0) {
      const overflow = this._unaskedValues.arrived();
      if (overflow !== undefined) {
        this.abort(overflow);
        return;
      }
    }
    gate.close(SLOTS);
    this._early.set(place, gate);
  }

  /** The inner is over; its gate no longer holds anybody up. */
  leave(place: number, gate: Gate | undefined): void {
    if (!this._ordered || gate === undefined) return;
    this._early.delete(place);
    gate.dispose();
  }

  protected override atHead(place: number): void {
    this._unaskedValues.reset();
    this._early.get(place)?.release(SLOTS);
    this._early.delete(place);
  }

  protected override makeLane(): Lane<T> {
    return new FlowLane<T, R>(this);
  }
}

/** Where nothing below asks for less: inners are never held up, and share the turn and the slice. */
function openGate(tree: Tree): Gate {
  const gate = new Gate();
  gate.tree = tree;
  return gate;
}

class FlowLane<T, R> extends Lane<T> implements Receiver<R> {
  private readonly _boundary: ItemFlow<T, R>;
  private _attempt: Attempt;
  private _inlet: Inlet<R> | undefined;
  private _gate: Gate | undefined;

  constructor(boundary: ItemFlow<T, R>) {
    super();
    this._boundary = boundary;
    this._attempt = new Attempt(1, boundary.identity);
  }

  override begin(item: T): void {
    const boundary = this._boundary;
    const attempt = (this._attempt = this._attempt.next(item, this.place));
    try {
      if (isMalformed(item)) throw item.reason;
      const inner = boundary.fn(item, attempt);
      // The commonest inner by far: no Observable, no subscriber and no closure for it.
      if (isThenable(inner)) onceSettled(inner).then(this._fulfilled, this._rejected);
      else this._flatten(inner);
    } catch (error) {
      boundary.abort(error);
    }
  }

  override cancel(reason: unknown): void {
    this._attempt.abort(reason);
    this._inlet?.unsubscribe();
    this._boundary.leave(this.place, this._gate);
  }

  /** In no turn of ours: what an inner gives by itself, while the flow below is closed, is unasked. */
  arrive(value: R): void {
    const boundary = this._boundary;
    if (!boundary.emit(this.place, value)) boundary.keep(this.place, this._gate as Gate);
  }

  finish(): void {
    const boundary = this._boundary;
    const { tree } = boundary;
    tree.depth++;
    try {
      this._attempt = this._attempt.next(undefined, 0);
      boundary.leave(this.place, this._gate);
      boundary.end(this);
      boundary.pump();
    } finally {
      tree.exit();
    }
  }

  fail(error: unknown): void {
    this._boundary.abort(error);
  }

  private _flatten(inner: Source<R>): void {
    const boundary = this._boundary;
    const below = boundary.below as Subscriber<never>;
    this._gate = boundary.gateOfInner();
    this._inlet = new Inlet<R>(below, this, this._gate);
    this._inlet.connect(isObservable(inner) ? inner : sourceOf(inner));
  }

  private readonly _fulfilled = (value: R) => {
    const boundary = this._boundary;
    if (boundary.below.closed) return;
    this._attempt = this._attempt.next(undefined, 0);
    boundary.settle(this, value);
  };

  private readonly _rejected = (error: unknown) => {
    this._boundary.abort(error);
  };
}

/** A promise settles once; of a thenable of another make only the standard's own makes that sure. */
function onceSettled<R>(inner: PromiseLike<R>): PromiseLike<R> {
  return inner instanceof Promise ? inner : Promise.resolve(inner);
}

function sourceOf<R>(inner: Source<R>): Observable<R> {
  checkSource(inner, 'mapConcurrent', 'result of fn');
  return fromSource<R>(inner);
}
