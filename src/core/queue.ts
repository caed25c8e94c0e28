/**
 * First in, first out, with O(1) at both ends: a ring whose size is a power of two. An array with
 * `shift()` costs O(n) per item from a few thousand on, which makes `mergeMap` quadratic.
 */
export class Queue<T> {
  length = 0;
  #ring: (T | undefined)[] = [];
  #mask = -1;
  #head = 0;

  push(value: T): void {
    if (this.length > this.#mask) this.#grow();
    this.#ring[(this.#head + this.length++) & this.#mask] = value;
  }

  /** Whether `shift` has something to give. */
  get ready(): boolean {
    return this.length > 0;
  }

  /** The oldest value, left in. */
  peek(): T | undefined {
    return this.#ring[this.#head];
  }

  /** The oldest value, taken out. Ask `length` first: of an empty queue it is undefined. */
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const value = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
    return value;
  }

  clear(): void {
    this.#ring = [];
    this.#mask = -1;
    this.#head = 0;
    this.length = 0;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.length; i++) yield this.#ring[(this.#head + i) & this.#mask] as T;
  }

  #grow(): void {
    const values = [...this];
    const size = Math.max(8, values.length * 2);
    while (values.length < size) values.push(undefined as T);
    this.#ring = values;
    this.#mask = size - 1;
    this.#head = 0;
  }
}
