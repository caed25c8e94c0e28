import type { Observable, Subscriber } from 'rxjs';
import { Queue } from '../core/queue.js';
import type { BoundarySettings, SourceEnd } from './boundary-settings.js';
import { HOLDS_WORK, SLOTS, STARTING, type Gate, type Waiter } from './gate.js';
import { InOrder } from './in-order.js';
import { Inlet, type Receiver } from './inlet.js';
import { KeyedQueue } from './keyed-queue.js';
import { Lanes, type Lane } from './lane.js';
import { Slots } from './slots.js';
import type { StageState, Tree } from './tree.js';
import { Unasked } from './unasked.js';

/**
 * An operator with slots of its own: it runs work on what arrives, so many at a time, and closes its gate
 * while they are taken. The loop is a trampoline, so that a million synchronous items need no stack.
 */
export abstract class Boundary<I, O> implements Receiver<I>, Waiter, StageState {
  readonly kind: StageState['kind'];
  readonly gate: Gate;
  readonly tree: Tree;
  readonly below: Subscriber<O>;
  over = false;
  private _pumping = false;
  private _again = false;
  private _parkedIn: Gate | undefined;
  private _brokenBy: unknown;
  /** Tells how the source ended, once it has and all that it gave is settled. */
  private _end: SourceEnd | undefined;
  private readonly _slots: Slots;
  private readonly _unasked: Unasked;
  private readonly _queue: Queue<I>;
  private readonly _byKey: KeyedQueue<I> | undefined;
  private readonly _lanes: Lanes<I>;
  private readonly _order: InOrder<O> | undefined;

  constructor(below: Subscriber<O>, settings: BoundarySettings<I>) {
    this.below = below;
    this.kind = settings.kind;
    this.gate = settings.gate;
    this.tree = settings.gate.tree;
    this._lanes = new Lanes<I>(() => this.makeLane(), this.tree.pulse);
    this._slots = new Slots(settings.concurrency, settings.prefetch);
    this.gate.onLimited = () => this._slots.holdNothing();
    this._unasked = new Unasked(settings.operator, settings.unasked, settings.gate);
    this._byKey = settings.keysOf && new KeyedQueue<I>(settings.keysOf, this);
    this._queue = this._byKey ?? new Queue<I>();
    this._order = settings.ordered
      ? new InOrder<O>(
          (value) => below.next(value),
          (place) => this.atHead(place),
        )
      : undefined;
  }

  protected abstract makeLane(): Lane<I>;

  /** How many items an input stands for. */
  protected abstract itemsOf(input: I): number;

  protected abstract itemsIn(lane: Lane<I>): number;

  protected abstract itemsOfResult(result: O): number;

  /** Where order is kept: whatever this place emits from now on is handed on at once. */
  protected atHead(_place: number): void {}

  /** All is settled; tells the end, at once or after a last step of its own. */
  protected conclude(end: SourceEnd): void {
    end.tell();
  }

  protected get arrivals(): number {
    return this._lanes.begun + this._queue.length;
  }

  get mask(): number {
    return this.gate.mask;
  }

  get running(): number {
    return this._lanes.itemsBy((lane) => this.itemsIn(lane));
  }

  get oldest(): StageState['oldest'] {
    return this._lanes.oldestBy((lane) => this.itemsIn(lane));
  }

  get waiting(): number {
    let sum = 0;
    for (const input of this._queue) sum += this.itemsOf(input);
    for (const result of this._order?.values() ?? []) sum += this.itemsOfResult(result);
    return sum;
  }

  /** Subscribes to the source, chained, with the gate within its reach. */
  connect(source: Observable<I>): void {
    const inlet = new Inlet<I>(this.below, this, this.gate);
    // After the inlet: the source is unsubscribed first, then work is aborted, then the gate opens
    // for others. The other way round a parked source would wake and pull on.
    this.below.add(() => this._dispose());
    this.tree.stages.add(this);
    inlet.connect(source);
  }

  setConcurrency(concurrency: number): void {
    this.tree.turn(() => {
      this._slots.concurrency = concurrency;
      this.pump();
    });
  }

