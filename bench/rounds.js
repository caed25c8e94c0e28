// @ts-check
/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * The order of a round: rotated by one each time, and reversed in every second round, so that
 * nobody always follows the same neighbour.
 * @template T
 * @param {readonly T[]} list
 * @param {number} round
 */
export function orderOf(list, round) {
  const from = round % list.length;
  const rotated = [...list.slice(from), ...list.slice(0, from)];
  return round % 2 ? rotated.reverse() : rotated;
}
