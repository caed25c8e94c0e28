import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { incompatibleOptions, invalidType } from '../core/option-error.js';
import {
  boolean,
  callback,
  checkValue,
  either,
  having,
  integer,
  oneOf,
  readOptions,
} from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { Commits } from './commits.js';
import { runIdRule } from './run-id.js';
import type { Storable } from './storable.js';
import type { ResultStore } from './result-store.js';
import { readWhenFull, whenFullRule, type WhenFull } from './when-full.js';

export interface StoreToOptions extends FlowOption {
  /** Names the run in the store: letters, digits, `.`, `_`, `-`; at most 128, the first no sign. */
  readonly runId: string;
  /**
   * Goes on with a run that is in the store: true; also if it was told apart otherwise: `'force'`;
   * false refuses it. @default true
   */
  readonly resume?: boolean | 'force' | undefined;
  /**
   * Tells items apart by a key of their own, a string, where the source may give them in another order.
   * Of items with the same key the first one counts, and the others are left out. A line that could
   * not be read has the key `malformed:file:line`. @default by arrival
   */
  readonly key?: ((item: never) => string) | undefined;
  /**
   * Works once more on items that are stored as rejected or cancelled, also of a completed run, and
   * replaces their outcomes by the new ones, failed or not. @default false
   */
  readonly retryFailed?: boolean | undefined;
  /**
   * What is done when the store has no room: `'fail'` ends the run, which can be resumed when there is;
   * `{ retryEvery }`, in ms, waits and tries again until there is. @default 'fail'
   */
  readonly whenFull?: WhenFull | undefined;
  /** Results that may wait while one is written; an integer >= 0. @default 1 */
  readonly prefetch?: number | undefined;
}

/**
 * Writes each result into a store, hands it on when it is durable, and goes on with a run that the
 * store has already.
 *
 * The store is opened on subscribe. Until it is open the gate stays closed, so nothing is read;
 * while it writes, the lanes above go on, and the source is read no faster than the store writes.
 * Whoever numbers the items above (`chunkBy`, or `mapConcurrent({ outcomes: true })`) leaves out those
 * that are stored. A run is completed when its source is; stopped otherwise, the next start goes on.
 * With `whenFull: { retryEvery }` a full disk, or a spent quota, ends nothing: the write is tried again until
 * there is room, nothing more is read meanwhile, and `storeFull` is told at each try that failed.
 * Failed items count as stored, unless `retryFailed` is set: then they are worked on once more, and
 * until their new outcome is written the old one stays.
 *
 * **Marble** (a write takes 3 frames, `prefetch: 1`)
 * ```
 * results  a-b------|
 * stored   ---a--b--|
 * ```
 *
 * - **Emits** what it was given, one after another, each after its write; where a store cannot keep a
 *   value exactly, with that item as rejected, as it is stored (`ERR_UNSTORABLE_VALUE`).
 * - **Completes** when the source has, all is written, and the store has closed the run.
 * - **Errors** when the store does not open (RunLockedError while somebody else writes the run,
 *   RunChangedError, RunExistsError, StoreCorruptError), write or close, giving up the rest; with the
 *   source, after all that was accepted is written; UnexpectedResultError for a second result of an
 *   item, as of two chunkers above one store; SourceChangedError when a source ends before all that is
 *   stored of it has come; TypeError `ERR_INVALID_ARG_TYPE` for anything but results of chunks and
 *   chunks of outcomes, or a key that is no string; BufferOverflowError when more than 1,000 results
 *   came unasked.
 * - **On unsubscribe** leaves the source and closes the run; a write that is under way ends by itself, and
 *   one that waits for room is given up.
 * - **Holds at most** `prefetch` results besides those being written: one, or as many as the store
 *   writes at once (`RunWriter.concurrency`).
 *
 * @param store where to.
 * @param options `runId`: the run's name; `resume` (default true; false refuses a run that exists,
 * `'force'` goes on also if items were told apart otherwise); `retryFailed` (default false): works
 * again on items that failed in earlier starts, and replaces their outcomes; `key`: tells items apart, in place of
 * their arrival number, and goes with no second `storeTo` in the pipe; `whenFull` (default `'fail'`, or
 * `{ retryEvery }` in ms); `prefetch` (results, default 1); `flow`.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`,
 * `ERR_INCOMPATIBLE_OPTIONS`) at the call.
 *
 * @example
 * ```ts
 * import { chunkBy, fromSource, memoryStore, processChunks, storeTo } from 'sluice';
 *
 * fromSource(rows)
 *   .pipe(chunkBy(100), processChunks(enrich), storeTo(memoryStore(), { runId: 'enrich-2026' }))
 *   .subscribe(({ chunk }) => console.log(`${chunk.items.length} stored`));
 * ```
 */
export function storeTo<S extends Storable>(
  store: ResultStore,
  options: StoreToOptions,
): MonoTypeOperatorFunction<S> {
  checkValue('storeTo', 'store', store, having('a ResultStore', 'open', 'results'));
  if ((options as unknown) === undefined) {
    throw invalidType('storeTo', 'options', 'a plain object with "runId"', options);
  }
  const {
    runId,
    prefetch = 1,
    resume = true,
    retryFailed = false,
    key,
    whenFull,
    flow,
  } = readOptions<StoreToOptions>('storeTo', options, {
    runId: runIdRule,
    prefetch: integer(0),
    resume: either('a boolean or "force"', boolean, oneOf('force')),
    retryFailed: boolean,
    key: callback,
    whenFull: whenFullRule,
    flow: flowRule,
  });
  if ((runId as unknown) === undefined) {
    throw incompatibleOptions('storeTo', '"runId" is needed, to find the results by');
  }
  if (retryFailed && resume === false) {
    throw incompatibleOptions(
      'storeTo',
      '"retryFailed" goes on with a run, which "resume: false" refuses',
    );
  }
  const retryEvery = readWhenFull('storeTo', whenFull);
  return (source) =>
    new Observable<S>((subscriber) => {
      new Commits<S>(subscriber, store, {
        runId,
        prefetch,
        resume,
        retryFailed,
        key: key as ((item: unknown) => string) | undefined,
        retryEvery,
        flow,
      }).connect(source);
    });
}
