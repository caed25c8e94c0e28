import { from, type ObservableInput, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Chunk, ClosedBy } from '../core/chunk.js';
import { clockOf, type Clock } from '../core/clock.js';
import { swapAmbient } from '../flow/ambient.js';
import type { Gate } from '../flow/gate.js';
import type { Receiver } from '../flow/inlet.js';
import { gateBelow } from '../flow/reach.js';
import type { SourceMark } from '../flow/resume.js';
import type { StageState } from '../flow/tree.js';
import { Deadline } from './deadline.js';
import { Positions } from './positions.js';

/** What may change while a source is read. */
export interface ChunkBounds {
  readonly maxSize: number;
  readonly maxWeight: number;
  /** Infinity is none yet. */
  readonly maxWait: number | undefined;
}

export interface ChunkerLimits<T> extends ChunkBounds {
  readonly weight: ((item: T) => number) | undefined;
  readonly closeWhen: ((item: T, chunk: readonly T[]) => boolean) | undefined;
  readonly scheduler: SchedulerLike;
}

/** The open chunk of one subscription, and the rules that close it. */
export class Chunker<T> implements Receiver<T>, StageState {
  readonly kind = 'chunker';
  readonly mask = 0;
  readonly running = 0;
  readonly arriveRange: Receiver<T>['arriveRange'];
  private readonly _below: Subscriber<Chunk<T>>;
  private _limits: ChunkerLimits<T>;
  private _maxSize: number;
  private _plain: boolean;
  private readonly _clock: Clock;
  readonly gate: Gate | undefined;
  private readonly _positions: Positions;
  private _items: T[] = [];
  private _weight = 0;
  private _openedAt = 0;
  private readonly _deadline: Deadline | undefined;

  constructor(below: Subscriber<Chunk<T>>, limits: ChunkerLimits<T>) {
    this._below = below;
    this._limits = limits;
    this._maxSize = limits.maxSize;
    this._plain = limits.weight === undefined && limits.closeWhen === undefined;
    this._clock = clockOf(limits.scheduler);
    this.gate = gateBelow(below);
    this._positions = new Positions(below);
    if (this._plain) this.arriveRange = this._arriveRange.bind(this);
    if (limits.maxWait !== undefined) {
      this._deadline = new Deadline(limits.maxWait, limits.scheduler, this.gate, () => {
        this._inTurn(() => {
          this._cut('wait');
        });
      });
    }
    this.gate?.tree.stages.add(this);
    below.add(() => {
      this._dispose();
    });
  }

  get waiting(): number {
    return this._items.length;
  }

  /** Other bounds from now on: the open chunk is judged by them when the next item comes. */
  change(bounds: Partial<ChunkBounds>): void {
    this._limits = { ...this._limits, ...bounds };
    this._maxSize = this._limits.maxSize;
    // What is open may be beyond them, so that each item has to look first.
    if (this._items.length > 0) this._plain = false;
    if (this._deadline !== undefined) this._deadline.maxWait = this._limits.maxWait ?? Infinity;
  }

  /** Cuts at each value of the notifier, which is subscribed before the source. */
  cutOn(notifier$: ObservableInput<unknown>, inlet: Subscriber<T>): void {
    const before = swapAmbient(undefined);
    try {
      this._below.add(
        from(notifier$).subscribe({
          // In no turn of ours: while the gate is closed, nobody asked the boundary for this chunk.
          next: () => {
            this._cut('flush');
          },
          // As if the source had failed, so that it comes after what waits for a store to open.
          error: (error: unknown) => {
            inlet.error(error);
          },
        }),
      );
    } finally {
      swapAmbient(before);
    }
  }

  arrive(item: T): void {
    if (this._positions.mayLeaveOut && this._leaveOut(item)) return;
    if (this._plain) this._add(item);
    else this._weighAndAdd(item);
  }

  leavesOut(item: T): boolean {
    return this._positions.mayLeaveOut && this._positions.isDone(item, this._items.length);
  }

  /** The source, which stands directly above, has given so much and says where it is. */
  reached(cursor: unknown): void {
    this._positions.reached(cursor, this._items.length);
  }

