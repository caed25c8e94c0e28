import { SluiceError } from '../../core/sluice-error.js';
import { StoreUnavailableError } from '../../core/store-unavailable-error.js';
import { StoreWriteError } from '../../core/store-write-error.js';

const QUOTA = 'QuotaExceededError';

/**
 * What ends with the connection, or a transaction, and may go well on a new one: above all Safari
 * fails like this. NotFoundError: somebody else has remade the database.
 */
const PASSING = [
  'AbortError',
  'DatabaseClosedError',
  'InvalidStateError',
  'NotFoundError',
  'TimeoutError',
  'TransactionInactiveError',
  'UnknownError',
];

/** Whether it is the platform's error, and another try on a new connection is worth it. */
export function isPassing(error: unknown): boolean {
  if (error instanceof SluiceError || isQuota(error)) return false;
  return PASSING.includes(nameOf(error));
}

/** The error that users get for one of the platform. */
export function namedError(database: string, mode: IDBTransactionMode, error: unknown): unknown {
  if (isQuota(error)) return new StoreWriteError(`the database "${database}"`, QUOTA, error);
  if (error instanceof SluiceError || !isPlatforms(error)) return error;
  if (mode === 'readonly') return new StoreUnavailableError(`the database "${database}"`, error);
  return new StoreWriteError(`the database "${database}"`, nameOf(error), error);
}

/** The word of the platform for it; empty where it is none of its errors. */
export function nameOf(error: unknown): string {
  const name = (error as { name?: unknown } | null | undefined)?.name;
  return typeof name === 'string' ? name : '';
}

/** Dexie wraps it in an AbortError, with the reason as `inner`. */
function isQuota(error: unknown): boolean {
  for (let at = error, depth = 0; depth < 5; depth++) {
    if (typeof at !== 'object' || at === null) return false;
    if (nameOf(at) === QUOTA) return true;
    const { inner, cause } = at as { inner?: unknown; cause?: unknown };
    at = inner ?? cause;
  }
  return false;
}

function isPlatforms(error: unknown): boolean {
  return error instanceof DOMException || PASSING.includes(nameOf(error));
}
