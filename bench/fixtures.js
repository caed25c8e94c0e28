// @ts-check
import { readFileSync } from 'node:fs';

/** @param {number} count */
export function* numbers(count) {
  for (let i = 0; i < count; i++) yield i;
}

/** @param {number} count */
export async function* numbersLater(count) {
  for (let i = 0; i < count; i++) yield i;
}

/**
 * `count` numbers in one packed array of small integers.
 * @param {number} count
 */
export const arrayOf = (count) => Array.from({ length: count }, (_, i) => i);

/** @param {number} value */
export const itself = (value) => value;

/** The sum of 0 .. count - 1, which every contestant must arrive at. @param {number} count */
export const sumTo = (count) => (count * (count - 1)) / 2;

/** @param {Iterable<number>} values */
export function sumOf(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/**
 * Subscribes, adds up what `take` gives for each value, and resolves to the total on completion.
 * @template T
 * @param {import('rxjs').Observable<T>} source$
 * @param {(value: T) => number} take
 * @returns {Promise<number>}
 */
export const total = (source$, take) =>
  new Promise((resolve, reject) => {
    let sum = 0;
    source$.subscribe({
      next: (value) => {
        sum += take(value);
      },
      error: reject,
      complete: () => resolve(sum),
    });
  });

/**
 * A package's name with the version that is installed, read from its package.json.
 * @param {string} name
 */
export function peer(name) {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}
