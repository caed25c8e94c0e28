import type { ErrorClass } from '../../core/error-class.js';
import { peek, withCauses } from './error-parts.js';

/** Statuses below 500 that speak of the moment, not of what was sent. */
const PASSING = new Set([408, 425, 429]);
const UNAVAILABLE = new Set([429, 502, 503, 504]);
const NETWORK = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);
/** How Node, Chromium, Firefox and Safari say that `fetch` reached nobody. */
const FETCH_FAILED = /^(fetch failed|failed to fetch|networkerror |load failed)/i;
/** Same input, same answer: what work gave does not fit its chunk, or an argument is wrong. */
const LASTING = new Set<unknown>([
  'ERR_WORK_RESULT',
  'ERR_INVALID_ARG_TYPE',
  'ERR_OUT_OF_RANGE',
  'ERR_UNKNOWN_OPTION',
  'ERR_INCOMPATIBLE_OPTIONS',
]);

/**
 * Tells what an error of work says of the next call; the default of `retry.classify`, to be called by a
 * function of your own for what that leaves open.
 *
 * - **fatal**: a FatalError.
 * - **tolerable**: an HTTP status from 400 to 499, other than 408, 425 and 429, in `status`, `statusCode`
 *   or `response.status`; a WorkResultError; a wrong option or argument (`ERR_INVALID_ARG_TYPE`,
 *   `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`, `ERR_INCOMPATIBLE_OPTIONS`).
 * - **retryable**: all else.
 *
 * The error's causes are looked at too, after itself. Anything can be thrown, so anything is taken; it
 * never throws.
 *
 * @param error what work threw or rejected with.
 *
 * @example
 * ```ts
 * import { classifyError, processChunks } from 'sluice';
 *
 * const store = processChunks(insertRows, {
 *   retry: {
 *     count: 5,
 *     classify: (error) =>
 *       error instanceof Error && error.message.includes('disk full') ? 'fatal' : classifyError(error),
 *   },
 * });
 * ```
 */
export function classifyError(error: unknown): ErrorClass {
  for (const link of withCauses(error)) {
    const code = peek(link, 'code');
    if (code === 'ERR_FATAL') return 'fatal';
    if (LASTING.has(code)) return 'tolerable';
    const status = statusOf(link);
    if (status !== undefined) return isLasting(status) ? 'tolerable' : 'retryable';
  }
  return 'retryable';
}

/** Whether less at once might do: says nothing of the items, so nothing follows for either half. */
export function isTooLarge(error: unknown): boolean {
  return withCauses(error).some(
    (link) => statusOf(link) === 413 || peek(link, 'name') === 'QuotaExceededError',
  );
}

/** Whether it speaks of the service and not of what was sent: other items would fare no better. */
export function isUnavailable(error: unknown): boolean {
  return withCauses(error).some((link) => {
    const status = statusOf(link);
    if (status !== undefined) return UNAVAILABLE.has(status);
    const code = peek(link, 'code');
    if (typeof code === 'string' && (code.startsWith('ECONN') || NETWORK.has(code))) return true;
    const message = peek(link, 'message');
    return typeof message === 'string' && FETCH_FAILED.test(message);
  });
}

function isLasting(status: number): boolean {
  return status >= 400 && status < 500 && !PASSING.has(status);
}

/** The HTTP status that an error of fetch wrappers, axios, got or RxJS carries. */
function statusOf(error: unknown): number | undefined {
  for (const status of [
    peek(error, 'status'),
    peek(error, 'statusCode'),
    peek(peek(error, 'response'), 'status'),
    peek(peek(error, 'response'), 'statusCode'),
  ]) {
    if (typeof status === 'number' && status >= 100 && status < 600) return status;
  }
  return undefined;
}
