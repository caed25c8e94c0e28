import type { Subscriber } from 'rxjs';
import type { Clock } from '../../core/clock.js';
import { onNextMacrotask, type Cancel } from '../../core/host.js';
import { isThenable } from '../../core/is-thenable.js';
import { swapAmbient } from '../ambient.js';
import type { FlowEvent } from '../events.js';
import type { Gate, Waiter } from '../gate.js';
import type { Slice } from '../slice.js';
import { Tree } from '../tree.js';

/** Where a feed puts its items, and what it minds. */
export interface Outlet<T> {
  readonly subscriber: Subscriber<T>;
  readonly gate: Gate | undefined;
  readonly clock: Clock;
  readonly controller: AbortController;
}

/**
 * One subscription of one source: a loop that pulls while the gate is open and parks while it is
 * closed. There is one loop, never re-entered, and at most one pull outstanding.
 */
export abstract class Feed<T> implements Waiter {
  protected readonly subscriber: Subscriber<T>;
  protected ended = false;
  /** Set while the source's own code runs. */
  protected pulling = false;
  private readonly _gate: Gate | undefined;
  private readonly _lone = new Tree();
  private readonly _controller: AbortController;
  private readonly _slice: Slice;
  private _running = false;
  private _closeLater = false;
  private _givenBack = false;
  private _parkedIn: Gate | undefined;
  private _cancelYield: Cancel | undefined;

  constructor({ subscriber, gate, clock, controller }: Outlet<T>) {
    this.subscriber = subscriber;
    this._gate = gate;
    this._controller = controller;
    this._slice = (gate?.tree ?? this._lone).slice(clock);
  }

  /**
   * Begins to read. The teardown is not the constructor's, since whoever made the source may have
   * unsubscribed on the way, and only the whole object can close it.
   */
  start(): void {
    this.subscriber.add(() => {
      this._stop();
    });
    this.run();
  }

  /** Pulls and emits until there is a reason to stop; `mayPull` and `mayEmit` name the reasons. */
  protected abstract drain(): void;

  /** Gives the source back before its end: `return()`, `close()`, `destroy()`. */
  protected abstract close(): unknown;

  /** Called to start, and by a gate that has opened. */
  run(): void {
    this._parkedIn = undefined;
    if (this._running || this.ended) return;
    this._running = true;
    const tree = this._gate?.tree ?? this._lone;
    const before = swapAmbient(undefined);
    tree.depth++;
    try {
      this.drain();
    } catch (error) {
      this.pulling = false;
      this.closeIfLeft();
      this.fail(error);
    } finally {
      this._running = false;
      swapAmbient(before);
      tree.exit();
    }
  }

  /** Whether the subscriber is there and the gate open; if closed, `run` follows when it opens. */
  protected mayEmit(): boolean {
    if (this.subscriber.closed) return false;
    if (this._gate === undefined) return true;
    const blocker = this._gate.blocker();
    if (blocker === undefined) return true;
    this._parkedIn = blocker;
    blocker.park(this);
    return false;
  }

  /** Like `mayEmit`, and counts `pulls` against the time slice; if it is used up, `run` follows. */
  protected mayPull(pulls = 1): boolean {
    if (!this.mayEmit()) return false;
    if (!this._slice.usedUp(pulls)) return true;
    this._cancelYield = onNextMacrotask(() => {
      this._cancelYield = undefined;
      this._slice.restart();
      this.run();
    });
    return false;
  }

  protected get waiting(): boolean {
    return this._parkedIn !== undefined || this._cancelYield !== undefined;
  }

  /** Closes the source if its own code has unsubscribed us: while it ran, it could not be closed. */
  protected closeIfLeft(): void {
    if (this._closeLater) this.giveBack();
  }

  protected complete(): void {
    if (this.ended) return;
    this.ended = true;
    this.subscriber.complete();
  }

  protected fail(error: unknown): void {
    if (this.ended) return;
    this.ended = true;
    this.subscriber.error(error);
  }

  protected announce(event: FlowEvent): void {
    this._gate?.announce(event);
  }

  private _stop(): void {
    this._parkedIn?.unpark(this);
    this._cancelYield?.();
    const unread = !this.ended;
    this.ended = true;
    if (!unread) return;
    this._controller.abort(this._gate?.tree.reason);
    if (this.pulling) this._closeLater = true;
    else this.giveBack();
  }

  /**
   * Closes the source, once; never awaited, since a generator answers `return()` only after its
   * `next()`.
   */
  protected giveBack(): void {
    if (this._givenBack) return;
    this._givenBack = true;
    const failed = (reason: unknown) => {
      this.announce({ type: 'closeFailed', reason });
    };
    try {
      const closing = this.close();
      if (isThenable(closing)) closing.then(undefined, failed);
    } catch (error) {
      failed(error);
    }
  }
}
