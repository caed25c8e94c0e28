import type { SchedulerLike } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import { memoryStore } from '../../src/store/memory-store.js';
import type {
  ChunkRecord,
  OpenRun,
  ResultStore,
  RunInfo,
  RunWriter,
} from '../../src/store/result-store.js';

/** What each call of a store does; what is left out answers at once. */
export interface StoreScript {
  readonly open?: () => void | PromiseLike<void>;
  readonly append?: (record: ChunkRecord) => void | PromiseLike<void>;
  readonly close?: (state: RunInfo['state']) => void | PromiseLike<void>;
  /** What the writer says of the run as it found it; a new run where it is left out. */
  readonly found?: Partial<RunWriter>;
}

export interface ScriptedStore extends ResultStore {
  /** Every call, in order: `open run`, `append 1,2`, `close`. */
  readonly log: readonly string[];
  /** What it was opened with, closed as, and given. */
  readonly opened: readonly OpenRun[];
  readonly closedAs: readonly RunInfo['state'][];
  readonly records: readonly ChunkRecord[];
}

/** A store that does as it is told, and remembers the calls. */
export function scriptedStore(script: StoreScript = {}): ScriptedStore {
  const log: string[] = [];
  const opened: OpenRun[] = [];
  const closedAs: RunInfo['state'][] = [];
  const records: ChunkRecord[] = [];
  const writer: RunWriter = {
    ...newRun(),
    ...script.found,
    append: (record) => {
      log.push(`append ${record.values.join(',')}`);
      records.push(record);
      return script.append?.(record);
    },
    close: (state) => {
      log.push('close');
      closedAs.push(state);
      return script.close?.(state);
    },
  };
  return {
    ...emptyStore(),
    log,
    opened,
    closedAs,
    records,
    open: (run) => {
      log.push(`open ${run.runId}`);
      opened.push(run);
      const opening = script.open?.();
      return opening === undefined ? writer : after(opening, writer);
    },
  };
}

/** A store that has nothing, and cannot be opened. */
export function emptyStore(): ResultStore {
  return {
    open: () => {
      throw new Error('it does not open');
    },
    runs: () => Promise.resolve([]),
    results: () => ({ pull: () => null }),
    failures: () => ({ pull: () => null }),
    aggregate: (_runId, _fold, seed) => Promise.resolve(seed),
    delete: () => Promise.resolve(),
  };
}

/** The writer of a run that is new. */
export function newRun(): RunWriter {
  const run: OpenRun = { runId: 'run', resume: true, fingerprint: { identity: 'position' } };
  return memoryStore().open(run) as RunWriter;
}

/**
 * A thenable that a scheduler settles: what takes the place of a promise in virtual time, since
 * `TestScheduler.run` does not run microtasks.
 */
export function later(scheduler: SchedulerLike, frames: number, failure?: unknown) {
  return thenable((done, failed) => {
    scheduler.schedule(() => {
      if (failure === undefined) done();
      else failed(failure);
    }, frames);
  });
}

/** A thenable that the spec settles. */
export class Deferred implements PromiseLike<void> {
  readonly then: PromiseLike<void>['then'];
  resolve: () => void = () => undefined;
  reject: (reason: unknown) => void = () => undefined;

  constructor() {
    this.then = thenable((done, failed) => {
      this.resolve = done;
      this.reject = failed;
    }).then;
  }
}

/** The result of a chunk whose values are `values`; its first item has the position `start`. */
export function resultOf<R>(
  values: readonly R[],
  start = 0,
  failures: ReadonlyMap<number, ItemFailure> = new Map(),
): ChunkResult<R, R> {
  const chunk: Chunk<R> = {
    items: values,
    ranges: [[start, start + values.length]],
    weight: values.length,
    closedBy: 'size',
    openedAt: 0,
    closedAt: 0,
  };
  return { chunk, values, failures, attempts: 1, startedAt: 0, duration: 0 };
}

type Settling = (done: () => void, failed: (reason: unknown) => void) => void;

/** Answers in the call that settles it, where a promise would take a microtask. */
function thenable(settling: Settling): PromiseLike<void> {
  const then = (done?: (() => unknown) | null, failed?: ((reason: unknown) => unknown) | null) => {
    settling(
      () => done?.(),
      (reason) => failed?.(reason),
    );
  };
  return { then: then as PromiseLike<void>['then'] };
}

function after<T>(first: PromiseLike<void>, value: T): PromiseLike<T> {
  const then = (done?: ((value: T) => unknown) | null, failed?: (reason: unknown) => unknown) => {
    void first.then(() => done?.(value), failed);
  };
  return { then: then as PromiseLike<T>['then'] };
}
