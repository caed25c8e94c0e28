import { Queue } from '../core/queue.js';
import { STARTING, type Gate, type Waiter } from './gate.js';
import type { Inlet, Receiver } from './inlet.js';

/**
 * Stands in for a receiver that numbers items, while a store below is still opening and nobody knows
 * which positions are done. What arrives unasked waits here; then the receiver takes over.
 */
export class UntilStarted<T> implements Receiver<T>, Waiter {
  readonly #inlet: Inlet<T>;
  readonly #receiver: Receiver<T>;
  readonly #arrivals = new Queue<() => void>();

  private constructor(inlet: Inlet<T>, starting: Gate) {
    this.#inlet = inlet;
    this.#receiver = inlet.receiver;
    starting.parkFirst(this, STARTING);
    inlet.add(() => {
      starting.unpark(this);
    });
  }

  /** Puts itself before the inlet's receiver, if a store below is opening. */
  static standIn<T>(inlet: Inlet<T>, gate: Gate | undefined): void {
    const starting = gate?.blocker(STARTING);
    if (starting !== undefined) inlet.receiver = new UntilStarted(inlet, starting);
  }

  arrive(value: T): void {
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

  run(): void {
    this.#inlet.receiver = this.#receiver;
    while (this.#arrivals.length > 0) this.#arrivals.shift()?.();
  }
}
