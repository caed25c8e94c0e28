import type { Subscriber } from 'rxjs';
import { BufferOverflowError } from '../core/buffer-overflow-error.js';
import type { Gate } from './gate.js';
import { warn, warnOfDeafness } from './warn.js';

const MANY = 1000;

/**
 * Counts what arrives although nobody asked: outside of a turn, while the gate is closed. What comes
 * within a turn is the tail of a pull (a page being flattened, the flush of a chunker) and is always
 * accepted; a bound on the length of the queue would refuse a page of a thousand.
 */
export class Unasked {
  #count = 0;
  #warned = false;
  #warnedOfDeafness = false;

  constructor(
    readonly operator: string,
    readonly limit: number,
    readonly gate: Gate,
  ) {}

  /** Counts one; the error says that it is one too many. */
  arrived(): BufferOverflowError | undefined {
    if (++this.#count === MANY && !this.#warned) {
      this.#warned = true;
      warn(
        'UNASKED',
        `${this.operator}: ${MANY} values came that nobody asked for, and wait in memory. Something ` +
          'above holds items in a queue of its own (see "Operators that hold items"), or a source ' +
          'cannot be paused: read it with fromSource.',
        this.gate,
      );
    }
    if (this.#count <= this.limit) return undefined;
    return new BufferOverflowError(this.operator, this.#count, this.limit);
  }

  /** Counts one; true if it is one too many, and the run has ended with the error that says so. */
  refused(below: Pick<Subscriber<never>, 'error'>): boolean {
    const overflow = this.arrived();
    if (overflow !== undefined) below.error(overflow);
    return overflow !== undefined;
  }

  /** The gate is closed, and no source looks at it: what comes will all be unasked. Said once. */
  nobodyListens(): void {
    if (this.#warnedOfDeafness) return;
    this.#warnedOfDeafness = true;
    warnOfDeafness(this.operator, this.gate);
  }

  /** The gate has opened: what had come is used up. */
  reset(): void {
    this.#count = 0;
  }
}
