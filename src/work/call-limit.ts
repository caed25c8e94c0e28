/** A chunk whose items are started one by one. */
export interface Startable {
  readonly hasMore: boolean;
  startNext(): void;
}

/** Starts items, the oldest chunk's first, while fewer than so many run; a loop, so no stack grows. */
export class CallLimit {
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

  add(chunk: Startable): void {
    this.#chunks.push(chunk);
    this.#start();
  }

  /** So many items have ended, or were given up. */
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
