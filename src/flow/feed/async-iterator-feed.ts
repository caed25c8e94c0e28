import { isThenable } from '../../core/is-thenable.js';
import { Feed, type Outlet } from './feed.js';

/** No answer: not undefined, since that is what a broken iterator answers. */
const NONE = {} as IteratorResult<never>;

/** Reads an asynchronous iterator, one outstanding `next()` at a time. */
export class AsyncIteratorFeed<T> extends Feed<T> {
  private readonly _iterator: AsyncIterator<T>;
  private _answer: IteratorResult<T> = NONE;
  private _outstanding = false;
  /** Bound once: a closure per item would cost more than the item. */
  private readonly _answered = (result: IteratorResult<T>) => {
    this._outstanding = false;
    if (this.ended) return;
    this._answer = result;
    this.run();
  };
  private readonly _refused = (error: unknown) => {
    this._outstanding = false;
    this.fail(error);
  };

  constructor(outlet: Outlet<T>, iterator: AsyncIterator<T>) {
    super(outlet);
    this._iterator = iterator;
  }

  protected override drain(): void {
    while (!this.ended && !this._outstanding) {
      const answer = this._answer;
      if (answer === NONE) {
        if (!this.mayPull()) return;
        this._request();
      } else if (answer.done) {
        this.complete();
      } else {
        // An answer that comes while the gate is closed is kept, not emitted.
        if (!this.mayEmit()) return;
        this._answer = NONE;
        this.subscriber.next(answer.value);
      }
    }
  }

  protected override close(): unknown {
    return this._iterator.return?.();
  }

  private _request(): void {
    this.pulling = true;
    const answer: unknown = this._iterator.next();
    this.pulling = false;
    this.closeIfLeft();
    if (isThenable(answer)) {
      this._outstanding = true;
      (answer as PromiseLike<IteratorResult<T>>).then(this._answered, this._refused);
    } else {
      this._answer = answer as IteratorResult<T>;
    }
  }
}
