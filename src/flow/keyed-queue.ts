import { Queue } from '../core/queue.js';

interface Entry<T> {
  readonly input: T;
  readonly place: number;
  readonly keys: readonly unknown[];
  /** Of how many of its keys an earlier one is not done. */
  behind: number;
}

/** Whose queue it is. */
interface Owner {
  /** Is told what `keysOf` throws; the input is left out. */
  abort(error: unknown): void;
}

/**
 * Gives out an input when all earlier ones that share a key with it are done, so that at most one of
 * each key is out, in the order of arrival. One whose keys are free overtakes those that wait. Each
 * arrival stands in a line for each of its keys, so nothing is ever looked for.
 */
export class KeyedQueue<T> extends Queue<T> {
  /** The place, in the order of arrival, of what was given out last. */
  place = 0;
  override length = 0;
  readonly #keysOf: (input: T) => readonly unknown[];
  readonly #owner: Owner;
  #ready = new Queue<Entry<T>>();
  /** All that wait, by their places. */
  readonly #waiting = new Map<number, Entry<T>>();
  readonly #out = new Map<number, Entry<T>>();
  /** At the head of each line is who is out, or may be. */
  readonly #lines = new Map<unknown, Queue<Entry<T>>>();
  #places = 0;

  constructor(keysOf: (input: T) => readonly unknown[], owner: Owner) {
    super();
    this.#keysOf = keysOf;
    this.#owner = owner;
  }

  override get ready(): boolean {
    return this.#ready.length > 0;
  }

  override push(input: T): void {
    let keys: readonly unknown[];
    try {
      keys = this.#keysOf(input);
    } catch (error) {
      this.#owner.abort(error);
      return;
    }
    const entry: Entry<T> = { input, place: this.#places++, keys, behind: 0 };
    for (const key of keys) {
      const line = this.#lines.get(key) ?? new Queue<Entry<T>>();
      if (line.length > 0) entry.behind++;
      else this.#lines.set(key, line);
      line.push(entry);
    }
    this.length++;
    this.#waiting.set(entry.place, entry);
    if (entry.behind === 0) this.#ready.push(entry);
  }

  override shift(): T | undefined {
    const entry = this.#ready.shift();
    if (entry === undefined) return undefined;
    this.length--;
    this.#waiting.delete(entry.place);
    this.#out.set(entry.place, entry);
    this.place = entry.place;
    return entry.input;
  }

  /** What was given out at this place is done: the next in its lines may come. */
  done(place: number): void {
    const entry = this.#out.get(place);
    this.#out.delete(place);
    for (const key of entry?.keys ?? []) {
      const line = this.#lines.get(key);
      line?.shift();
      const next = line?.peek();
      if (next === undefined) this.#lines.delete(key);
      else if (--next.behind === 0) this.#ready.push(next);
    }
  }

  override clear(): void {
    this.length = 0;
    this.#ready.clear();
    this.#waiting.clear();
    this.#out.clear();
    this.#lines.clear();
  }

  override *[Symbol.iterator](): Iterator<T> {
    for (const { input } of this.#waiting.values()) yield input;
  }
}
