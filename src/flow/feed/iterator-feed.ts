import { Feed, type Outlet } from './feed.js';

/** Reads a synchronous iterator, item by item. */
export class IteratorFeed<T> extends Feed<T> {
  private readonly _iterator: Iterator<T>;

  constructor(outlet: Outlet<T>, iterator: Iterator<T>) {
    super(outlet);
    this._iterator = iterator;
  }

  protected override drain(): void {
    const iterator = this._iterator;
    while (this.mayPull()) {
      this.pulling = true;
      const result = iterator.next();
      this.pulling = false;
      if (this.ended) {
        this.closeIfLeft();
        return;
      }
      if (result.done) {
        this.complete();
        return;
      }
      this.subscriber.next(result.value);
    }
  }

  protected override close(): unknown {
    return this._iterator.return?.();
  }
}
