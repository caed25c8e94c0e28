import { isThenable } from '../core/is-thenable.js';
import { callback, plainObject, readOptions } from '../core/options.js';
import { memoryStore } from '../store/memory-store.js';
import type {
  ChunkRecord,
  EndState,
  OpenRun,
  ResultStore,
  RunWriter,
} from '../store/result-store.js';

/** What each call of a store does before it is done; what is left out goes well, at once. */
export interface StoreScript {
  /** Before a run is opened; throws or rejects where it is not to open. */
  readonly open?: ((run: OpenRun) => void | PromiseLike<void>) | undefined;
  /** Before a record is stored. A Map tells of values that cannot be kept, as that of a RunWriter. */
  readonly append?: RunWriter['append'] | undefined;
  /** Before a run is given back. */
  readonly close?: RunWriter['close'] | undefined;
  /** What a writer says in place of what is stored: `{ done: [[0, 100]] }`, as after a crash. */
  readonly found?: Partial<RunWriter> | undefined;
}

/** A store that remembers what was done with it. */
export interface ScriptedStore extends ResultStore {
  /** Every call, in order: `open run`, `append 1,2` with the values of the record, `close`. */
  readonly log: readonly string[];
  /** What it was opened with. */
  readonly opened: readonly OpenRun[];
  /** What it was given to store, also what it then failed to store. */
  readonly records: readonly ChunkRecord[];
  /** As what it was given back. */
  readonly closedAs: readonly EndState[];
}

/**
 * A store for tests: it fails, takes its time, and finds what it is told to, and it remembers the calls.
 *
 * It keeps what went well in memory, so results can be read and a run can be resumed. Each function of
 * the script runs at the call; what it throws or rejects with is the failure, what it returns is waited
 * for. In virtual time that is `later(scheduler, frames)`, since promises do not settle there.
 *
 * - **Holds at most** everything that it is given.
 *
 * @param script `open`, `append`, `close`, `found`; all of it goes well if left out.
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION`) at the call.
 *
 * @example
 * ```ts
 * import { map, of } from 'rxjs';
 * import { chunkBy, processChunks, storeTo } from 'sluice';
 * import { later, marbles, scriptedStore } from 'sluice/testing';
 *
 * marbles(({ scheduler, expectObservable, flush }) => {
 *   const full = new Error('disk full');
 *   const store = scriptedStore({
 *     append: () => later(scheduler, 3, store.records.length === 2 ? full : undefined),
 *   });
 *   const result$ = of('a', 'b', 'c').pipe(
 *     chunkBy(1),
 *     processChunks((items: readonly string[]) => items),
 *     storeTo(store, { runId: 'run' }),
 *     map(({ values }) => values.join('')),
 *   );
 *   expectObservable(result$).toBe('---a--#', undefined, full);
 *   flush();
 *   console.log(store.log); // open run, append a, append b, close
 * });
 * ```
 */
export function scriptedStore(script?: StoreScript): ScriptedStore {
  const { open, append, close, found } = readOptions<StoreScript>('scriptedStore', script, {
    open: callback,
    append: callback,
    close: callback,
    found: plainObject,
  });
  const memory = memoryStore();
  const log: string[] = [];
  const opened: OpenRun[] = [];
  const records: ChunkRecord[] = [];
  const closedAs: EndState[] = [];

  const scripted = (writer: RunWriter): RunWriter => ({
    ...writer,
    ...found,
    append: (record) => {
      log.push(`append ${record.values.join(',')}`);
      records.push(record);
      return after(append?.(record), (answer) => {
        void writer.append(record);
        return answer;
      });
    },
    close: (state) => {
      log.push('close');
      closedAs.push(state);
      // A run that could not be closed is not completed, and holds up nobody.
      const fail = (error: unknown): never => {
        void writer.close('open');
        throw error;
      };
      try {
        return after(
          close?.(state),
          () => {
            void writer.close(state);
          },
          fail,
        );
      } catch (error) {
        return fail(error);
      }
    },
  });

  return {
    log,
    opened,
    records,
    closedAs,
    open: (run) => {
      log.push(`open ${run.runId}`);
      opened.push(run);
      return after(open?.(run), () => scripted(memory.open(run) as RunWriter));
    },
    runs: () => memory.runs(),
    results: (runId) => memory.results(runId),
    failures: (runId) => memory.failures(runId),
    aggregate: (runId, fold, seed) => memory.aggregate(runId, fold, seed),
    delete: (runId) => memory.delete(runId),
  };
}

/** Goes on in the same call where there is nothing to wait for. */
function after<A, B>(
  answer: A | PromiseLike<A>,
  next: (answer: A) => B,
  failed?: (error: unknown) => never,
): B | PromiseLike<B> {
  return isThenable(answer) ? answer.then(next, failed) : next(answer);
}
