import type { SchedulerLike } from 'rxjs';
import type { Chunk } from '../../src/core/chunk.js';
import type { ChunkResult } from '../../src/core/chunk-result.js';
import type { ItemFailure } from '../../src/core/outcome.js';
import type { ChunkRecord, ResultStore, RunWriter } from '../../src/store/result-store.js';

/** What each call of a store does; what is left out answers at once. */
export interface StoreScript {
  readonly open?: () => void | PromiseLike<void>;
  readonly append?: (record: ChunkRecord) => void | PromiseLike<void>;
  readonly close?: () => void | PromiseLike<void>;
}

export interface ScriptedStore extends ResultStore {
  /** Every call, in order: `open run`, `append 1,2`, `close`. */
  readonly log: readonly string[];
}

/** A store that does as it is told, and remembers the calls. */
export function scriptedStore(script: StoreScript = {}): ScriptedStore {
  const log: string[] = [];
  const writer: RunWriter = {
    append: (record) => {
      log.push(`append ${record.values.join(',')}`);
      return script.append?.(record);
    },
    close: () => {
      log.push('close');
      return script.close?.();
    },
  };
  return {
    log,
    open: ({ runId }) => {
      log.push(`open ${runId}`);
      const opening = script.open?.();
      return opening === undefined ? writer : after(opening, writer);
    },
    results: () => ({ pull: () => null }),
  };
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
