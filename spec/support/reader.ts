import { Subject, takeUntil, type Observable } from 'rxjs';

/** A subscriber that can leave from the first synchronous item on. */
export class Reader<T = number> {
  readonly items: T[] = [];
  /** What it ended with, if it did not leave. */
  end: 'complete' | { readonly error: unknown } | undefined;
  /** Resolves when it has ended or left. */
  readonly over: Promise<void>;
  onItem: (item: T) => void = () => undefined;
  readonly #leave$ = new Subject<void>();
  #isOver!: () => void;

  constructor() {
    this.over = new Promise((resolve) => (this.#isOver = resolve));
  }

  read(source$: Observable<T>): this {
    source$.pipe(takeUntil(this.#leave$)).subscribe({
      next: (item) => {
        this.items.push(item);
        this.onItem(item);
      },
      error: (error: unknown) => {
        this.end = { error };
        this.#isOver();
      },
      complete: () => {
        this.end = 'complete';
        this.#isOver();
      },
    });
    return this;
  }

  leave(): void {
    this.#leave$.next();
  }
}
