import { incompatibleOptions } from '../core/option-error.js';
import { duration, either, oneOf, plainObject, readOptions } from '../core/options.js';

/** What is done when a store has no room: the run fails, or it waits, and tries again every so many ms. */
export type WhenFull = 'fail' | { readonly retryEvery: number };

/** The rule of the option itself; `readWhenFull` looks within. */
export const whenFullRule = either('"fail" or { retryEvery }', oneOf('fail'), plainObject);

/** Reads what kept the rule: the ms between two tries, undefined where there is one. */
export function readWhenFull(where: string, value: WhenFull | undefined): number | undefined {
  if (value === undefined || value === 'fail') return undefined;
  const rules = { retryEvery: duration(1) };
  const read = readOptions<{ retryEvery?: number }>(where, value, rules, 'whenFull');
  if (read.retryEvery === undefined) {
    throw incompatibleOptions(where, '"whenFull" needs "retryEvery", in ms, unless it is "fail"');
  }
  return read.retryEvery;
}
