const MOST = 16_384;
const WORTH_MOVING = 64;
/** A wait that rounding made nothing of would be tried again at the same time, for ever. */
const SHORTEST = 0.001;

/**
 * What was spent, and when: a ring in the order of time. What was spent at the same time is one entry.
 * It holds at most 16,384 entries: beyond, each two neighbours become one, counted at the later time.
 */
export class Spent {
  #times: number[] = [];
  #costs: number[] = [];
  #head = 0;
  #sum = 0;

  /** Adds what is spent now; a clock that has gone back stands still. */
  add(now: number, cost: number): void {
    const last = this.#times.length - 1;
    if (last >= this.#head && (this.#times[last] as number) >= now) {
      this.#costs[last] = (this.#costs[last] as number) + cost;
    } else {
      if (this.#times.length - this.#head === MOST) this.#halve();
      this.#times.push(now);
      this.#costs.push(cost);
    }
    this.#sum += cost;
  }

  /** Counts what was spent from then on as spent now. */
  move(from: number, now: number): void {
    let cost = 0;
    while (this.#times.length > this.#head && (this.#times.at(-1) as number) >= from) {
      cost += this.#costs.pop() as number;
      this.#times.pop();
    }
    this.#sum -= cost;
    if (cost > 0) this.add(now, cost);
  }

  /** Milliseconds until at most so much was spent within `per`. */
  wait(now: number, per: number, most: number): number {
    this.forget(now, per);
    let [left, at] = [this.#sum, this.#head];
    while (left > most && at < this.#times.length) left -= this.#costs[at++] as number;
    if (at === this.#head) return 0;
    return Math.max(SHORTEST, (this.#times[at - 1] as number) + per - now);
  }

  /** Leaves out what no longer counts; true if nothing is left. */
  forget(now: number, per: number): boolean {
    const before = this.#head;
    const { length } = this.#times;
    // By the difference, as whoever measures does: the sum of a time and `per` is rounded otherwise.
    while (this.#head < length && now - (this.#times[this.#head] as number) >= per) {
      this.#sum -= this.#costs[this.#head++] as number;
    }
    if (this.#head === length) {
      if (length > 0) this.#keep([], []);
      return true;
    }
    if (this.#head !== before && this.#head > WORTH_MOVING && this.#head * 2 > length) {
      this.#keep(this.#times.slice(this.#head), this.#costs.slice(this.#head));
    }
    return false;
  }

  #halve(): void {
    const [times, costs]: [number[], number[]] = [[], []];
    for (let at = this.#head; at < this.#times.length; at += 2) {
      times.push((this.#times[at + 1] ?? this.#times[at]) as number);
      costs.push((this.#costs[at] as number) + (this.#costs[at + 1] ?? 0));
    }
    this.#keep(times, costs);
  }

  /** Sums up anew, so that the errors of fractions do not grow. */
  #keep(times: number[], costs: number[]): void {
    this.#times = times;
    this.#costs = costs;
    this.#head = 0;
    this.#sum = costs.reduce((sum, cost) => sum + cost, 0);
  }
}
