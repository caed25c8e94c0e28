import type { Chunk } from '../core/chunk.js';
import { isMalformed } from '../core/malformed.js';
import { boolean, callback, either, plainObject, type OptionRule } from '../core/options.js';

/** In the order of completion (false), of the input (true), or of the input for each key. */
export type Order<T> = boolean | { readonly key: (item: T) => unknown };

const byKey: OptionRule = {
  expected: '{ key }, a function',
  check: (value) => {
    if (plainObject.check(value) !== 'ok') return 'type';
    const names = Reflect.ownKeys(value as object);
    const fits = names.length === 1 && callback.check((value as { key?: unknown }).key) === 'ok';
    return fits ? 'ok' : 'type';
  },
};

/** The rule of the `ordered` option. */
export const orderRule: OptionRule = either('a boolean, or { key: function }', boolean, byKey);

/** Malformed items are nobody's: their key is not asked for. */
export function keyOfItem<T>(order: Order<T>): ((item: T) => readonly unknown[]) | undefined {
  if (typeof order === 'boolean') return undefined;
  return (item) => (isMalformed(item) ? [] : [order.key(item)]);
}

/** The keys of all items of a chunk, each once. */
export function keysOfChunk<T>(
  order: Order<T>,
): ((chunk: Chunk<T>) => readonly unknown[]) | undefined {
  const keyOf = keyOfItem(order);
  return keyOf && (({ items }) => [...new Set(items.flatMap((item) => keyOf(item)))]);
}