  arrive(input: I): void {
    const { tree, gate } = this;
    if (tree.depth === 0 && gate.isUnasked() && this._unasked.refused(this.below)) return;
    tree.depth++;
    try {
      this._queue.push(input);
      if (this._taken() >= this._slots.limit) gate.close(SLOTS);
      this.pump();
    } finally {
      tree.exit();
    }
    if (gate.listeners === 0 && (gate.mask & SLOTS) !== 0) this._unasked.nobodyListens();
  }

  /** Takes as much of a page as there are slots for, and returns where it stopped. Only within a turn. */
  protected arriveMany(page: readonly I[], from: number, to: number): number {
    const end = Math.min(to, from + Math.max(1, this._slots.limit - this._taken()));
    for (let i = from; i < end; i++) this._queue.push(page[i] as I);
    if (this._taken() >= this._slots.limit) this.gate.close(SLOTS);
    this.pump();
    return end;
  }

  finish(): void {
    this._sourceIsOver(true, () => this.below.complete());
  }

  fail(error: unknown): void {
    this._sourceIsOver(false, () => this.below.error(error));
  }

  /** A gate below has opened. */
  run(): void {
    this._parkedIn = undefined;
    this.tree.turn(() => this.pump());
  }

  settle(lane: Lane<I>, result: O): void {
    this.tree.depth++;
    try {
      this.emit(lane.place, result);
      this.end(lane);
      this.pump();
    } finally {
      this.tree.exit();
    }
  }

  /** Hands a result on; where order is kept, and its turn has not come, keeps it and says false. */
  emit(place: number, value: O): boolean {
    if (this._order !== undefined) return this._order.add(place, value);
    this.below.next(value);
    return true;
  }

  /** The lane is free again. Only within a turn, and after the emission, so that nothing overtakes it. */
  end(lane: Lane<I>): void {
    lane.busy = false;
    this._order?.close(lane.place);
    this._byKey?.done(lane.place);
    this._lanes.giveBack(lane);
  }

  /** Ends the run with an error of work: the teardown aborts the rest, for this reason. */
  abort(error: unknown): void {
    this._brokenBy = error;
    this.below.error(error);
  }

  /** Starts what is queued while lanes are free and nothing below is full. */
  pump(): void {
    if (this._pumping) {
      this._again = true;
      return;
    }
    this._pumping = true;
    try {
      do {
        this._again = false;
        while (this._mayBegin()) this._beginNext();
        this._setGate();
      } while (this._again);
    } finally {
      this._pumping = false;
    }
    const end = this._end;
    if (end === undefined || this._taken() > 0 || (this.gate.mask & STARTING) !== 0) return;
    this._end = undefined;
    this.conclude(end);
  }

  private _beginNext(): void {
    const lane = this._lanes.take();
    const input = this._queue.shift() as I;
    if (this._byKey !== undefined) lane.place = this._byKey.place;
    lane.begin(input);
  }

  private _mayBegin(): boolean {
    if (this._lanes.active >= this._slots.concurrency || !this._queue.ready) return false;
    if (this.below.closed || this._parkedIn !== undefined) return false;
    if ((this.gate.mask & STARTING) !== 0) return false;
    const blocker = this.gate.blockerBelow(HOLDS_WORK);
    if (blocker === undefined) return true;
    this._parkedIn = blocker;
    blocker.park(this, HOLDS_WORK);
    return false;
  }

  private _taken(): number {
    const kept = this._order === undefined ? 0 : this._order.kept;
    return this._lanes.active + this._queue.length + kept;
  }

  private _setGate(): void {
    const taken = this._taken();
    if (taken >= this._slots.limit) this.gate.close(SLOTS);
    else if (taken <= this._slots.reopenAt) {
      this._unasked.reset();
      this.gate.release(SLOTS);
    }
  }

  private _sourceIsOver(completed: boolean, tell: () => void): void {
    this._end = { completed, tell };
    this.over = true;
    this.tree.turn(() => this.pump());
  }

  private _dispose(): void {
    this.tree.turn(() => {
      for (const lane of this._lanes.busy()) lane.cancel(this._brokenBy ?? this.tree.reason);
      this._queue.clear();
      this._parkedIn?.unpark(this);
      this.tree.stages.delete(this);
      this.gate.dispose();
    });
  }
}
