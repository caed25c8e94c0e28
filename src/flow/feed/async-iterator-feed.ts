import { isThenable } from '../../core/is-thenable.js';
import { Feed, type Outlet } from './feed.js';

/** No answer: not undefined, since that is what a broken iterator answers. */
const NONE = {} as IteratorResult<never>;

/** Reads an asynchronous iterator, one outstanding `next()` at a time. */
export class AsyncIteratorFeed<T> extends Feed<T> {
  readonly #iterator: AsyncIterator<T>;
  #answer: IteratorResult<T> = NONE;
  #outstanding = false;
  /** Bound once: a closure per item would cost more than the item. */
  readonly #answered = (result: IteratorResult<T>) => {
    this.#outstanding = false;
    if (this.ended) return;
    this.#answer = result;
    this.run();
  };
  readonly #refused = (error: unknown) => {
    this.#outstanding = false;
    this.fail(error);
  };

  constructor(outlet: Outlet<T>, iterator: AsyncIterator<T>) {
    super(outlet);
    this.#iterator = iterator;
  }

  protected override drain(): void {
    while (!this.ended && !this.#outstanding) {
      const answer = this.#answer;
      if (answer === NONE) {
        if (!this.mayPull()) return;
        this.#request();
      } else if (answer.done) {
        this.complete();
      } else {
        // An answer that comes while the gate is closed is kept, not emitted.
        if (!this.mayEmit()) return;
        this.#answer = NONE;
        this.subscriber.next(answer.value);
      }
    }
  }

  protected override close(): unknown {
    return this.#iterator.return?.();
  }

  #request(): void {
    this.pulling = true;
    const answer: unknown = this.#iterator.next();
    this.pulling = false;
    this.closeIfLeft();
    if (isThenable(answer)) {
      this.#outstanding = true;
      (answer as PromiseLike<IteratorResult<T>>).then(this.#answered, this.#refused);
    } else {
      this.#answer = answer as IteratorResult<T>;
    }
  }
}
