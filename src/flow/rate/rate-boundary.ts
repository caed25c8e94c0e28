import type { Observable, SchedulerLike, Subscriber } from 'rxjs';
import { isChunk } from '../../core/chunk.js';
import { Queue } from '../../core/queue.js';
import { gateOfBoundary, type FlowOption } from '../create-flow.js';
import { HOLDS_WORK, SLOTS, type Gate, type Waiter } from '../gate.js';
import { Inlet, type Receiver } from '../inlet.js';
import type { SourceMark } from '../resume.js';
import type { StageState } from '../tree.js';
import { Unasked } from '../unasked.js';
import type { Limiter } from './limiter.js';
import { sharesAgain, shareOf, type Passed, type Rate, type Share } from './rate.js';
import { Turns, type TurnTaker } from './turns.js';

const WHERE = 'rateLimit';

export interface RateSettings extends FlowOption {
  readonly scheduler: SchedulerLike;
}

/** The boundary behind `rateLimit`: a queue, whose head waits for its turn. */
export class RateBoundary<T> implements Receiver<T>, Waiter, StageState, Limiter, TurnTaker {
  readonly kind = 'rate';
  readonly running = 0;
  readonly gate: Gate;
  over = false;
  readonly #below: Subscriber<T>;
  /** Whoever stands directly below, if that is one of ours. */
  readonly #direct: Inlet<T> | undefined;
  readonly #turns: Turns;
  readonly #queue = new Queue<T>();
  #rate: Rate<T> | undefined;
  /** What the head of the queue costs, once that was asked. */
  #shares: readonly Share[] | undefined;
  #unasked: Unasked | undefined;
  #parkedIn: Gate | undefined;
  #pumping = false;
  #tellEnd: (() => void) | undefined;
  #passed: Passed = 'items';
  #waits = false;

  constructor(below: Subscriber<T>, { scheduler, flow }: RateSettings) {
    this.#below = below;
    this.#direct = below instanceof Inlet ? (below as Inlet<T>) : undefined;
    this.gate = gateOfBoundary(below, { flow });
    this.gate.passes = true;
    this.gate.limitBy(this);
    this.#turns = new Turns(scheduler, this);
    // Until the rate is known.
    this.gate.close(SLOTS);
  }

  get mask(): number {
    return this.gate.mask;
  }

