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
  private readonly _source: PullSource<T>;
  private readonly _signal: AbortSignal;
  private readonly _taker: Inlet<T> | undefined;
  private _page: readonly T[] = [];
  private _at = 0;
  private _outstanding = false;

  constructor(outlet: Outlet<T>, source: PullSource<T>, signal: AbortSignal) {
    super(outlet);
    this._source = source;
    this._signal = signal;
    const { subscriber } = outlet;
    this._taker = subscriber instanceof Inlet ? (subscriber as Inlet<T>) : undefined;
  }

  protected override drain(): void {
    while (!this.ended && !this._outstanding) {
      if (this._at < this._page.length) {
        if (!this._emit()) return;
      } else {
        if (!this.mayPull()) return;
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
    const receiver = this._taker?.receiver;
    if (receiver?.arriveRange !== undefined) return this._emitRanges(receiver, page);
    while (this._at < page.length) {
      if (!this.mayPull()) return false;
      this.subscriber.next(page[this._at++] as T);
    }
    return true;
  }

  private _emitRanges(receiver: Receiver<T>, page: readonly T[]): boolean {
    while (this._at < page.length) {
      if (!this.mayPull(RANGE)) return false;
      this._at = receiver.arriveRange?.(page, this._at, page.length) ?? page.length;
    }
    return true;
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
