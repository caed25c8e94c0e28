import { rateLimit } from '../../../src/flow/rate-limit.js';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import type { FlowOption } from '../../../src/flow/create-flow.js';
import type { RatePlan } from './limits.js';
import type { LanePlan } from './plan.js';
import type { Probe } from './probe.js';

interface Passed {
  readonly at: number;
  readonly cost: number;
}

/** A rate limit, and a look at whether it keeps what it says. */
export function limiter<T>(
  { limit, per, costs, keys }: RatePlan,
  placeOf: (value: T) => number,
  probe: Probe,
  joined: FlowOption = {},
): MonoTypeOperatorFunction<T> {
  const cost = (value: T) => 1 + (placeOf(value) % costs);
  const key = (value: T) => placeOf(value) % keys;
  const rate = { limit, per, cost, ...(keys > 0 && { key }) };
  return (source$) => {
    const windows = new Map<number, Passed[]>();
    const look = (value: T) => {
      const at = performance.now();
      const window = (windows.get(keys > 0 ? key(value) : 0) ?? []).filter(
        (each) => at - each.at < per,
      );
      window.push({ at, cost: cost(value) });
      windows.set(keys > 0 ? key(value) : 0, window);
      const sum = window.reduce((all, each) => all + each.cost, 0);
      if (sum > limit && window.length > 1) probe.problem(`${sum} of ${limit} passed in a window`);
      probe.activity++;
    };
    return source$.pipe(rateLimit(rate, joined), tap(look));
  };
}

/** Sees whether work begins in the order of arrival for each key, and one at a time. */
export class KeyProbe {
  readonly #waiting = new Map<number, number[]>();
  readonly #busy = new Set<number>();

  constructor(
    readonly keys: number,
    readonly probe: Probe,
  ) {}

  keyOf(id: number): number {
    return id % this.keys;
  }

  arrive(ids: readonly number[]): void {
    for (const [key, place] of this.#keysOf(ids)) {
      this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), place]);
    }
  }

  /** What gives back tells that it has ended. */
  begin(ids: readonly number[]): () => void {
    const keys = this.#keysOf(ids);
    for (const [key, place] of keys) {
      if (this.#waiting.get(key)?.shift() !== place) this.probe.problem('begun out of turn');
      if (this.#busy.has(key)) this.probe.problem('two of a key at once');
      this.#busy.add(key);
    }
    return () => {
      for (const [key] of keys) this.#busy.delete(key);
    };
  }

  /** Each key once, with what stands for the whole. */
  #keysOf(ids: readonly number[]): Map<number, number> {
    return new Map(ids.map((id) => [this.keyOf(id), ids[0] as number]));
  }
}

/** Where a plan has keys. */
export function keyProbeOf({ keys }: LanePlan, probe: Probe): KeyProbe | undefined {
  return keys === undefined ? undefined : new KeyProbe(keys, probe);
}
