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
  type OptionRule,
} from '../core/options.js';
import { flowRule, type FlowOption } from '../flow/create-flow.js';
import { Commits } from './commits.js';
import type { Storable } from './storable.js';
import type { ResultStore } from './result-store.js';

export interface StoreToOptions extends FlowOption {
  /** Names the run in the store: letters, digits, `.`, `_`, `-`; at most 128, the first no sign. */
  readonly runId: string;
  /**
   * Goes on with a run that is in the store: true; also if it was told apart otherwise: `'force'`;
   * false refuses it. @default true
   */
  readonly resume?: boolean | 'force' | undefined;
  /** Tells items apart by a key of their own, where the source may give them in another order. @default by arrival */
  readonly key?: ((item: never) => string) | undefined;
  /** Results that may wait while one is written; an integer >= 0. @default 1 */
  readonly prefetch?: number | undefined;
}

const runIdRule: OptionRule = {
  expected: 'a name of letters, digits, ".", "_" and "-", at most 128, beginning with no sign',
  check: (value) => {
    if (typeof value !== 'string') return 'type';
    return /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(value) ? 'ok' : 'range';
  },
};

/**
 * Writes each result into a store, and hands it on when it is durable.
 *
 * The store is opened on subscribe. Until it is open the gate stays closed, so nothing is read;
 * while it writes, the lanes above go on, and the source is read no faster than the store writes.
 *
 * **Marble** (a write takes 3 frames, `prefetch: 1`)
 * ```
 * results  a-b------|
 * stored   ---a--b--|
 * ```
 *
 * - **Emits** what it was given, unchanged, one after another, each after its write.
 * - **Completes** when the source has, all is written, and the store has closed the run.
 * - **Errors** when the store does not open, write or close, giving up the rest; with the source, after
 *   all that was accepted is written; TypeError `ERR_INVALID_ARG_TYPE` for anything but results of
 *   chunks and chunks of outcomes; BufferOverflowError when more than 1,000 results came unasked.
 * - **On unsubscribe** leaves the source and closes the run; a write that is under way ends by itself.
 * - **Holds at most** `prefetch` results besides the one being written.
 *
 * @param store where to.
 * @param options `runId`: the run's name; `prefetch` (results, default 1); `flow`.
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
    key,
    flow,
  } = readOptions<StoreToOptions>('storeTo', options, {
    runId: runIdRule,
    prefetch: integer(0),
    resume: either('a boolean or "force"', boolean, oneOf('force')),
    key: callback,
    flow: flowRule,
  });
  if ((runId as unknown) === undefined) {
    throw incompatibleOptions('storeTo', '"runId" is needed, to find the results by');
  }
  return (source) =>
    new Observable<S>((subscriber) => {
      new Commits<S>(subscriber, store, {
        runId,
        prefetch,
        resume,
        key: key as ((item: unknown) => string) | undefined,
        flow,
      }).connect(source);
    });
}
