import type { Range } from '../../core/chunk.js';

/** With less than this from one bad item to the next, halving finds them no sooner than single calls. */
const LEAST_GAP = 6;

/**
 * Finds the bad items of a chunk whose call failed, in few calls of parts of it: says what to call next,
 * and is told how that ended. It starts by knowing that the whole failed. An item is bad only when a call
 * with it alone failed: a fault that passes costs no good item.
 *
 * It goes from left to right. Of a part that failed it calls the left half; where that passes, the right
 * half must be bad and is not called but halved again, down to the first bad item. All to the left of it
 * is good then, and nothing is known of what is to the right: that is called as a whole once, since mostly
 * there is one bad item; later in parts of the size that there is from one bad item to the next, or has
 * been since the last; and each by itself while that is less than 6. This is the generalized binary
 * splitting of Hwang ("A Method for Detecting All Defective Members in a Population by Group Testing",
 * 1972), with their number learned. A part that was too large says nothing of its items: both halves are
 * called.
 */
export class Isolation {
  readonly #size: number;
  /** All before this place are settled. */
  #from = 0;
  /** The end of the part that was called last. */
  #to: number;
  /** From `#from` to here there must be a bad item; less than `#from` where nothing is known. */
  #suspectTo = 0;
  /** Ends of the parts that were too large, the nearest last: no call goes beyond. */
  readonly #ends: number[];
  #badItems = 0;
  /** The place after the last bad item. */
  #goodFrom = 0;

  constructor(size: number, tooLarge = false) {
    this.#size = size;
    this.#to = size;
    this.#ends = [size];
    this.failed(tooLarge);
  }

  /** The places to call next; none when each has passed, or failed by itself. */
  next(): Range | undefined {
    const end = this.#ends.at(-1);
    if (end === undefined) return undefined;
    this.#to = Math.min(this.#from + this.#length(), end);
    return [this.#from, this.#to];
  }

  /** The call ended well. */
  passed(): void {
    this.#settle();
  }

  /** The call failed. An item that was alone in it is bad. */
  failed(tooLarge: boolean): void {
    if (this.#to - this.#from > 1) {
      if (tooLarge) this.#ends.push((this.#from + this.#to) >> 1);
      else this.#suspectTo = this.#to;
      return;
    }
    this.#settle();
    this.#suspectTo = 0;
    this.#badItems++;
    this.#goodFrom = this.#from;
  }

  #settle(): void {
    this.#from = this.#to;
    while (this.#ends.at(-1) === this.#from) this.#ends.pop();
  }

  #length(): number {
    const suspects = this.#suspectTo - this.#from;
    if (suspects > 0) return Math.max(1, suspects >> 1);
    if (this.#badItems < 2) return this.#size - this.#from;
    const gap = Math.max(this.#goodFrom / this.#badItems, this.#from - this.#goodFrom);
    return gap < LEAST_GAP ? 1 : Math.floor(gap);
  }
}
