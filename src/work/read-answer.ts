import { inspect } from '../core/inspect.js';
import type { ItemFailure } from '../core/outcome.js';
import { WorkResultError } from '../core/work-result-error.js';
import { Settled, type SettledItem } from './settled.js';

/** A chunk's values and failures, by place. */
export interface Verdict<R> {
  readonly values: readonly (R | undefined)[];
  readonly failures: Map<number, ItemFailure>;
  /** How often each item was tried, where that is not the same for all. */
  readonly attempts?: readonly number[] | undefined;
}

/** Matches an answer of work to the items of its chunk; throws WorkResultError where it cannot. */
export function readAnswer<R>(answer: unknown, size: number): Verdict<R> {
  if (answer === undefined) return { values: nothing(size), failures: new Map() };
  if (answer instanceof Settled) return readSettled<R>(answer as Settled<R>, size);
  if (!Array.isArray(answer)) {
    throw new WorkResultError(
      `work must answer with an array, settled(array) or undefined; it gave ${inspect(answer)}`,
      size,
      answer,
    );
  }
  checkLength(answer, size);
  return { values: answer as readonly R[], failures: new Map() };
}

/** Every item of the chunk failed for the same reason. */
export function allFailed(
  kind: ItemFailure['kind'],
  reason: unknown,
  size: number,
): Verdict<never> {
  const failures = new Map<number, ItemFailure>();
  const failure = { kind, reason };
  for (let place = 0; place < size; place++) failures.set(place, failure);
  return { values: nothing(size), failures };
}

function readSettled<R>({ items }: Settled<R>, size: number): Verdict<R> {
  checkLength(items, size);
  const values: (R | undefined)[] = [];
  const failures = new Map<number, ItemFailure>();
  let attempts: number[] | undefined;
  // Not by map(), which leaves out what an array has no element for.
  for (let place = 0; place < size; place++) {
    const item = items[place] as SettledItem<R> | null | undefined;
    const times = item?.attempts ?? 1;
    if (times !== 1) (attempts ??= new Array<number>(size).fill(1))[place] = times;
    if (item?.status === 'fulfilled') {
      values.push(item.value);
    } else {
      values.push(undefined);
      failures.set(place, { kind: checkStatus(item, size), reason: item?.reason });
    }
  }
  return { values, failures, attempts };
}

function checkStatus(
  item: { readonly status: string } | null | undefined,
  size: number,
): 'rejected' | 'skipped' {
  const status = item?.status;
  if (status === 'rejected' || status === 'skipped') return status;
  throw new WorkResultError(
    `settled outcomes are 'fulfilled', 'rejected' or 'skipped'; one had ${inspect(status)}`,
    size,
    item,
  );
}

function checkLength(items: readonly unknown[], size: number): void {
  if (items.length === size) return;
  throw new WorkResultError(
    `work must answer with one value per item: ${items.length} came for ${size}`,
    size,
    items,
  );
}

function nothing(size: number): undefined[] {
  return new Array<undefined>(size).fill(undefined);
}
