import { peek, withCauses } from './error-parts.js';

/** Timers of every platform overflow above this many milliseconds. */
const LONGEST = 2 ** 31 - 1;
/** Asked first, since Date.parse makes a date of nearly anything. */
const HTTP_DATE = /^[a-z]+, \d+[ -][a-z]+[ -]\d+ \d+:\d+:\d+ GMT$/i;

/**
 * How long an error asks to wait before the next call, in ms: by a number `retryAfter` (ms), or by the
 * header `Retry-After` (seconds, or a date; RFC 9110, section 10.2.3) in the `headers` of the error, of
 * its `response`, or of a cause. `now` is in ms since 1970.
 */
export function retryAfterOf(error: unknown, now: number): number | undefined {
  for (const link of withCauses(error)) {
    const own = peek(link, 'retryAfter');
    const asked =
      typeof own === 'number' && own >= 0
        ? own
        : (read(headerOf(peek(link, 'headers')), now) ??
          read(headerOf(peek(peek(link, 'response'), 'headers')), now));
    if (asked !== undefined) return Math.min(asked, LONGEST);
  }
  return undefined;
}

/** The header's text, of Headers or of a record, whose names may have capitals. */
function headerOf(headers: unknown): unknown {
  if (typeof headers !== 'object' || headers === null) return undefined;
  try {
    if (typeof (headers as Headers).get === 'function') {
      return (headers as Headers).get('retry-after');
    }
    const name = Object.keys(headers).find((key) => key.toLowerCase() === 'retry-after');
    const value = name === undefined ? undefined : (headers as Record<string, unknown>)[name];
    return Array.isArray(value) ? (value as unknown[])[0] : value;
  } catch {
    return undefined;
  }
}

function read(header: unknown, now: number): number | undefined {
  if (typeof header !== 'string' && typeof header !== 'number') return undefined;
  const text = String(header).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = HTTP_DATE.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
