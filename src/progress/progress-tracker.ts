import { BehaviorSubject, type Observable } from 'rxjs';
import { integer, readOptions } from '../core/options.js';
import { NO_COUNTS, type Progress } from './progress.js';

export interface ProgressTrackerOptions {
  /** How many items there are; an integer >= 0. @default unknown */
  readonly total?: number | undefined;
}

/**
 * Keeps the latest progress of a run, for anybody who comes later.
 *
 * - **Emits** (`progress$`) the latest value to each new subscriber, then every later one.
 * - **Completes** with the run; it never errors, since a failed run is a `state` of progress.
 * - **Holds at most** one value.
 *
 * @param options `total`: how many items there are, if that is known.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`).
 *
 * @example
 * ```ts
 * import { ProgressTracker, chunkBy, fromSource, processChunks, trackProgress } from 'sluice';
 *
 * const tracker = new ProgressTracker({ total: rows.length });
 * fromSource(rows).pipe(chunkBy(100), processChunks(save), trackProgress(tracker)).subscribe();
 * tracker.progress$.subscribe(({ done, total }) => console.log(`${done} of ${total}`));
 * ```
 */
export class ProgressTracker {
  /** The latest progress, and every later one. */
  readonly progress$: Observable<Progress>;
  readonly #latest: BehaviorSubject<Progress>;
  readonly total: number | undefined;

  constructor(options?: ProgressTrackerOptions) {
    const { total } = readOptions<ProgressTrackerOptions>('ProgressTracker', options, {
      total: integer(0, Number.MAX_SAFE_INTEGER),
    });
    this.total = total;
    this.#latest = new BehaviorSubject<Progress>(notStarted(total));
    this.progress$ = this.#latest.asObservable();
  }

  /** The latest progress. */
  get snapshot(): Progress {
    return this.#latest.value;
  }

  next(progress: Progress): void {
    this.#latest.next(progress);
  }

  complete(): void {
    this.#latest.complete();
  }
}

function notStarted(total: number | undefined): Progress {
  return {
    ...NO_COUNTS,
    done: 0,
    total,
    running: 0,
    waiting: 0,
    waitingOn: 'nothing',
    rate: 0,
    remaining: undefined,
    elapsed: 0,
    state: 'running',
  };
}
