import { invalidType } from '../core/option-error.js';

/** An outcome that work reports for one item, in the shape of `PromiseSettledResult`. */
export type SettledItem<R> = (
  | { readonly status: 'fulfilled'; readonly value: R }
  | { readonly status: 'rejected' | 'skipped'; readonly reason: unknown }
) & {
  /** How often it was tried. @default 1 */
  readonly attempts?: number;
};

/** An answer of work that tells each item's outcome. Made by {@link settled}. */
export class Settled<R> {
  constructor(readonly items: readonly SettledItem<R>[]) {}
}

/**
 * Answers a chunk with an outcome per item, where some may have failed and others not.
 *
 * Takes what `Promise.allSettled` gives, and `'skipped'` besides. There must be one outcome per item,
 * in the order of the items; any other number fails the chunk with WorkResultError.
 *
 * @param items the outcomes, by place in the chunk.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` unless it is an array.
 *
 * @example
 * ```ts
 * import { processChunks, settled } from 'sluice';
 *
 * processChunks(async (urls: readonly string[]) =>
 *   settled(await Promise.allSettled(urls.map((url) => fetch(url)))),
 * );
 * ```
 */
export function settled<R>(items: readonly SettledItem<R>[]): Settled<R> {
  if (!Array.isArray(items)) throw invalidType('settled', 'items', 'an array of outcomes', items);
  return new Settled(items);
}
