interface Place<O> {
  values: O[];
  closed: boolean;
}

/**
 * Puts results that come in any order back into the order of their places: pure, it only says what
 * is to be handed on, and when.
 */
export class InOrder<O> {
  /** Places that are closed and wait for an earlier one. */
  kept = 0;
  readonly #emit: (value: O) => void;
  readonly #atHead: (place: number) => void;
  readonly #later = new Map<number, Place<O>>();
  #head = 0;
  #flushing = false;

  /** `atHead` is told a place that had to wait, when nothing of it waits any more. */
  constructor(emit: (value: O) => void, atHead: (place: number) => void = () => undefined) {
    this.#emit = emit;
    this.#atHead = atHead;
  }

  /** What waits for the turn of its place. */
  *values(): Generator<O, void, undefined> {
    for (const { values } of this.#later.values()) yield* values;
  }

  /** Hands the value on, or keeps it until it is its place's turn; false means kept. */
  add(place: number, value: O): boolean {
    // While earlier values of the head are being handed on, a newcomer has to queue behind them.
    if (place === this.#head && !this.#flushing) {
      this.#emit(value);
      return true;
    }
    this.#at(place).values.push(value);
    return false;
  }

  /** No more values for this place. */
  close(place: number): void {
    if (place !== this.#head || this.#flushing) {
      this.#at(place).closed = true;
      this.kept++;
      return;
    }
    this.#later.delete(this.#head++);
    if (this.#later.size > 0) this.#flush();
  }

  #flush(): void {
    this.#flushing = true;
    try {
      for (;;) {
        const place = this.#later.get(this.#head);
        if (place === undefined) break;
        const { values } = place;
        // Taken out first: what is being handed on no longer waits.
        place.values = [];
        for (const value of values) this.#emit(value);
        if (place.values.length > 0) continue;
        if (!place.closed) break;
        this.#later.delete(this.#head++);
        this.kept--;
      }
    } finally {
      this.#flushing = false;
    }
    this.#atHead(this.#head);
  }

  #at(number: number): Place<O> {
    let place = this.#later.get(number);
    if (place === undefined) {
      place = { values: [], closed: false };
      this.#later.set(number, place);
    }
    return place;
  }
}
