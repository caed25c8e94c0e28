import type { Subscriber } from 'rxjs';
import { Queue } from '../core/queue.js';
import { STARTING, type Gate, type Waiter } from './gate.js';
import type { Inlet, Receiver } from './inlet.js';
import { Unasked } from './unasked.js';

/** As many items as a boundary lets come that nobody asked for. */
const MOST = 65_536;

/**
 * Stands in for a receiver that numbers items, while a store below is still opening and nobody knows
 * which positions are done. What arrives unasked waits here, within a bound; then the receiver takes
 * over.
 */
export class UntilStarted<T> implements Receiver<T>, Waiter {
  readonly #inlet: Inlet<T>;
  readonly #receiver: Receiver<T>;
  readonly #gate: Gate;
  readonly #below: Subscriber<never>;
  readonly #unasked: Unasked;
  #parkedIn: Gate;
  readonly #arrivals = new Queue<() => void>();

  private constructor(inlet: Inlet<T>, below: Subscriber<never>, gate: Gate, starting: Gate) {
    this.#inlet = inlet;
    this.#receiver = inlet.receiver;
    this.#gate = gate;
    this.#below = below;
    this.#unasked = new Unasked('chunkBy', MOST, gate);
    this.#parkedIn = starting;
    starting.parkFirst(this, STARTING);
    // Not of the inlet, which is closed as soon as its source is over: what came before still waits.
    below.add(() => {
      this.#parkedIn.unpark(this);
      this.#arrivals.clear();
    });
  }

  /** Puts itself before the inlet's receiver, if a store below is opening. */
  static standIn<T>(inlet: Inlet<T>, below: Subscriber<never>, gate: Gate | undefined): void {
    const starting = gate?.blocker(STARTING);
    if (gate === undefined || starting === undefined) return;
    inlet.receiver = new UntilStarted(inlet, below, gate, starting);
  }

  arrive(value: T): void {
    const overflow = this.#unasked.arrived();
    if (overflow !== undefined) {
      this.#below.error(overflow);
      return;
    }
    this.#arrivals.push(() => {
      this.#receiver.arrive(value);
    });
  }

  finish(): void {
    this.#arrivals.push(() => {
      this.#receiver.finish();
    });
  }

  fail(error: unknown): void {
    this.#arrivals.push(() => {
      this.#receiver.fail(error);
    });
  }

  /** A store has opened; if it was the last, what waits is handed over, and what comes meanwhile. */
  run(): void {
    const starting = this.#gate.blocker(STARTING);
    if (starting !== undefined) {
      this.#parkedIn = starting;
      starting.parkFirst(this, STARTING);
      return;
    }
    while (this.#arrivals.length > 0) this.#arrivals.shift()?.();
    this.#inlet.receiver = this.#receiver;
  }
}
