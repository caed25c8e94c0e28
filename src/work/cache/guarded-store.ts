import type { SchedulerLike } from 'rxjs';
import { isThenable } from '../../core/is-thenable.js';
import { swapAmbient } from '../../flow/ambient.js';
import type { Gate } from '../../flow/gate.js';
import type { CacheEntry, CacheStore } from './cache-store.js';

/** How long work waits for one call of a cache, in ms. */
const PATIENCE = 5000;

type Action = 'read' | 'write';
type Found = readonly (CacheEntry | undefined)[];

/**
 * A cache that may fail, or never answer, without harm: what cannot be read is not there, and what cannot be
 * written is not kept. While a call is overdue no other is made: it would only wait as long.
 */
export class GuardedStore {
  readonly #store: CacheStore;
  readonly #maxAge: number;
  readonly #scheduler: SchedulerLike;
  readonly #failing = new Set<Action>();
  #overdue = 0;

  constructor(store: CacheStore, maxAge: number, scheduler: SchedulerLike) {
    this.#store = store;
    this.#maxAge = maxAge;
    this.#scheduler = scheduler;
  }

  /** Milliseconds since 1970, since entries outlive the process. */
  now(): number {
    return this.#scheduler.now();
  }

  /** Tells once, now or later, what there is that is not too old. */
  read(keys: readonly string[], gate: Gate | undefined, tell: (found: Found) => void): void {
    const call = () => this.#store.get(keys);
    this.#do('read', call, gate, (answer) => {
      tell(Array.isArray(answer) ? this.#fresh(answer as unknown[]) : []);
    });
  }

  /** Tells once when nothing is left to wait for. */
  write(
    entries: readonly (readonly [string, CacheEntry])[],
    gate: Gate | undefined,
    tell: () => void,
  ): void {
    this.#do('write', () => this.#store.set(entries), gate, tell);
  }

  /** Not what is said to come from the future either: a clock was set back, and its age is unknown. */
  #fresh(answer: readonly unknown[]): Found {
    const now = this.now();
    return answer.map((entry) => {
      if (typeof entry !== 'object' || entry === null) return undefined;
      if (this.#maxAge === Infinity) return entry as CacheEntry;
      const age = now - (entry as CacheEntry).at;
      return age >= 0 && age < this.#maxAge ? (entry as CacheEntry) : undefined;
    });
  }

  #do(
    action: Action,
    call: () => unknown,
    gate: Gate | undefined,
    tell: (answer: unknown) => void,
  ): void {
    if (this.#overdue > 0) {
      tell(undefined);
      return;
    }
    let answer: unknown;
    const before = swapAmbient(undefined);
    try {
      answer = call();
    } catch (reason) {
      this.#failed(action, reason, gate);
      tell(undefined);
      return;
    } finally {
      swapAmbient(before);
    }
    if (isThenable(answer)) this.#wait(action, answer, gate, tell);
    else {
      this.#failing.delete(action);
      tell(answer);
    }
  }

  #wait(
    action: Action,
    answer: PromiseLike<unknown>,
    gate: Gate | undefined,
    tell: (answer: unknown) => void,
  ): void {
    let isOverdue = false;
    let isOver = false;
    const end = (then: () => void, value: unknown) => {
      if (isOver) return;
      isOver = true;
      timer.unsubscribe();
      if (isOverdue) this.#overdue--;
      then();
      if (!isOverdue) tell(value);
    };
    const timer = this.#scheduler.schedule(() => {
      isOverdue = true;
      this.#overdue++;
      this.#failed(action, new Error(`no answer within ${PATIENCE} ms`), gate);
      tell(undefined);
    }, PATIENCE);
    const fail = (reason: unknown) => {
      end(() => {
        this.#failed(action, reason, gate);
      }, undefined);
    };
    try {
      answer.then((value) => {
        end(() => this.#failing.delete(action), value);
      }, fail);
    } catch (reason) {
      fail(reason);
    }
  }

  /** Once, until it works again. */
  #failed(action: Action, reason: unknown, gate: Gate | undefined): void {
    if (this.#failing.has(action)) return;
    this.#failing.add(action);
    gate?.announce({ type: 'cacheFailed', action, reason });
  }
}
