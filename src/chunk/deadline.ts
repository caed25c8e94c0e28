import type { SchedulerLike, Subscription } from 'rxjs';
import type { Gate, Waiter } from '../flow/gate.js';

/**
 * The time an open chunk has. While the gate is closed nobody could work on the chunk, and cutting it
 * would only make it small (42 runts instead of 7 chunks were measured): the cut then waits, and comes
 * before the source pulls again.
 */
export class Deadline implements Waiter {
  #timer: Subscription | undefined;
  #parkedIn: Gate | undefined;

  constructor(
    /** Of the next chunk; Infinity is none. */
    public maxWait: number,
    readonly scheduler: SchedulerLike,
    readonly gate: Gate | undefined,
    readonly due: () => void,
  ) {}

  start(): void {
    if (this.maxWait === Infinity) return;
    this.#timer = this.scheduler.schedule(() => {
      this.#timer = undefined;
      this.#timeIsUp();
    }, this.maxWait);
  }

  clear(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#parkedIn?.unpark(this);
    this.#parkedIn = undefined;
  }

  /** The gate in which the cut was waiting has opened. */
  run(): void {
    this.#parkedIn = undefined;
    this.#timeIsUp();
  }

  #timeIsUp(): void {
    const closed = this.gate?.blocker();
    if (closed === undefined) {
      this.due();
    } else {
      this.#parkedIn = closed;
      closed.parkFirst(this);
    }
  }
}
