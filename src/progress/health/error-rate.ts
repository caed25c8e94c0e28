const BUCKETS = 10;
/** Errors may be of a new class each. */
const MOST_CLASSES = 20;
/** It has to fall so far below its limit before it counts as low again, or it would be told of at each item. */
const RETURN = 0.75;

export interface ErrorRateSettings {
  /** Above this part of items that failed, it is high. */
  readonly limit: number;
  /** How far it looks back, in ms. */
  readonly window: number;
  /** With fewer items nothing is said. */
  readonly minItems: number;
}

/** What is told when it has become high, or low again. */
export interface ErrorRateVerdict {
  readonly high: boolean;
  readonly ratio: number;
  readonly failed: number;
  readonly done: number;
  readonly classes: Readonly<Record<string, number>>;
}

interface Bucket {
  done: number;
  failed: number;
  readonly classes: Map<string, number>;
}

/** The part of items that failed, over a sliding window of ten buckets. */
export class ErrorRate {
  readonly #settings: ErrorRateSettings;
  readonly #span: number;
  /** How many have failed, ever. */
  failures = 0;
  readonly #buckets: Bucket[] = Array.from({ length: BUCKETS }, () => ({
    ...{ done: 0, failed: 0, classes: new Map() },
  }));
  #at: number;
  #current: Bucket;
  #isHigh = false;

  constructor(settings: ErrorRateSettings, now: number) {
    this.#settings = settings;
    this.#span = settings.window / BUCKETS;
    this.#at = Math.floor(now / this.#span);
    this.#current = this.#bucketAt(this.#at);
  }

  get isHigh(): boolean {
    return this.#isHigh;
  }

  /** So many items are done, whether they failed or not. */
  add(items: number, now: number): void {
    this.#moveTo(now);
    this.#current.done += items;
  }

  /** One of them failed. */
  addFailure(name: string): void {
    const { classes } = this.#current;
    this.failures++;
    this.#current.failed++;
    const key = classes.has(name) || classes.size < MOST_CLASSES ? name : 'other';
    classes.set(key, (classes.get(key) ?? 0) + 1);
  }

  /** What there is to tell, each time that it becomes high or low. */
  judge(now: number): ErrorRateVerdict | undefined {
    this.#moveTo(now);
    let [done, failed] = [0, 0];
    for (const bucket of this.#buckets) {
      done += bucket.done;
      failed += bucket.failed;
    }
    const { limit, minItems } = this.#settings;
    const ratio = done === 0 ? 0 : failed / done;
    const high = this.#isHigh ? ratio > limit * RETURN : ratio > limit && done >= minItems;
    if (high === this.#isHigh) return undefined;
    this.#isHigh = high;
    return { high, ratio, failed, done, classes: this.#classes() };
  }

  #classes(): Record<string, number> {
    const sums = new Map<string, number>();
    for (const { classes } of this.#buckets) {
      for (const [name, count] of classes) {
        const key = sums.has(name) || sums.size < MOST_CLASSES ? name : 'other';
        sums.set(key, (sums.get(key) ?? 0) + count);
      }
    }
    return Object.fromEntries(sums);
  }

  #moveTo(now: number): void {
    const to = Math.floor(now / this.#span);
    if (to <= this.#at) return;
    for (let at = Math.max(this.#at + 1, to - BUCKETS + 1); at <= to; at++) {
      const bucket = this.#bucketAt(at);
      bucket.done = bucket.failed = 0;
      bucket.classes.clear();
    }
    this.#at = to;
    this.#current = this.#bucketAt(to);
  }

  #bucketAt(at: number): Bucket {
    return this.#buckets[at % BUCKETS] as Bucket;
  }
}
