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
  private readonly _queue = new Queue<T>();
  private readonly _buffer: number;
  private readonly _overflow: Overflow;
  private _dropped = 0;
  private readonly _hot$: Observable<T>;
  private _over: { readonly error?: unknown; readonly failed: boolean } | undefined;
  private _subscription: Subscription | undefined;

  constructor(outlet: Outlet<T>, hot$: Observable<T>, { buffer, overflow }: HotPolicy) {
    super(outlet);
    this._hot$ = hot$;
    this._buffer = buffer;
    this._overflow = overflow;
  }

  /** Listens with an observer of its own, since nothing above a hot source is to find our gate. */
  override start(): void {
    super.start();
    if (this.ended) return;
    const wanted$ = this._hot$.pipe(takeWhile(() => !this.ended));
    const subscription = wanted$.subscribe({
      next: (value) => {
        this._arrive(value);
      },
      error: (error: unknown) => {
        this._end({ error, failed: true });
      },
      complete: () => {
        this._end({ failed: false });
      },
    });
    if (this.ended) subscription.unsubscribe();
    else this._subscription = subscription;
  }

  protected override drain(): void {
    while (this._queue.length > 0) {
      // Only a backlog is worked off in slices: a source that cannot be paused does not wait for us.
      if (!(this._queue.length > 1 ? this.mayPull() : this.mayEmit())) return;
      this.subscriber.next(this._queue.shift() as T);
    }
    if (this._over === undefined) return;
    if (this._over.failed) this.fail(this._over.error);
    else this.complete();
  }

  protected override close(): void {
    this._queue.clear();
    this._subscription?.unsubscribe();
  }

  private _arrive(value: T): void {
    if (this._queue.length >= this._buffer && !this._makeRoom()) return;
    this._queue.push(value);
    if (!this.waiting) this.run();
  }

  /** False if the newcomer is to be dropped. */
  private _makeRoom(): boolean {
    if (this._overflow === 'error') {
      const arrived = this._queue.length + 1;
      this.giveBack();
      this.fail(new BufferOverflowError('fromSource', arrived, this._buffer));
      return false;
    }
    this.announce({ type: 'dropped', count: ++this._dropped });
    if (this._overflow === 'dropNewest') return false;
    this._queue.shift();
    return true;
  }

  private _end(over: { readonly error?: unknown; readonly failed: boolean }): void {
    this._over = over;
    if (!this.waiting) this.run();
  }
}
