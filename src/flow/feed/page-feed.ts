import { isThenable } from '../../core/is-thenable.js';
import { SourceTypeError } from '../../core/source-type-error.js';
import { inspect } from '../../core/inspect.js';
import { Inlet } from '../inlet.js';
import type { PullSource } from '../pull-source.js';
import { Feed, type Outlet } from './feed.js';

/** Small enough to be a step, large enough that asking for it costs nothing per item. */
const PAGE = 500;

/** What handing over a range costs, in single pulls. */
const RANGE = 16;

/** Reads a source page by page, and hands whole ranges to an operator of ours directly below. */
export class PageFeed<T> extends Feed<T> {
  private readonly _source: PullSource<T>;
  private readonly _signal: AbortSignal;
  private readonly _direct: Inlet<T> | undefined;
  private _page: readonly T[] = [];
  private _at = 0;
  private _sought = false;
  private _outstanding = false;

  constructor(outlet: Outlet<T>, source: PullSource<T>, signal: AbortSignal) {
    super(outlet);
    this._source = source;
    this._signal = signal;
    const { subscriber } = outlet;
    this._direct = subscriber instanceof Inlet ? (subscriber as Inlet<T>) : undefined;
  }

  protected override drain(): void {
    while (!this.ended && !this._outstanding) {
      if (this._at < this._page.length) {
        if (!this._emit()) return;
      } else {
        if (!this.mayPull()) return;
        if (!this._sought) this._seek();
        this._request();
      }
    }
  }

  protected override close(): unknown {
    return this._source.close?.();
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
  private _emit(): boolean {
    const page = this._page;
    // Asked now: while a store was opening, somebody else stood in for the receiver.
    const receiver = this._direct?.receiver;
    if (receiver?.arriveRange !== undefined) {
      while (this._at < page.length) {
        if (!this.mayPull(RANGE)) return false;
        this._at = receiver.arriveRange(page, this._at, page.length);
      }
    } else {
      while (this._at < page.length) {
        if (!this.mayPull()) return false;
        this.subscriber.next(page[this._at++] as T);
      }
    }
    // Only whoever numbers, and stands directly below, knows how many items a cursor stands for.
    if (this._source.position !== undefined) receiver?.reached?.(this._source.position());
    return true;
  }

  /** Goes on where an earlier attempt at the run has stored everything before. */
  private _seek(): void {
    this._sought = true;
    const receiver = this._direct?.receiver;
    const mark = receiver?.mark;
    if (mark === undefined || this._source.seek === undefined) return;
    this._source.seek(mark.cursor);
    receiver?.goTo?.(mark);
  }

  private _request(): void {
    this.pulling = true;
    const answer = this._source.pull(PAGE, this._signal);
    this.pulling = false;
    this.closeIfLeft();
    if (!isThenable(answer)) {
      if (!this.ended) this._take(answer);
      return;
    }
    // Also when nobody reads any more: its rejection would be nobody's.
    this._outstanding = true;
    answer.then(
      (page) => {
        this._outstanding = false;
        if (this.ended) return;
        try {
          this._take(page);
        } catch (error) {
          this.fail(error);
        }
        this.run();
      },
      (error: unknown) => {
        this._outstanding = false;
        this.fail(error);
      },
    );
  }

  private _take(page: readonly T[] | null): void {
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
    this._page = page as readonly T[];
    this._at = 0;
  }
}
