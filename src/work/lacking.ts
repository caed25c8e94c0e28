import { areThereMalformed, isMalformed } from '../core/malformed.js';
import type { ItemFailure } from '../core/outcome.js';
import type { Verdict } from './read-answer.js';

/** A chunk of which its source could not read some items. */
export interface Lacking<T> {
  /** The others, for work, and their places in the chunk. */
  readonly rest: readonly T[];
  readonly places: readonly number[];
  /** What became of all, when it is known of the others. */
  complete<R>(verdict: Verdict<R>): Verdict<R>;
}

/** Takes out what work must not see; undefined where nothing is malformed, which is nearly always. */
export function lackingIn<T>(items: readonly T[]): Lacking<T> | undefined {
  if (!areThereMalformed() || !items.some(isMalformed)) return undefined;
  const lacking = new Map<number, ItemFailure>();
  items.forEach((item, place) => {
    if (isMalformed(item)) lacking.set(place, { kind: 'rejected', reason: item.reason });
  });
  return {
    rest: items.filter((_, place) => !lacking.has(place)),
    places: [...items.keys()].filter((place) => !lacking.has(place)),
    complete: <R>(verdict: Verdict<R>) => spread(verdict, lacking, items.length),
  };
}

/** Puts what became of the others into their places. */
function spread<R>(
  verdict: Verdict<R>,
  lacking: ReadonlyMap<number, ItemFailure>,
  size: number,
): Verdict<R> {
  const values: (R | undefined)[] = [];
  const failures = new Map<number, ItemFailure>();
  const attempts = verdict.attempts && new Array<number>(size).fill(0);
  for (let place = 0, other = 0; place < size; place++) {
    const isLacking = lacking.has(place);
    const failure = isLacking ? lacking.get(place) : verdict.failures.get(other);
    if (failure !== undefined) failures.set(place, failure);
    if (attempts !== undefined && !isLacking) attempts[place] = verdict.attempts?.[other] ?? 0;
    values.push(isLacking ? undefined : verdict.values[other++]);
  }
  return { values, failures, attempts };
}
