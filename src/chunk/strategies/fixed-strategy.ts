import { checkValue, integer } from '../../core/options.js';
import type { ChunkStrategy, Cut, MakeStrategy } from './chunk-strategy.js';

/**
 * Chunks of the same number of items, in the order of their arrival; the last may be smaller.
 *
 * It does what `chunkBy(size)` does, which is faster; it is here as a strategy to start one's own from,
 * and where a strategy is chosen at run time.
 *
 * @param size items in a chunk; an integer >= 1.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`) at the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fixedStrategy, fromSource } from 'sluice';
 *
 * fromSource(rows).pipe(chunkBy(fixedStrategy(100))).subscribe();
 * ```
 */
export function fixedStrategy<T>(size: number): MakeStrategy<T> {
  checkValue('fixedStrategy', 'size', size, integer(1));
  return () => new FixedStrategy<T>(size);
}

class FixedStrategy<T> implements ChunkStrategy<T> {
  readonly #size: number;
  #open: T[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  push(item: T): Cut<T> {
    return this.#open.push(item) < this.#size ? undefined : this.flush();
  }

  flush(): Cut<T> {
    const chunk = this.#open;
    this.#open = [];
    return chunk.length === 0 ? undefined : [chunk];
  }
}
