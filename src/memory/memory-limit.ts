import type { OptionRule } from '../core/options.js';

/** Bytes; or a part of what the platform allows. */
export type MemoryLimit = number | `${number}%`;

/** What is taken for the limit of a platform that does not tell. */
const UNTOLD = 512 * 1024 * 1024;

/** The rule of a `limit` of memory. */
export const memoryLimit: OptionRule = {
  expected: 'a number of bytes > 0, or a percentage such as "75%"',
  check: (value) => {
    if (typeof value === 'number') return value > 0 ? 'ok' : 'range';
    if (typeof value !== 'string') return 'type';
    const percent = percentOf(value);
    return percent > 0 && percent <= 100 ? 'ok' : 'range';
  },
};

/** What of the platform's limit is allowed; bytes are a limit for what the program holds, the first reading. */
export function shareOf(
  limit: MemoryLimit,
  platform: number | undefined,
  isFirst: boolean,
): number {
  if (typeof limit === 'string') return ((platform ?? UNTOLD) * percentOf(limit)) / 100;
  const allowed = platform ?? Infinity;
  return isFirst ? Math.min(limit, allowed) : allowed;
}

function percentOf(text: string): number {
  const [, number] = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text) ?? [];
  return number === undefined ? NaN : Number(number);
}
