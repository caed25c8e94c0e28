import { tap, type Observable, type OperatorFunction } from 'rxjs';
import { clockAt, tick } from './clocks.js';
import { keyProbeOf, type KeyProbe } from './limit-probe.js';
import type { LanePlan } from './plan.js';
import type { BranchProbe, Probe } from './probe.js';

/** Where an operator stands: above the branches, or in one of them, so far down. */
export interface Place {
  readonly probe: Probe;
  readonly branch?: BranchProbe;
  readonly at: number;
}

/** Counts the calls that run at once in one operator, and sees when there are too many. */
export class LaneProbe {
  #running = 0;

  readonly probe: Probe;
  readonly #keys: KeyProbe | undefined;

  constructor(
    readonly plan: LanePlan,
    readonly place: Place,
  ) {
    this.probe = place.probe;
    this.#keys = keyProbeOf(plan, place.probe);
  }

  /** Sees what comes to the operator. */
  watch<T, R>(placeOf: (value: T) => number, operator: OperatorFunction<T, R>) {
    return this.watchAll((value: T) => [placeOf(value)], operator);
  }

  /** The same, where what comes has many keys. */
  watchAll<T, R>(idsIn: (value: T) => readonly number[], operator: OperatorFunction<T, R>) {
    const keys = this.#keys;
    if (keys === undefined) return operator;
    return (source$: Observable<T>) =>
      source$.pipe(
        tap((value) => {
          keys.arrive(idsIn(value));
        }),
        operator,
      );
  }

  /** Gives what is to be told when it has ended. */
  begin(ids: readonly number[]): () => void {
    this.#begun();
    const free = this.#keys?.begin(ids);
    if (++this.#running > this.plan.concurrency)
      this.probe.problem('more ran than there are lanes');
    return () => {
      this.probe.activity++;
      this.#running--;
      free?.();
    };
  }

  /** What is not counted, since nobody sees when it ends. */
  began(ids: readonly number[]): void {
    this.#begun();
    this.#keys?.begin(ids)();
  }

  #begun(): void {
    this.probe.begin('work was begun');
    if ((this.place.branch?.opening ?? 0) > 0)
      this.probe.problem('work was begun before the store was open');
  }

  /** A source inside of work is asked for more: nothing below may have it paused. */
  pulled(): void {
    const { probe, branch, at } = this.place;
    const beside = [...(branch ?? probe).pausedAt].filter((place) => place > at);
    const direct = branch === undefined && !probe.bridged;
    const below = direct ? probe.branches.flatMap(({ pausedAt }) => [...pausedAt]) : [];
    if (beside.length + below.length > 0) {
      probe.problem('an inner source was read while what is below it was paused');
    }
  }

  /** Calls back when the clock for this place says so; the promise is there only to be waited for. */
  async later<R>(ids: readonly number[], answer: () => R): Promise<R> {
    const end = this.begin(ids);
    await tick(clockAt(this.plan.pace, ids[0] ?? 0));
    end();
    return answer();
  }
}
