import type { Range } from './chunk.js';

/** A set of positions, kept as ranges that neither overlap nor touch, in ascending order. */
export class RangeSet {
  readonly #ranges: [start: number, end: number][] = [];

  constructor(ranges: Iterable<Range> = []) {
    for (const range of ranges) this.add(range);
  }

  /** A copy, to be stored. */
  get ranges(): readonly Range[] {
    return this.#ranges.map(([start, end]) => [start, end] as const);
  }

  /** How many positions are in it. */
  get size(): number {
    return this.#ranges.reduce((sum, [start, end]) => sum + end - start, 0);
  }

  /** The first position that is not in it: everything below it is. */
  get watermark(): number {
    const first = this.#ranges[0];
    return first?.[0] === 0 ? first[1] : 0;
  }

  /** The same, as it would be with these ranges taken in. */
  watermarkWith(ranges: readonly Range[]): number {
    const others = [...ranges].sort((a, b) => a[0] - b[0]);
    let watermark = 0;
    for (let own = 0, other = 0; ;) {
      const [start = Infinity, end = 0] = this.#ranges[own] ?? [];
      const [otherStart = Infinity, otherEnd = 0] = others[other] ?? [];
      if (Math.min(start, otherStart) > watermark) return watermark;
      if (start <= otherStart) own++;
      else other++;
      watermark = Math.max(watermark, start <= otherStart ? end : otherEnd);
    }
  }

  /** Behind the last position that is in it. */
  get end(): number {
    return this.#ranges.at(-1)?.[1] ?? 0;
  }

  has(position: number): boolean {
    return this.firstIn([position, position + 1]) !== undefined;
  }

  /** The first position of the range that is in it. */
  firstIn([start, end]: Range): number | undefined {
    const range = this.#ranges[this.#firstEndingAfter(start)];
    const first = Math.max(range?.[0] ?? Infinity, start);
    return first < end ? first : undefined;
  }

  /** The parts of the range that are not in it. */
  missingIn([start, end]: Range): readonly Range[] {
    const ranges = this.#ranges;
    const missing: Range[] = [];
    let at = start;
    for (let i = this.#firstEndingAfter(start); at < end; i++) {
      const [from, to] = ranges[i] ?? [end, end];
      if (from > at) missing.push([at, Math.min(from, end)]);
      at = to;
    }
    return missing;
  }

  /** Takes positions in; those that touch what is there grow it. */
  add([start, end]: Range): void {
    if (end <= start) return;
    const ranges = this.#ranges;
    // Nearly always: what comes next.
    const last = ranges.at(-1);
    if (last?.[1] === start) {
      last[1] = end;
      return;
    }
    // A range that ends where this one starts is grown, too: hence the one before.
    const from = this.#firstEndingAfter(start - 1);
    let to = from;
    let low = start;
    let high = end;
    for (let range = ranges[to]; range !== undefined && range[0] <= end; range = ranges[++to]) {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
    }
    ranges.splice(from, to - from, [low, high]);
  }

  /** Takes positions out. */
  remove([start, end]: Range): void {
    if (start >= end) return;
    const ranges = this.#ranges;
    const from = this.#firstEndingAfter(start);
    let to = from;
    const left: [number, number][] = [];
    for (let range = ranges[to]; range !== undefined && range[0] < end; range = ranges[++to]) {
      if (range[0] < start) left.push([range[0], start]);
      if (range[1] > end) left.push([end, range[1]]);
    }
    ranges.splice(from, to - from, ...left);
  }

  /** Index of the first range whose end is above the position; binary, since ranges may be many. */
  #firstEndingAfter(position: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ranges[middle]?.[1] ?? 0) > position) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
