/** Adds the position of the next item to the ranges of those before it: one range for each stretch. */
export function addPosition(ranges: [start: number, end: number][], position: number): void {
  const last = ranges.at(-1);
  if (last?.[1] === position) last[1]++;
  else ranges.push([position, position + 1]);
}
