/** Rates at which a run has gone: over its whole time, over the last ten seconds, over the last three. */
export interface Rates {
  readonly overall: number;
  readonly recent: number;
  readonly latest: number;
}

const SETTLED = 3000;

/**
 * How long the rest takes, as a range: at the fastest and at the slowest of the rates. A single
 * number would claim what nobody knows; the range is narrow where the run is steady.
 *
 * Undefined for the first three seconds, without a total, and while nothing moves.
 */
export function remaining(
  left: number | undefined,
  elapsed: number,
  { overall, recent, latest }: Rates,
): { readonly low: number; readonly high: number } | undefined {
  if (left === undefined) return undefined;
  if (left <= 0) return { low: 0, high: 0 };
  const slowest = Math.min(overall, recent, latest);
  if (elapsed < SETTLED || slowest <= 0) return undefined;
  const fastest = Math.max(overall, recent, latest);
  return { low: (left * 1000) / fastest, high: (left * 1000) / slowest };
}
