/** Why an item is not called for. */
export interface Refused {
  readonly reason: unknown;
}

/** What starts items. */
export interface Starter {
  concurrency: number;
  add(chunk: Startable): void;
  /** So many items have ended, or were given up. */
  release(items: number): void;
  /** One of them was at this line. */
  done(line: number): void;
}

/** A chunk whose items are started one by one. */
export interface Startable {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
  startNext(): void;
  /** The item at this place. `line` is for `done`; a failure is why it cannot be called for. */
  start(place: number, line: number, failure: Refused | undefined): void;
}

/** Starts items, the oldest chunk's first, while fewer than so many run; a loop, so no stack grows. */
export class CallLimit implements Starter {
  #running = 0;
  #starting = false;
  readonly #chunks: Startable[] = [];

  #concurrency: number;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** A lower one cancels nothing: no item is started until fewer run. */
  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
    this.#start();
  }

  /** Nobody waits for it. */
  done(): void {}

  add(chunk: Startable): void {
    this.#chunks.push(chunk);
    this.#start();
  }

  release(items: number): void {
    this.#running -= items;
    this.#start();
  }

  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    while (this.#running < this.#concurrency) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) break;
      if (chunk.hasMore) {
        this.#running++;
        chunk.startNext();
      } else {
        this.#chunks.shift();
      }
    }
    this.#starting = false;
  }
}