  /** Where the source may go on, if it can. */
  get mark(): SourceMark | undefined {
    return this._positions.mark;
  }

  /** The source has gone on from there. */
  goTo(mark: SourceMark): void {
    this._positions.goTo(mark);
  }

  finish(): void {
    this._inTurn(() => {
      this._cut('complete');
      this._positions.finish();
      this._below.complete();
    });
  }

  fail(error: unknown): void {
    this._inTurn(() => {
      this._cut('error');
      this._below.error(error);
    });
  }

  /** At most one chunk a call, so that the source looks at the gate between two. */
  private _arriveRange(page: readonly T[], start: number, to: number): number {
    const open = this._items.length;
    if (open >= this._maxSize) {
      this._cut('size');
      return start;
    }
    const end = Math.min(to, start + this._maxSize - open);
    if (this._positions.mayLeaveOut) {
      for (let i = start; i < end; i++) this.arrive(page[i] as T);
    } else if (open === 0 && end - start === this._maxSize) {
      const now = this._clock();
      const items = page.slice(start, end);
      this._below.next(this._chunk(items, items.length, 'size', now, now));
    } else {
      for (let i = start; i < end; i++) this._add(page[i] as T);
    }
    return end;
  }

  /** Leaves out what is stored already. The chunk before it is cut, so that its positions are one range. */
  private _leaveOut(item: T): boolean {
    if (!this._positions.isDone(item, this._items.length)) return false;
    const chunk = this._close('flush');
    this._positions.skip();
    if (chunk !== undefined) this._below.next(chunk);
    return true;
  }

  private _weighAndAdd(item: T): void {
    const { weight: weigh, closeWhen, maxWeight } = this._limits;
    let weight = 1;
    let closedBy: ClosedBy | undefined;
    // An item that comes while its forerunner is closing a chunk finds the next one open, maybe full.
    this._cutIfFull();
    try {
      if (weigh !== undefined) weight = weigh(item);
      if (this._items.length > 0) {
        if (this._weight + weight > maxWeight) closedBy = 'weight';
        else if (closeWhen?.(item, this._items)) closedBy = 'closeWhen';
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    if (this._below.closed) return;
    const closed = closedBy && this._close(closedBy);
    this._weight += weight;
    if (this._items.push(item) === 1) this._open();
    if (closed !== undefined) this._below.next(closed);
    this._cutIfFull();
  }

  private _add(item: T): void {
    const items = this._items;
    items.push(item);
    if (items.length === 1) this._open();
    if (items.length >= this._maxSize) this._cut('size');
  }

  private _open(): void {
    this._openedAt = this._clock();
    this._deadline?.start();
  }

  private _cutIfFull(): void {
    const { length } = this._items;
    if (length >= this._maxSize) this._cut('size');
    else if (length > 0 && this._weight >= this._limits.maxWeight) this._cut('weight');
  }

  private _cut(closedBy: ClosedBy): void {
    const chunk = this._close(closedBy);
    if (chunk !== undefined) this._below.next(chunk);
  }

  /** Takes the open chunk out, to be emitted then: what arrives meanwhile opens the next one. */
  private _close(closedBy: ClosedBy): Chunk<T> | undefined {
    this._deadline?.clear();
    const items = this._items;
    if (items.length === 0) return undefined;
    const weight = this._limits.weight === undefined ? items.length : this._weight;
    this._items = [];
    this._weight = 0;
    return this._chunk(items, weight, closedBy, this._openedAt, this._clock());
  }

  private _chunk(
    items: readonly T[],
    weight: number,
    closedBy: ClosedBy,
    openedAt: number,
    closedAt: number,
  ): Chunk<T> {
    return { items, ranges: this._positions.of(items), weight, closedBy, openedAt, closedAt };
  }

  private _inTurn(body: () => void): void {
    if (this.gate === undefined) body();
    else this.gate.tree.turn(body);
  }

  private _dispose(): void {
    this._deadline?.clear();
    this._items = [];
    this.gate?.tree.stages.delete(this);
  }
}
