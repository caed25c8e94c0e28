import { areThereMalformed, isMalformed } from '../core/malformed.js';
import { WeightError } from '../core/weight-error.js';

/** Asks for the weight of what its source could read; the rest weighs nothing, since work never sees it. */
export function weightOfReadable<T>(weight: (item: T) => number): (item: T) => number {
  return (item) => (isMalformed(item) ? 0 : checkWeight(item, weight(item)));
}

function checkWeight(item: unknown, weight: unknown): number {
  if (typeof weight === 'number' && weight >= 0) return weight;
  throw new WeightError(item, weight);
}

/** Asks about what its source could read, and shows no more of the open chunk. */
export function closeWhenReadable<T>(
  closeWhen: (item: T, chunk: readonly T[]) => boolean,
): (item: T, chunk: readonly T[]) => boolean {
  let open: readonly T[] = [];
  let readable: T[] = [];
  let looked = 0;
  return (item, chunk) => {
    if (!areThereMalformed()) return closeWhen(item, chunk);
    if (isMalformed(item)) return false;
    if (chunk !== open) {
      open = chunk;
      readable = [];
      looked = 0;
    }
    // Only what is new since the item before, or a large chunk would be looked at for each.
    for (; looked < chunk.length; looked++) {
      if (!isMalformed(chunk[looked])) readable.push(chunk[looked] as T);
    }
    return readable.length > 0 && closeWhen(item, readable);
  };
}
