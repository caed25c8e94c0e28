import type { Answer } from '../answer.js';
import type { Gate } from '../../flow/gate.js';
import type { WorkContext } from '../attempt.js';
import { ChunkAttempt } from '../chunk-attempt.js';
import { knownOf, withKnown } from '../known.js';
import { readAnswer, type Verdict } from '../read-answer.js';
import type { Work, WorkAnswer } from '../work.js';
import type { CacheEntry } from './cache-store.js';
import { callOfPart } from './call-of-part.js';
import { Errand } from './errand.js';
import type { Claimant, Flights } from './flights.js';
import type { GuardedStore } from './guarded-store.js';
import { Slots } from './slots.js';

export interface CacheSettings<T, R> {
  readonly work: Work<T, R>;
  readonly key: (item: T) => string;
  readonly store: GuardedStore;
  readonly flights: Flights;
}

/**
 * One chunk: what the store has of it, what other chunks are working on, and a call for the rest. Of a
 * target that several of its items ask for there is one.
 */
export class CachedCall<T, R> implements Claimant {
  #isOver = false;
  readonly #settings: CacheSettings<T, R>;
  readonly #items: readonly T[];
  readonly #context: WorkContext;
  readonly #slots: Slots<T, R>;
  /** Calls of the store and of work that are under way, or about to be made. */
  #pending = 0;
  /** Targets that others wait for this one with. */
  readonly #leads = new Set<number>();
  readonly #errands = new Set<Errand<R>>();
  #inherited: number[] = [];
  #failure: { readonly reason: unknown } | undefined;
  #settle: { resolve(answer: WorkAnswer<R>): void; reject(reason: unknown): void } | undefined;

  constructor(settings: CacheSettings<T, R>, items: readonly T[], context: WorkContext) {
    this.#settings = settings;
    this.#items = items;
    this.#context = context;
    this.#slots = new Slots(items, settings.key);
  }