  get waiting(): number {
    let sum = 0;
    for (const input of this.#queue) sum += isChunk(input) ? input.items.length : 1;
    return sum;
  }

  /** The rate from now on. */
  change(rate: Rate<T>): void {
    this.#rate = rate;
    this.#shares = undefined;
    this.#waits = false;
    this.#turns.change(rate);
  }

  connect(source: Observable<T>, inlet: Inlet<T>): void {
    this.gate.tree.stages.add(this);
    inlet.connect(source);
  }

  /** Where a source may go on, and that it has, if who numbers stands directly below. */
  get mark(): SourceMark | undefined {
    return this.#direct?.receiver.mark;
  }

  goTo(mark: SourceMark): void {
    this.#direct?.receiver.goTo?.(mark);
  }

  /** Nobody knows how many items a cursor stands for while one of them waits here. */
  reached(cursor: unknown): void {
    if (this.#queue.length === 0) this.#direct?.receiver.reached?.(cursor);
  }

  arrive(value: T): void {
    const { gate } = this;
    const { tree } = gate;
    this.#passed = isChunk(value) ? 'chunks' : Array.isArray(value) ? 'arrays' : 'items';
    if (tree.depth === 0 && gate.isUnasked()) {
      this.#unasked ??= new Unasked(WHERE, this.#passed === 'chunks' ? 1000 : 65_536, gate);
      if (this.#unasked.refused(this.#below)) return;
      if (gate.listeners === 0) this.#unasked.nobodyListens();
    }
    tree.depth++;
    try {
      this.#queue.push(value);
      this.#pump();
    } finally {
      tree.exit();
    }
  }

  finish(): void {
    this.#end(() => {
      this.#below.complete();
    });
  }

  fail(error: unknown): void {
    this.#end(() => {
      this.#below.error(error);
    });
  }

  /** A gate below has opened. */
  run(): void {
    this.#parkedIn = undefined;
    this.onRoom();
  }

  inTurn(body: () => void): void {
    this.gate.tree.turn(body);
  }

  onRoom(): void {
    this.inTurn(() => {
      this.#pump();
    });
  }

  reserve(input: unknown, call: () => void): () => void {
    return this.#turns.enter(sharesAgain(WHERE, this.#rate, input, this.#passed), call);
  }

  /** What the operator itself holds; calls that wait are taken back by those who wait. */
  dispose(): void {
    this.over = true;
    this.gate.tree.turn(() => {
      this.#queue.clear();
      this.#unpark();
      this.#turns.tellIn(undefined);
      this.gate.tree.stages.delete(this);
      this.gate.dispose();
    });
  }

  #end(tell: () => void): void {
    this.over = true;
    this.#tellEnd = tell;
    this.onRoom();
  }

  #pump(): void {
    if (this.#pumping || this.#below.closed) return;
    this.#pumping = true;
    try {
      this.#unpark();
      while (this.#queue.length > 0 && this.#mayPass()) this.#passHead();
      // What passed may have ended the run: a timer that is set now would be nobody's.
      if (this.#below.closed) return;
      if (this.#queue.length > 0) this.gate.close(SLOTS);
      else if (this.#tellEnd === undefined) this.#setGate();
    } finally {
      this.#pumping = false;
    }
    if (this.#queue.length === 0) this.#tellEnd?.();
  }

  /** Whether the head may go; if not, `run` or `onRoom` follows. */
  #mayPass(): boolean {
    if (this.#below.closed || this.#isBlocked(HOLDS_WORK)) return false;
    try {
      this.#shares ??= this.#sharesOfHead();
    } catch (error) {
      this.#below.error(error);
      return false;
    }
    const wait = this.#turns.wait(this.#shares);
    if (wait > 0) this.#wait(wait, this.#shares[0]?.key);
    return wait === 0;
  }

  #sharesOfHead(): readonly Share[] {
    const head = this.#queue.peek() as T;
    // What is stored already is left out below, and costs no call.
    if (this.#direct?.receiver.leavesOut?.(head)) return [];
    return this.#rate === undefined ? [] : [shareOf(WHERE, this.#rate, head)];
  }

  #passHead(): void {
    const shares = this.#shares ?? [];
    const head = this.#queue.shift() as T;
    this.#shares = undefined;
    this.#waits = false;
    this.#turns.pass(shares, () => {
      this.#below.next(head);
    });
  }

  /** Nothing is held: it is closed while nothing could pass, whatever comes; of a key nobody knows that. */
  #setGate(): void {
    const wait = this.#rate?.key === undefined ? this.#turns.waitForAny() : 0;
    if (wait > 0) {
      this.gate.close(SLOTS);
      if (!this.#isBlocked()) this.#wait(wait);
      return;
    }
    this.#waits = false;
    this.#turns.tellIn(undefined);
    this.#unasked?.reset();
    this.gate.release(SLOTS);
  }

  /** Whether a gate below is closed; if so, `run` follows, and no timer is needed until then. */
  #isBlocked(reasons?: number): boolean {
    const blocker = this.gate.blockerBelow(reasons);
    if (blocker === undefined) return false;
    this.#parkedIn = blocker;
    blocker.park(this, reasons);
    this.#turns.tellIn(undefined);
    return true;
  }

  #unpark(): void {
    this.#parkedIn?.unpark(this);
    this.#parkedIn = undefined;
  }

  #wait(ms: number, key?: unknown): void {
    this.#turns.tellIn(ms);
    if (this.#waits || ms === Infinity) return;
    this.#waits = true;
    if (this.gate.isObserved) this.gate.announce({ type: 'rateLimited', ms, key });
  }
}
