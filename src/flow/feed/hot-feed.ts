import { takeWhile, type Observable, type Subscription } from 'rxjs';
import { BufferOverflowError } from '../../core/buffer-overflow-error.js';
import { Queue } from '../../core/queue.js';
import { Feed, type Outlet } from './feed.js';

/** What to do when the buffer of a source that cannot be paused is full. */
export type Overflow = 'error' | 'dropOldest' | 'dropNewest';

/** How a source is buffered that cannot be paused. */
export interface HotPolicy {
  /** Items that may wait. */
  readonly buffer: number;
  readonly overflow: Overflow;
}

/** Buffers, within a bound, what a source gives that cannot be paused. */
export class HotFeed<T> extends Feed<T> {
  readonly #queue = new Queue<T>();
  readonly #buffer: number;
  readonly #overflow: Overflow;
  #dropped = 0;
  readonly #hot$: Observable<T>;
  #over: { readonly error?: unknown; readonly failed: boolean } | undefined;
  #subscription: Subscription | undefined;

  constructor(outlet: Outlet<T>, hot$: Observable<T>, { buffer, overflow }: HotPolicy) {
    super(outlet);
    this.#hot$ = hot$;
    this.#buffer = buffer;
    this.#overflow = overflow;
  }

  /** Listens with an observer of its own, since nothing above a hot source is to find our gate. */
  override start(): void {
    super.start();
    if (this.ended) return;
    const wanted$ = this.#hot$.pipe(takeWhile(() => !this.ended));
    const subscription = wanted$.subscribe({
      next: (value) => {
        this.#arrive(value);
      },
      error: (error: unknown) => {
        this.#end({ error, failed: true });
      },
      complete: () => {
        this.#end({ failed: false });
      },
    });
    if (this.ended) subscription.unsubscribe();
    else this.#subscription = subscription;
  }

  protected override drain(): void {
    while (this.#queue.length > 0) {
      // Only a backlog is worked off in slices: a source that cannot be paused does not wait for us.
      if (!(this.#queue.length > 1 ? this.mayPull() : this.mayEmit())) return;
      this.subscriber.next(this.#queue.shift() as T);
    }
    if (this.#over === undefined) return;
    if (this.#over.failed) this.fail(this.#over.error);
    else this.complete();
  }

  protected override close(): void {
    this.#queue.clear();
    this.#subscription?.unsubscribe();
  }

  #arrive(value: T): void {
    if (this.#queue.length >= this.#buffer && !this.#makeRoom()) return;
    this.#queue.push(value);
    if (!this.waiting) this.run();
  }

  /** False if the newcomer is to be dropped. */
  #makeRoom(): boolean {
    if (this.#overflow === 'error') {
      const arrived = this.#queue.length + 1;
      this.giveBack();
      this.fail(new BufferOverflowError('fromSource', arrived, this.#buffer));
      return false;
    }
    this.announce({ type: 'dropped', count: ++this.#dropped });
    if (this.#overflow === 'dropNewest') return false;
    this.#queue.shift();
    return true;
  }

  #end(over: { readonly error?: unknown; readonly failed: boolean }): void {
    this.#over = over;
    if (!this.waiting) this.run();
  }
}
