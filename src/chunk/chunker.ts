import { from, type ObservableInput, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Chunk, ClosedBy } from '../core/chunk.js';
import { clockOf, type Clock } from '../core/clock.js';
import { WeightError } from '../core/weight-error.js';
import { swapAmbient } from '../flow/ambient.js';
import type { Gate } from '../flow/gate.js';
import type { Receiver } from '../flow/inlet.js';
import { gateBelow } from '../flow/reach.js';
import type { Resume, SourceMark } from '../flow/resume.js';
import type { StageState } from '../flow/tree.js';
import { Deadline } from './deadline.js';
import { Positions } from './positions.js';

export interface ChunkerLimits<T> {
  readonly maxSize: number;
  readonly maxWeight: number;
  readonly weight: ((item: T) => number) | undefined;
  readonly maxWait: number | undefined;
  readonly closeWhen: ((item: T, chunk: readonly T[]) => boolean) | undefined;
  readonly scheduler: SchedulerLike;
}

/** The open chunk of one subscription, and the rules that close it. */
export class Chunker<T> implements Receiver<T>, StageState {
  readonly kind = 'chunker';
  readonly mask = 0;
  readonly running = 0;
  readonly arriveRange: Receiver<T>['arriveRange'];
  readonly #below: Subscriber<Chunk<T>>;
  readonly #limits: ChunkerLimits<T>;
  readonly #maxSize: number;
  readonly #plain: boolean;
  readonly #clock: Clock;
  readonly gate: Gate | undefined;
  readonly #positions: Positions;
  readonly #resume: Resume | undefined;
  #items: T[] = [];
  #weight = 0;
  #openedAt = 0;
  readonly #deadline: Deadline | undefined;

