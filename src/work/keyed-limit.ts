import { KeyedQueue } from '../flow/keyed-queue.js';
import type { Refused, Startable, Starter } from './call-limit.js';

interface Waiting {
  readonly chunk: Startable;
  readonly place: number;
  /** Why its key is not known. */
  refused: Refused | undefined;
}

/**
 * Starts items while fewer than so many run, and none while one of its key does: over all chunks, in the
 * order in which they came. What is free overtakes.
 */
export class KeyedLimit<T> implements Starter {
  #running = 0;
  #starting = false;
  #concurrency: number;
  readonly #queue: KeyedQueue<Waiting>;

  constructor(concurrency: number, key: (item: T) => unknown) {
    this.#concurrency = concurrency;
    const keysOf = (waiting: Waiting) => {
      try {
        return [key(waiting.chunk.items[waiting.place] as T)];
      } catch (reason) {
        waiting.refused = { reason };
        return [];
      }
    };
    this.#queue = new KeyedQueue(keysOf, { abort: () => undefined });
  }

  set concurrency(concurrency: number) {
    this.#concurrency = concurrency;
    this.#start();
  }

  add(chunk: Startable): void {
    for (let place = 0; place < chunk.items.length; place++) {
      this.#queue.push({ chunk, place, refused: undefined });
    }
    this.#start();
  }

  release(items: number): void {
    this.#running -= items;
    this.#start();
  }

  done(line: number): void {
    this.#queue.done(line);
  }

  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    while (this.#running < this.#concurrency && this.#queue.ready) {
      const { chunk, place, refused } = this.#queue.shift() as Waiting;
      const line = this.#queue.place;
      if (chunk.hasMore) {
        this.#running++;
        chunk.start(place, line, refused);
      } else {
        this.#queue.done(line);
      }
    }
    this.#starting = false;
  }
}
