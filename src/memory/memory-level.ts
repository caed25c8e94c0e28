/**
 * How near the limit the memory in use is: `'soft'` from 70 % of it, `'hard'` from 85 %, `'critical'` from
 * 95 %; `'ok'` again below 60 %.
 */
export type MemoryLevel = 'ok' | 'soft' | 'hard' | 'critical';

const LEVELS: readonly (readonly [level: MemoryLevel, from: number])[] = [
  ['ok', 0],
  ['soft', 0.7],
  ['hard', 0.85],
  ['critical', 0.95],
];

/** Far enough below the first level that it does not come and go with each item. */
const BACK_BELOW = 0.6;

/** The level after that one, at this use of the limit: up at once, down when there is room again. */
export function levelAfter(before: MemoryLevel, utilisation: number): MemoryLevel {
  if (utilisation < BACK_BELOW) return 'ok';
  const reached = LEVELS.filter(([, from]) => utilisation >= from).length - 1;
  const held = LEVELS.findIndex(([level]) => level === before);
  return LEVELS[Math.max(reached, held)]?.[0] ?? 'ok';
}
