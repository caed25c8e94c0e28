import type { SchedulerLike, Subscription } from 'rxjs';
import { clockOf, type Clock } from '../../core/clock.js';
import type { Rate, Share } from './rate.js';
import { SlidingWindow } from './sliding-window.js';

interface Call {
  readonly shares: readonly Share[];
  readonly run: () => void;
}

/** Who is told that there may be room again. */
export interface TurnTaker {
  /** Runs all that a timer does within a turn of the flow. */
  inTurn(body: () => void): void;
  /** There may be room, and no call waits for it. */
  onRoom(): void;
}

/**
 * A rate limit on the clock: calls wait for their turn, first come, first served for each key. One
 * timer, and none while nobody waits. A timer may be early: whoever was woken looks at the clock.
 */
export class Turns {
  readonly #scheduler: SchedulerLike;
  readonly #clock: Clock;
  readonly #taker: TurnTaker;
  #window: SlidingWindow | undefined;
  readonly #calls = new Set<Call>();
  /** How many calls wait for each key. */
  readonly #keys = new Map<unknown, number>();
  #timer: Subscription | undefined;
  #due = Infinity;
  #wakeTaker = false;

  constructor(scheduler: SchedulerLike, taker: TurnTaker) {
    this.#scheduler = scheduler;
    this.#clock = clockOf(scheduler);
    this.#taker = taker;
  }

  /** The rate from now on; before the first, nothing passes. */
  change({ limit, per }: Rate<never>): void {
    if (this.#window === undefined) this.#window = new SlidingWindow(limit, per);
    else this.#window.change(this.#clock(), limit, per);
    this.#sleep();
    this.#taker.inTurn(this.#serve);
  }

  /** Milliseconds until this may pass; Infinity behind calls, and before the rate is known. */
  wait(shares: readonly Share[]): number {
    return shares.some(({ key }) => this.#keys.has(key)) ? Infinity : this.#waitOf(shares);
  }

  /** The same for anything at all, of the one key where there are none. */
  waitForAny(): number {
    if (this.#calls.size > 0) return Infinity;
    return this.#window?.waitForAny(this.#clock()) ?? Infinity;
  }

  /** Takes the turn that there is. What it runs began at the latest when it returns. */
  pass(shares: readonly Share[], run: () => void): void {
    const from = this.#clock();
    for (const { key, cost } of shares) this.#window?.take(from, cost, key);
    try {
      run();
    } finally {
      const now = this.#clock();
      if (now > from) for (const { key } of shares) this.#window?.usedAt(now, from, key);
    }
  }

  /** Runs it when its turn comes, now or later, before all that the taker has; gives what takes it back. */
  enter(shares: readonly Share[], run: () => void): () => void {
    const wait = this.wait(shares);
    if (wait === 0) {
      this.pass(shares, run);
      return () => undefined;
    }
    const call = { shares, run };
    this.#calls.add(call);
    for (const { key } of shares) this.#keys.set(key, (this.#keys.get(key) ?? 0) + 1);
    this.#wakeIn(this.#waitOf(shares));
    return () => {
      if (!this.#remove(call)) return;
      if (this.#calls.size === 0 && !this.#wakeTaker) this.#sleep();
      // Somebody may have waited behind it.
      else this.#wakeIn(0);
    };
  }

  /** Tells the taker when so much time has passed; no longer, if it is not said again. */
  tellIn(ms: number | undefined): void {
    this.#wakeTaker = ms !== undefined;
    if (ms !== undefined) this.#wakeIn(ms);
    else if (this.#calls.size === 0) this.#sleep();
  }

  readonly #serve = (): void => {
    const blocked = new Set<unknown>();
    let soonest = Infinity;
    for (const call of this.#calls) {
      const { shares, run } = call;
      const behind = shares.some(({ key }) => blocked.has(key));
      const wait = behind ? Infinity : this.#waitOf(shares);
      if (wait === 0) {
        this.#remove(call);
        this.pass(shares, run);
        continue;
      }
      soonest = Math.min(soonest, wait);
      for (const { key } of shares) blocked.add(key);
      if (blocked.size === this.#keys.size) break;
    }
    // What passed may have ended the run, or have been waited for by calls that came meanwhile.
    if (this.#calls.size > 0) this.#wakeIn(soonest);
    else if (!this.#wakeTaker) this.#sleep();
    this.#taker.onRoom();
  };

  #waitOf(shares: readonly Share[]): number {
    const window = this.#window;
    if (window === undefined) return Infinity;
    const now = this.#clock();
    let longest = 0;
    for (const { key, cost } of shares) longest = Math.max(longest, window.wait(now, cost, key));
    return longest;
  }

  #remove(call: Call): boolean {
    if (!this.#calls.delete(call)) return false;
    for (const { key } of call.shares) {
      const left = (this.#keys.get(key) ?? 0) - 1;
      if (left > 0) this.#keys.set(key, left);
      else this.#keys.delete(key);
    }
    return true;
  }

  #wakeIn(ms: number): void {
    if (ms === Infinity) return;
    const due = this.#clock() + ms;
    if (due >= this.#due) return;
    this.#sleep();
    this.#due = due;
    this.#timer = this.#scheduler.schedule(() => {
      this.#due = Infinity;
      this.#timer = undefined;
      this.#taker.inTurn(this.#serve);
    }, ms);
  }

  #sleep(): void {
    this.#timer?.unsubscribe();
    this.#timer = undefined;
    this.#due = Infinity;
  }
}
