import { Subscriber, type Observable } from 'rxjs';
import { hasAmbient, swapAmbient } from './ambient.js';
import type { Gate } from './gate.js';
import { FLOW } from './reach.js';
import type { SourceMark } from './resume.js';

/** What an operator of ours does with its source's notifications. */
export interface Receiver<T> {
  arrive(value: T): void;
  finish(): void;
  fail(error: unknown): void;
  /** Where a source that can seek may go on, and that it has. Only of a receiver that numbers. */
  readonly mark?: SourceMark | undefined;
  goTo?(mark: SourceMark): void;
  /** Where a source that can seek stands, after the items so far. */
  reached?(cursor: unknown): void;
  /** Whether it would leave this value out if it came next, since it is stored already. */
  leavesOut?(value: T): boolean;
  /**
   * Takes items `from` to `to` of a page at once, as far as the gate allows, and returns where it
   * stopped. Offered only where it equals taking them one by one.
   */
  readonly arriveRange?: ((page: readonly T[], from: number, to: number) => number) | undefined;
}

/**
 * The subscriber with which every operator of ours subscribes upstream: chained to the one below, so
 * that a source finds the gate through it. A boundary's inlet carries the boundary's own gate.
 */
export class Inlet<T> extends Subscriber<T> {
  readonly [FLOW]: Gate | undefined;
  receiver: Receiver<T>;

  constructor(below: Subscriber<never>, receiver: Receiver<T>, gate?: Gate) {
    super(below);
    this[FLOW] = gate;
    this.receiver = receiver;
  }

  /** Subscribes, with the gate also within reach of hand-written operators that break the chain. */
  connect(source: Observable<T>): void {
    const gate = this[FLOW];
    // A chunker has no gate of its own: the one of the boundary below has to stay within reach.
    if (gate === undefined) {
      source.subscribe(this);
      return;
    }
    const before = swapAmbient(gate);
    try {
      source.subscribe(this);
    } finally {
      swapAmbient(before);
    }
  }

  protected override _next(value: T): void {
    if (hasAmbient()) this.#arriveOutside(value);
    else this.receiver.arrive(value);
  }

  protected override _error(error: unknown): void {
    const before = swapAmbient(undefined);
    try {
      this.receiver.fail(error);
    } finally {
      swapAmbient(before);
      this.unsubscribe();
    }
  }

  protected override _complete(): void {
    const before = swapAmbient(undefined);
    try {
      this.receiver.finish();
    } finally {
      swapAmbient(before);
      this.unsubscribe();
    }
  }

  /** Our own subscribe is still on the stack, with a gate that is nobody's else. */
  #arriveOutside(value: T): void {
    const before = swapAmbient(undefined);
    try {
      this.receiver.arrive(value);
    } finally {
      swapAmbient(before);
    }
  }
}