  /** At once where nobody has to be waited for. */
  answer(): Answer<WorkAnswer<R>> {
    this.#pending++;
    this.#begin();
    this.#pending--;
    if (this.#isSettled) {
      this.#isOver = true;
      if (this.#failure !== undefined) throw this.#failure.reason;
      return this.#slots.whole;
    }
    const answer = new Promise<WorkAnswer<R>>((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    const { signal } = this.#context;
    if (signal.aborted) this.#giveUp();
    else signal.addEventListener('abort', this.#giveUp, { once: true });
    return withKnown(answer, (reason) => this.#slots.known(reason, this.#errands));
  }

  landed(slot: number, value: unknown): void {
    this.#fulfil(slot, value as R);
    this.#check();
  }

  /** Later, with all that it inherits from one call that failed; and so no stack grows. */
  inherit(slot: number): void {
    this.#leads.add(slot);
    this.#inherited.push(slot);
    if (this.#inherited.length > 1) return;
    this.#pending++;
    void Promise.resolve().then(() => {
      const slots = this.#inherited.sort((a, b) => a - b);
      this.#inherited = [];
      this.#pending--;
      if (this.#isOver) this.#handOver(slots);
      else this.#lead(slots);
      this.#check();
    });
  }

  #begin(): void {
    const { flights, store } = this.#settings;
    const { keys, refused } = this.#slots;
    const isMissing = (slot: number) =>
      !refused.has(slot) && !flights.join(this.#slots.keyOf(slot), this, slot);
    const asked = [...keys.keys()].filter(isMissing);
    if (asked.length === 0) return;
    this.#pending++;
    let isTold = false;
    let isLater = false;
    const wanted = asked.map((slot) => this.#slots.keyOf(slot));
    store.read(wanted, this.#gate, (found) => {
      isTold = true;
      this.#pending--;
      this.#found(asked, found, isLater);
      this.#check();
    });
    if (isTold) return;
    isLater = true;
    this.#take(asked);
  }

  /** Where the store answered at once, nobody can have begun to wait for what it has. */
  #found(asked: readonly number[], found: readonly (CacheEntry | undefined)[], isLater: boolean) {
    if (this.#isOver) return;
    const { flights } = this.#settings;
    const missing = asked.filter((slot, i) => {
      const entry = found[i];
      if (entry === undefined) return true;
      if (isLater) {
        this.#leads.delete(slot);
        flights.land(this.#slots.keyOf(slot), entry.value);
        flights.end(this.#slots.keyOf(slot));
      }
      this.#fulfil(slot, entry.value as R);
      return false;
    });
    if (missing.length === 0) return;
    if (!isLater) this.#take(missing);
    this.#lead(missing);
  }

  #take(slots: readonly number[]): void {
    for (const slot of slots) {
      this.#leads.add(slot);
      this.#settings.flights.start(this.#slots.keyOf(slot));
    }
  }

  #lead(slots: readonly number[]): void {
    const errand = new Errand<R>(slots);
    this.#errands.add(errand);
    const places = this.#slots.placesOf(slots);
    const items = places?.map((place) => this.#items[place] as T) ?? this.#items;
    const context = places ? callOfPart(this.#context, this.#items, places) : this.#context;
    errand.start(this.#settings.work, items, context, {
      done: (answer) => {
        this.#answered(errand, answer);
      },
      failed: (reason) => {
        this.#failed(errand, reason);
      },
    });
  }

  #answered(errand: Errand<R>, answer: WorkAnswer<R>): void {
    let verdict: Verdict<R>;
    try {
      verdict = readAnswer<R>(answer, errand.slots.length);
    } catch (reason) {
      this.#failed(errand, reason);
      return;
    }
    this.#errands.delete(errand);
    // It was given up, and is only told to be late.
    if (this.#isOver) this.#settle?.resolve(undefined);
    else this.#keep(errand.slots, verdict);
    this.#check();
  }

  #failed(errand: Errand<R>, reason: unknown): void {
    this.#errands.delete(errand);
    if (this.#isOver) {
      this.#settle?.reject(reason);
      return;
    }
    this.#failure ??= { reason };
    this.#handOver(errand.slots);
    this.#check();
  }

  /** Failures are not kept: who else wants these targets calls for them. */
  #keep(slots: readonly number[], { values, failures, attempts }: Verdict<R>): void {
    const { flights, store } = this.#settings;
    const at = store.now();
    const entries: [string, CacheEntry][] = [];
    for (const [i, slot] of slots.entries()) {
      const failure = failures.get(i);
      const times = attempts?.[i];
      if (failure === undefined) {
        const value = values[i] as R;
        entries.push([this.#slots.keyOf(slot), { value, at }]);
        this.#leads.delete(slot);
        this.#fulfil(slot, value, times);
        flights.land(this.#slots.keyOf(slot), value);
      } else {
        const { kind, reason } = failure as { kind: 'rejected' | 'skipped'; reason: unknown };
        this.#slots.settle(slot, { status: kind, reason, attempts: times ?? 1 });
        this.#handOver([slot]);
      }
    }
    if (entries.length === 0) return;
    this.#pending++;
    store.write(entries, this.#gate, () => {
      this.#pending--;
      for (const [key] of entries) flights.end(key);
      this.#check();
    });
  }

  #fulfil(slot: number, value: R, attempts?: number): void {
    const outcome = { status: 'fulfilled', value } as const;
    this.#slots.settle(slot, attempts === undefined ? outcome : { ...outcome, attempts });
  }

  /** What work knows already is kept; the rest is for those that wait. */
  readonly #giveUp = () => {
    if (this.#isOver) return;
    this.#isOver = true;
    const { reason } = this.#context.signal as { readonly reason: unknown };
    for (const errand of this.#errands) {
      const known = knownOf(errand.answer)?.(reason);
      if (known !== undefined) this.#keep(errand.slots, readAnswer(known, errand.slots.length));
      if (errand.leave()) this.#errands.delete(errand);
    }
    this.#handOver([...this.#leads]);
    if (this.#errands.size === 0) this.#settle?.reject(reason);
  };

  get #isSettled(): boolean {
    const isIdle = this.#pending === 0 && this.#errands.size === 0;
    return isIdle && (this.#slots.areSettled || this.#failure !== undefined);
  }

  #check(): void {
    if (this.#isOver || !this.#isSettled) return;
    this.#isOver = true;
    this.#context.signal.removeEventListener('abort', this.#giveUp);
    if (this.#failure === undefined) this.#settle?.resolve(this.#slots.whole);
    else this.#settle?.reject(this.#failure.reason);
  }

  get #gate(): Gate | undefined {
    return this.#context instanceof ChunkAttempt ? this.#context.gate : undefined;
  }

  #handOver(slots: Iterable<number>): void {
    for (const slot of slots) {
      if (this.#leads.delete(slot)) this.#settings.flights.handOver(this.#slots.keyOf(slot));
    }
  }
}
