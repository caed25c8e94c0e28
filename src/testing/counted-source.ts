import { Subject, type Observable } from 'rxjs';
import { checkValue, integer, type OptionRule } from '../core/options.js';

/** A source that says how it is read. */
export interface CountedSource<T> extends Iterable<T> {
  /** How many items were read. */
  readonly pulls: number;
  /** How many of them were held at once, at most: read, and not yet told to be released. */
  readonly peakHeld: number;
  /** Whether it was read, and nobody reads it any more: it came to its end, or was left. */
  readonly closed: boolean;
  /**
   * What is done to it, as a marble shows it, such as `p--p--p--|`: `p` is a pull, `x` left before the
   * end; completes at the end.
   */
  readonly seen$: Observable<'p' | 'x'>;
  /** Items that are done with; call it where results come out of the pipeline. */
  release(items?: number): void;
}

/**
 * A source for tests: gives items, and says how far, how fast and how long it is read.
 *
 * Give it to `fromSource`. Whoever reads it again begins at the first item, and the counts go on.
 *
 * @param items what it gives: an array, a generator, any iterable; read no further than it is itself.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` at the call.
 *
 * @example
 * ```ts
 * import { tap } from 'rxjs';
 * import { chunkBy, fromSource, processChunks } from 'sluice';
 * import { countedSource, marbles, scriptedWork } from 'sluice/testing';
 *
 * marbles(({ flush }) => {
 *   const rows = countedSource(Array(1000).keys());
 *   fromSource(rows)
 *     .pipe(
 *       chunkBy(10),
 *       processChunks(scriptedWork({ frames: 5 }), { concurrency: 2, prefetch: 1 }),
 *       tap(({ chunk }) => rows.release(chunk.items.length)),
 *     )
 *     .subscribe();
 *   flush();
 *   console.log(rows.pulls, rows.peakHeld, rows.closed); // 1000 30 true
 * });
 * ```
 */
export function countedSource<T>(items: Iterable<T>): CountedSource<T> {
  checkValue('countedSource', 'items', items, ITERABLE);
  return new Counted(items);
}

const ITERABLE: OptionRule = {
  expected: 'an iterable',
  check: (value) =>
    typeof (value as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function'
      ? 'ok'
      : 'type',
};

class Counted<T> implements CountedSource<T> {
  pulls = 0;
  peakHeld = 0;
  readonly seen$ = new Subject<'p' | 'x'>();
  readonly #items: Iterable<T>;
  #released = 0;
  #opened = 0;
  #left = 0;

  constructor(items: Iterable<T>) {
    this.#items = items;
  }

  get closed(): boolean {
    return this.#opened > 0 && this.#left === this.#opened;
  }

  release(items = 1): void {
    checkValue('release', 'items', items, integer(0));
    this.#released += items;
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    this.#opened++;
    let ended = false;
    try {
      for (const item of this.#items) {
        this.pulls++;
        this.peakHeld = Math.max(this.peakHeld, this.pulls - this.#released);
        this.seen$.next('p');
        yield item;
      }
      ended = true;
    } finally {
      this.#left++;
      if (ended) this.seen$.complete();
      else this.seen$.next('x');
    }
  }
}
