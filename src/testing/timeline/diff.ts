/** Where an entry of two lists stands: in both, only in the expected, or only in the received one. */
export type Mark = ' ' | '-' | '+';

/** One entry of the two, and what it shows as. */
export interface Line {
  readonly mark: Mark;
  readonly text: string;
}

/** What is compared: an entry, and what it shows as. */
export interface Entry {
  readonly value: unknown;
  readonly text: string;
}

/** Beyond this, all that stands between the first and the last difference counts as different. */
const MOST_COMPARED = 40_000;

/**
 * The shortest way from one list to the other, entry by entry: the longest common subsequence, by the
 * table of Wagner and Fischer ("The string-to-string correction problem", 1974).
 */
export function diff(
  expected: readonly Entry[],
  received: readonly Entry[],
  equal: (received: unknown, expected: unknown) => boolean,
): readonly Line[] {
  const meets = (e: number, r: number): boolean => {
    const [left, right] = [expected[e], received[r]];
    return left !== undefined && right !== undefined && equal(right.value, left.value);
  };
  let start = 0;
  while (meets(start, start)) start++;
  let [endE, endR] = [expected.length, received.length];
  while (endE > start && endR > start && meets(endE - 1, endR - 1)) {
    endE--;
    endR--;
  }

  const lines: Line[] = [];
  const add = (mark: Mark, entries: readonly Entry[]) => {
    for (const { text } of entries) lines.push({ mark, text });
  };
  add(' ', received.slice(0, start));
  let [e, r] = [start, start];
  for (const [nextE, nextR] of common(start, endE, endR, meets)) {
    add('-', expected.slice(e, nextE));
    add('+', received.slice(r, nextR));
    add(' ', received.slice(nextR, nextR + 1));
    [e, r] = [nextE + 1, nextR + 1];
  }
  add('-', expected.slice(e, endE));
  add('+', received.slice(r, endR));
  add(' ', received.slice(endR));
  return lines;
}

/** The places of what two stretches have in common, in order. */
function common(
  start: number,
  endE: number,
  endR: number,
  meets: (e: number, r: number) => boolean,
): (readonly [number, number])[] {
  const [rows, columns] = [endE - start, endR - start];
  if (rows * columns > MOST_COMPARED) return [];
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  const length = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row]![column] = meets(start + row, start + column)
        ? length(row + 1, column + 1) + 1
        : Math.max(length(row + 1, column), length(row, column + 1));
    }
  }
  const places: (readonly [number, number])[] = [];
  let [row, column] = [0, 0];
  while (length(row, column) > 0) {
    if (length(row + 1, column) === length(row, column)) row++;
    else if (length(row, column + 1) === length(row, column)) column++;
    else places.push([start + row++, start + column++]);
  }
  return places;
}
