import type { WorkContext } from '../attempt.js';
import { ChunkAttempt } from '../chunk-attempt.js';

/** The context of a call for some of the items: it is about fewer, and so is named after these alone. */
export function callOfPart(
  context: WorkContext,
  items: readonly unknown[],
  places: readonly number[],
): WorkContext {
  if (context instanceof ChunkAttempt) {
    const own = places.map((place) => context.placeOf(items[place], place, items.length));
    if (!own.includes(undefined)) return context.part(own as number[]);
  }
  return {
    get signal() {
      return context.signal;
    },
    attempt: context.attempt,
    get idempotencyKey() {
      return `${context.idempotencyKey}:${places.join(',')}`;
    },
  };
}
