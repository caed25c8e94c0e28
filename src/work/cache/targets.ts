import { invalidType } from '../../core/option-error.js';

/** The different targets of a chunk, each in a slot of its own. */
export interface Targets {
  /** By slot. */
  readonly keys: readonly string[];
  /** By slot: the place of the first item that asks for it. */
  readonly firsts: readonly number[];
  /** By place: the slot. */
  readonly slots: readonly number[];
  /** By slot, why its key is not known: that item alone has failed. */
  readonly refused: ReadonlyMap<number, unknown>;
}

export function targetsOf<T>(items: readonly T[], key: (item: T) => string): Targets {
  const keys: string[] = [];
  const firsts: number[] = [];
  const slots: number[] = [];
  const refused = new Map<number, unknown>();
  const bySlot = new Map<string, number>();
  for (let place = 0; place < items.length; place++) {
    const next = keys.length;
    let slot: number | undefined;
    let name = '';
    try {
      name = keyOf(items[place] as T, key);
      slot = bySlot.get(name);
      if (slot === undefined) bySlot.set(name, next);
    } catch (reason) {
      refused.set(next, reason);
    }
    if (slot === undefined) {
      keys.push(name);
      firsts.push(place);
    }
    slots.push(slot ?? next);
  }
  return { keys, firsts, slots, refused };
}

function keyOf<T>(item: T, key: (item: T) => string): string {
  const given: unknown = key(item);
  if (typeof given !== 'string') throw invalidType('cached', 'key(item)', 'a string', given);
  return given;
}
