import type { ChunkResult } from '../core/chunk-result.js';
import { isChunkResult } from '../core/chunk-result.js';
import { invalidType } from '../core/option-error.js';
import type { Outcome } from '../core/outcome.js';

/**
 * Goes through a chunk result item by item: what became of each, with its position.
 *
 * @param result what `processChunks` emits.
 * @returns an iterable that can be gone through any number of times.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` if it is given something else.
 *
 * @example
 * ```ts
 * import { outcomesOf } from 'sluice';
 *
 * for (const outcome of outcomesOf(result)) {
 *   if (outcome.status === 'fulfilled') save(outcome.item, outcome.value);
 *   else console.warn(outcome.position, outcome.status, outcome.reason);
 * }
 * ```
 */
export function outcomesOf<T, R>(result: ChunkResult<T, R>): Iterable<Outcome<T, R>> {
  if (!isChunkResult(result)) throw invalidType('outcomesOf', 'result', 'a ChunkResult', result);
  return { [Symbol.iterator]: () => outcomes(result) };
}

function* outcomes<T, R>(result: ChunkResult<T, R>): Generator<Outcome<T, R>, void, undefined> {
  const { chunk, values, failures, attemptsByPlace } = result;
  let place = 0;
  for (const [start, end] of chunk.ranges) {
    for (let position = start; position < end; position++, place++) {
      const item = chunk.items[place] as T;
      const failure = failures.get(place);
      const attempts = attemptsByPlace?.[place] ?? result.attempts;
      yield failure === undefined
        ? { status: 'fulfilled', item, position, attempts, value: values[place] as R }
        : { status: failure.kind, item, position, attempts, reason: failure.reason };
    }
  }
}
