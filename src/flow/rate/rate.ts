import { isObservable } from 'rxjs';
import {
  callback,
  checkValue,
  duration,
  plainObject,
  positive,
  readOptions,
  type OptionRule,
} from '../../core/options.js';
import { isChunk, type Chunk } from '../../core/chunk.js';
import { live, type Live, type LiveOwner } from '../live.js';
import { isMalformed } from '../../core/malformed.js';

/** How much may pass in what time. */
export interface Rate<T> {
  /** Cost that may pass in any window of `per` milliseconds; a number > 0, or Infinity. */
  readonly limit: number;
  /** Milliseconds, from 1. */
  readonly per: number;
  /** What an item costs; a finite number >= 0. What costs more than `limit` goes alone. @default 1 each */
  readonly cost?: ((item: T) => number) | undefined;
  /** Whose limit it is: each key has a window of its own. @default one window for all */
  readonly key?: ((item: T) => unknown) | undefined;
}

/** What a call costs, and whom. */
export interface Share {
  readonly key: unknown;
  readonly cost: number;
}

/** What a rate is read by, wherever it stands. */
export function readRate<T>(where: string, value: unknown): Rate<T> {
  const rate = readOptions<Rate<T>>(where, value, {
    limit: positive,
    per: duration(1),
    cost: callback,
    key: callback,
  });
  checkValue(where, 'limit', rate.limit, positive);
  checkValue(where, 'per', rate.per, duration(1));
  return rate;
}

const rateOption = live<unknown>('rate', plainObject);

/** What takes a rate, or an Observable of rates; a rate is read besides. */
export const rateRule = rateOption.rule;

/** The rate that does not change, read; of an Observable nothing. */
export function fixedRate<T>(where: string, rate: Live<Rate<T>> | undefined): Rate<T> | undefined {
  return rate === undefined || isObservable(rate) ? undefined : readRate<T>(where, rate);
}

/** Tells each rate of an Observable; a wrong one is an error of the run. */
export function followRate<T>(
  where: string,
  rate: Live<Rate<T>> | undefined,
  owner: LiveOwner,
  set: (rate: Rate<T>) => void,
): void {
  rateOption.follow(where, rate, owner, (next) => {
    try {
      set(readRate<T>(where, next));
    } catch (error) {
      owner.error(error);
    }
  });
}

const costRule: OptionRule = {
  expected: 'a finite number >= 0',
  check: (cost) =>
    typeof cost !== 'number' ? 'type' : cost >= 0 && cost < Infinity ? 'ok' : 'range',
};

const NOTHING: Share = { key: undefined, cost: 0 };
const ONE: Share = { key: undefined, cost: 1 };

/** What an input costs; nothing where its source could not read it, since no work sees that. */
export function shareOf<T>(where: string, { cost, key }: Rate<T>, input: T): Share {
  if (isMalformed(input)) return NOTHING;
  if (cost === undefined && key === undefined) return ONE;
  const spent = cost === undefined ? 1 : cost(input);
  checkValue(where, 'cost()', spent, costRule);
  return { key: key?.(input), cost: spent };
}

/** What a rate limit was given, to be told from what the boundary below makes of it. */
export type Passed = 'items' | 'chunks' | 'arrays';

/** What another call costs: that of the chunk if chunks have passed, else that of all its items. */
export function sharesAgain(
  where: string,
  rate: Rate<never> | undefined,
  input: unknown,
  passed: Passed,
): readonly Share[] {
  if (rate === undefined) return [];
  try {
    const inputs = inputsOf(input, passed);
    return sharesOf(where, rate as Rate<unknown>, inputs);
  } catch {
    // It told the cost the first time: rather too much than above the limit.
    return [{ key: undefined, cost: rate.limit }];
  }
}

/** As they passed the first time. */
function inputsOf(input: unknown, passed: Passed): readonly unknown[] {
  if (!isChunk(input)) {
    // One item of a chunk is called again by itself.
    if (passed === 'chunks') return [{ ...ALONE, items: [input] }];
    return passed === 'arrays' && !Array.isArray(input) ? [[input]] : [input];
  }
  if (passed === 'chunks') return [input];
  // An array may have been an item, or what the boundary has made a chunk of.
  return passed === 'arrays' && !Array.isArray(input.items[0]) ? [input.items] : input.items;
}

const ALONE: Omit<Chunk<unknown>, 'items'> = {
  ...{ ranges: [], weight: 1, closedBy: 'size', openedAt: 0, closedAt: 0 },
};

/** What all of them cost, one share for each key. */
function sharesOf<T>(where: string, rate: Rate<T>, inputs: readonly T[]): Share[] {
  const costs = new Map<unknown, number>();
  for (const input of inputs) {
    const { key, cost } = shareOf(where, rate, input);
    costs.set(key, (costs.get(key) ?? 0) + cost);
  }
  return Array.from(costs, ([key, cost]) => ({ key, cost }));
}
