/** What is the same in every outcome. */
interface OutcomeBase<T> {
  readonly item: T;
  /** The item's arrival number, from 0, where items are numbered. */
  readonly position: number;
  /** How often its work was started. */
  readonly attempts: number;
}

/** The item's work ended well. */
export interface FulfilledOutcome<T, R> extends OutcomeBase<T> {
  readonly status: 'fulfilled';
  readonly value: R;
}

/** The item's work failed, was left out, or was given up before it ended. */
export interface FailedOutcome<T> extends OutcomeBase<T> {
  readonly status: 'rejected' | 'skipped' | 'cancelled';
  readonly reason: unknown;
}

/**
 * What became of an item, in the shape of `PromiseSettledResult`, with the item, its position and
 * the number of attempts.
 */
export type Outcome<T, R> = FulfilledOutcome<T, R> | FailedOutcome<T>;

/** Why an item has no value. */
export interface ItemFailure {
  readonly kind: 'rejected' | 'skipped' | 'cancelled';
  readonly reason: unknown;
}

const POSITIONED = Symbol.for('sluice.outcome/1');

/** Marked on the prototype, so that an outcome compares and prints like a plain object. */
const PROTOTYPE = /* @__PURE__ */ Object.defineProperty({}, POSITIONED, { value: true });

/** Makes an outcome that a later chunker recognises: it takes over the position instead of counting anew. */
export function fulfilled<T, R>(item: T, position: number, value: R, attempts = 1): Outcome<T, R> {
  const outcome = { __proto__: PROTOTYPE, status: 'fulfilled', item, position, attempts, value };
  return outcome as unknown as Outcome<T, R>;
}

/** The same, for an item whose work failed. */
export function rejected<T>(
  item: T,
  position: number,
  reason: unknown,
  attempts = 1,
): FailedOutcome<T> {
  const outcome = { __proto__: PROTOTYPE, status: 'rejected', item, position, attempts, reason };
  return outcome as unknown as FailedOutcome<T>;
}

/** Whether the value is an outcome that carries its position. */
export function isOutcome(value: unknown): value is Outcome<unknown, unknown> {
  return typeof value === 'object' && value !== null && POSITIONED in value;
}
