import type { Given } from './given.js';
import { plainText } from './plain-text.js';
import { UsageError } from './usage-error.js';

const DURATIONS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** Powers of 1,000, as disks have it, and as the command shows them. */
const SIZES = { b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** Milliseconds of a duration: `30d`, `12h`, `90m`. */
export function durationOf(given: Given, name: string): number | undefined {
  return amountOf(given, name, DURATIONS, 'a duration like 30d, 12h or 90m');
}

/** Bytes of a size: `1gb`, `500mb`. */
export function sizeOf(given: Given, name: string): number | undefined {
  return amountOf(given, name, SIZES, 'a size like 1gb or 500mb');
}

function amountOf(
  given: Given,
  name: string,
  units: Readonly<Record<string, number>>,
  expected: string,
): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const [, digits = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]{1,2})$/i.exec(text) ?? [];
  const factor = Object.entries(units).find(([each]) => each === unit.toLowerCase())?.[1];
  if (factor !== undefined) return Math.round(Number(digits) * factor);
  throw new UsageError([`--${name} takes ${expected}; it got "${plainText(text)}".`]);
}