  constructor(below: Subscriber<Chunk<T>>, limits: ChunkerLimits<T>) {
    this.#below = below;
    this.#limits = limits;
    this.#maxSize = limits.maxSize;
    this.#plain = limits.weight === undefined && limits.closeWhen === undefined;
    this.#clock = clockOf(limits.scheduler);
    this.gate = gateBelow(below);
    const resume = this.gate?.resumeBelow();
    this.#resume = resume?.claim(this) ? resume : undefined;
    this.#positions = new Positions(this.#resume);
    if (this.#plain) this.arriveRange = this.#arriveRange.bind(this);
    if (limits.maxWait !== undefined) {
      this.#deadline = new Deadline(limits.maxWait, limits.scheduler, this.gate, () => {
        this.#inTurn(() => {
          this.#cut('wait');
        });
      });
    }
    this.gate?.tree.stages.add(this);
    below.add(() => {
      this.#dispose();
    });
  }

  get waiting(): number {
    return this.#items.length;
  }

  /** Cuts at each value of the notifier, which is subscribed before the source. */
  cutOn(notifier$: ObservableInput<unknown>, inlet: Subscriber<T>): void {
    const before = swapAmbient(undefined);
    try {
      this.#below.add(
        from(notifier$).subscribe({
          // In no turn of ours: while the gate is closed, nobody asked the boundary for this chunk.
          next: () => {
            this.#cut('flush');
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
    if (this.#positions.mayLeaveOut && this.#leaveOut(item)) return;
    if (this.#plain) this.#add(item);
    else this.#weighAndAdd(item);
  }

  /** The source, which stands directly above, has given so much and says where it is. */
  reached(cursor: unknown): void {
    const position = this.#positions.after(this.#items.length);
    this.#resume?.reached({ position, cursor });
  }

  /** Where the source may go on, if it can. */
  get mark(): SourceMark | undefined {
    return this.#resume?.isDone === undefined ? this.#resume?.mark : undefined;
  }

  /** The source has gone on from there. */
  goTo(mark: SourceMark): void {
    this.#positions.goTo(mark);
  }

  finish(): void {
    this.#inTurn(() => {
      this.#cut('complete');
      this.#below.complete();
    });
  }

  fail(error: unknown): void {
    this.#inTurn(() => {
      this.#cut('error');
      this.#below.error(error);
    });
  }

  /** At most one chunk a call, so that the source looks at the gate between two. */
  #arriveRange(page: readonly T[], start: number, to: number): number {
    const open = this.#items.length;
    const end = Math.min(to, start + this.#maxSize - open);
    if (this.#positions.mayLeaveOut) {
      for (let i = start; i < end; i++) this.arrive(page[i] as T);
    } else if (open === 0 && end - start === this.#maxSize) {
      const now = this.#clock();
      const items = page.slice(start, end);
      this.#below.next(this.#chunk(items, items.length, 'size', now, now));
    } else {
      for (let i = start; i < end; i++) this.#add(page[i] as T);
    }
    return end;
  }

  /** Leaves out what is stored already. The chunk before it is cut, so that its positions are one range. */
  #leaveOut(item: T): boolean {
    if (!this.#positions.isDone(item, this.#items.length)) return false;
    const chunk = this.#close('flush');
    this.#positions.skip();
    if (chunk !== undefined) this.#below.next(chunk);
    return true;
  }

  #weighAndAdd(item: T): void {
    const { weight: weigh, closeWhen, maxWeight } = this.#limits;
    let weight = 1;
    let closedBy: ClosedBy | undefined;
    // An item that comes while its forerunner is closing a chunk finds the next one open, maybe full.
    this.#cutIfFull();
    try {
      if (weigh !== undefined) weight = checkWeight(item, weigh(item));
      if (this.#items.length > 0) {
        if (this.#weight + weight > maxWeight) closedBy = 'weight';
        else if (closeWhen?.(item, this.#items)) closedBy = 'closeWhen';
      }
    } catch (error) {
      this.fail(error);
      return;
    }
    if (this.#below.closed) return;
    const closed = closedBy && this.#close(closedBy);
    this.#weight += weight;
    if (this.#items.push(item) === 1) this.#open();
    if (closed !== undefined) this.#below.next(closed);
    this.#cutIfFull();
  }

  #add(item: T): void {
    const items = this.#items;
    items.push(item);
    if (items.length === 1) this.#open();
    if (items.length >= this.#maxSize) this.#cut('size');
  }

  #open(): void {
    this.#openedAt = this.#clock();
    this.#deadline?.start();
  }

  #cutIfFull(): void {
    const { length } = this.#items;
    if (length >= this.#maxSize) this.#cut('size');
    else if (length > 0 && this.#weight >= this.#limits.maxWeight) this.#cut('weight');
  }

  #cut(closedBy: ClosedBy): void {
    const chunk = this.#close(closedBy);
    if (chunk !== undefined) this.#below.next(chunk);
  }

  /** Takes the open chunk out, to be emitted then: what arrives meanwhile opens the next one. */
  #close(closedBy: ClosedBy): Chunk<T> | undefined {
    this.#deadline?.clear();
    const items = this.#items;
    if (items.length === 0) return undefined;
    const weight = this.#limits.weight === undefined ? items.length : this.#weight;
    this.#items = [];
    this.#weight = 0;
    return this.#chunk(items, weight, closedBy, this.#openedAt, this.#clock());
  }

  #chunk(
    items: readonly T[],
    weight: number,
    closedBy: ClosedBy,
    openedAt: number,
    closedAt: number,
  ): Chunk<T> {
    const ranges = this.#positions.of(items);
    return { items, ranges, weight, closedBy, openedAt, closedAt };
  }

  #inTurn(body: () => void): void {
    if (this.gate === undefined) body();
    else this.gate.tree.turn(body);
  }

  #dispose(): void {
    this.#deadline?.clear();
    this.#items = [];
    this.gate?.tree.stages.delete(this);
  }
}

function checkWeight(item: unknown, weight: unknown): number {
  if (typeof weight === 'number' && weight >= 0) return weight;
  throw new WeightError(item, weight);
}
