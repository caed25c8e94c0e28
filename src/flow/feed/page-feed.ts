import { isThenable } from '../../core/is-thenable.js';
import { SourceTypeError } from '../../core/source-type-error.js';
import { inspect } from '../../core/inspect.js';
import { Inlet, type Receiver } from '../inlet.js';
import type { PullSource } from '../pull-source.js';
import { Feed, type Outlet } from './feed.js';

/** Small enough to be a step, large enough that asking for it costs nothing per item. */
const PAGE = 500;

/** What handing over a range costs, in single pulls. */
const RANGE = 16;

/** Reads a source page by page, and hands whole ranges to an operator of ours directly below. */
export class PageFeed<T> extends Feed<T> {
  readonly #source: PullSource<T>;
  readonly #signal: AbortSignal;
  readonly #direct: Inlet<T> | undefined;
  #page: readonly T[] = [];
  #at = 0;
  #sought = false;
  #outstanding = false;

  constructor(outlet: Outlet<T>, source: PullSource<T>, signal: AbortSignal) {
    super(outlet);
    this.#source = source;
    this.#signal = signal;
    const { subscriber } = outlet;
    this.#direct = subscriber instanceof Inlet ? (subscriber as Inlet<T>) : undefined;
  }

  protected override drain(): void {
    while (!this.ended && !this.#outstanding) {
      if (this.#at < this.#page.length) {
        if (!this.#emit()) return;
      } else {
        if (!this.mayPull()) return;
        if (!this.#sought) this.#seek();
        this.#request();
      }
    }
  }

  protected override close(): unknown {
    return this.#source.close?.();
  }

  protected override complete(): void {
    this.giveBack();
    super.complete();
  }

  protected override fail(error: unknown): void {
    this.giveBack();
    super.fail(error);
  }

  /** Emits the rest of the page; false when it must stop on the way. */
  #emit(): boolean {
    const page = this.#page;
    // Asked now: while a store was opening, somebody else stood in for the receiver.
    const receiver = this.#direct?.receiver;
    if (receiver?.arriveRange !== undefined) {
      while (this.#at < page.length) {
        if (!this.mayPull(RANGE)) return false;
        this.#at = receiver.arriveRange(page, this.#at, page.length);
      }
    } else {
      while (this.#at < page.length) {
        if (!this.mayPull()) return false;
        this.subscriber.next(page[this.#at++] as T);
      }
    }
    // Only whoever numbers, and stands directly below, knows how many items a cursor stands for.
    if (this.#source.position !== undefined) receiver?.reached?.(this.#source.position());
    return true;
  }

  /** Goes on where an earlier attempt at the run has stored everything before. */
  #seek(): void {
    this.#sought = true;
    const receiver = this.#direct?.receiver;
    const mark = receiver?.mark;
    if (mark === undefined || this.#source.seek === undefined) return;
    this.#source.seek(mark.cursor);
    receiver?.goTo?.(mark);
  }

  #request(): void {
    this.pulling = true;
    const answer = this.#source.pull(PAGE, this.#signal);
    this.pulling = false;
    this.closeIfLeft();
    if (!isThenable(answer)) {
      if (!this.ended) this.#take(answer);
      return;
    }
    // Also when nobody reads any more: its rejection would be nobody's.
    this.#outstanding = true;
    answer.then(
      (page) => {
        this.#outstanding = false;
        if (this.ended) return;
        try {
          this.#take(page);
        } catch (error) {
          this.fail(error);
        }
        this.run();
      },
      (error: unknown) => {
        this.#outstanding = false;
        this.fail(error);
      },
    );
  }

  #take(page: readonly T[] | null): void {
    if (page === null) {
      this.complete();
      return;
    }
    if (!Array.isArray(page)) {
      throw new SourceTypeError(
        `fromSource: "pull" must give an array or null; it gave ${inspect(page)}`,
        page,
      );
    }
    this.#page = page as readonly T[];
    this.#at = 0;
  }
}
