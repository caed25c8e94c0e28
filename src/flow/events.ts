import type { ErrorClass } from '../core/error-class.js';
import type { ItemFailure } from '../core/outcome.js';

/** What went unnoticed in a pipeline that cannot keep its promise. */
export type WarningCode = 'NO_FLOW' | 'NOBODY_LISTENS' | 'UNASKED';

/**
 * What a pipeline has to tell that is no result. Counts are items, durations milliseconds; `position` is
 * that of the first item concerned, where items are numbered.
 *
 * Events reach the root of the flow, and the explicit flows that a boundary names. What comes with each
 * chunk is built only where somebody wants it (`isObserved`); what is rare is told to all who hear.
 */
export type FlowEvent = SourceEvent | WorkEvent | StoreEvent | ControlEvent | HealthEvent;

export type SourceEvent =
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  /** A hot source overflowed: `count` items were dropped since it was subscribed. */
  | { readonly type: 'dropped'; readonly count: number }
  /** A source, or a store, failed while it was being closed. */
  | { readonly type: 'closeFailed'; readonly reason: unknown }
  /** The rate is used up: nothing passes for so long. */
  | { readonly type: 'rateLimited'; readonly ms: number; readonly key?: unknown };

export type WorkEvent =
  /** The first call of work for a chunk; `id` is the same when it settles. */
  | {
      readonly type: 'chunkStarted';
      readonly id: number;
      readonly size: number;
      readonly position: number | undefined;
    }
  | {
      readonly type: 'chunkSettled';
      readonly id: number;
      readonly size: number;
      readonly position: number | undefined;
      /** Calls of work for it, or for parts of it. */
      readonly attempts: number;
      /** From the first call to the last answer. */
      readonly ms: number;
      /** By place in the chunk. */
      readonly failures: ReadonlyMap<number, ItemFailure>;
    }
  /**
   * A call failed: of work for a chunk or a part of it, or of a function for one item (`size` 1). Said again,
   * with another `next`, where the wait for a retry is given up.
   */
  | {
      readonly type: 'attemptFailed';
      readonly size: number;
      readonly position: number | undefined;
      /** Which call for the same items it was, from 1. */
      readonly attempt: number;
      readonly reason: unknown;
      readonly errorClass: ErrorClass;
      /** What follows: another call, a search for the bad items, the outcome, or the end of the run. */
      readonly next: 'retry' | 'isolate' | 'reject' | 'end';
    }
  /** The bad items of a chunk are found. */
  | {
      readonly type: 'isolated';
      readonly size: number;
      readonly position: number | undefined;
      readonly calls: number;
      readonly failed: number;
    }
  /** Another call would be one more than the retry budget allows. Said once until there is some again. */
  | { readonly type: 'budgetSpent'; readonly calls: number; readonly retries: number }
  /** A cache of work did not answer, and is done without. Said once until it works again. */
  | {
      readonly type: 'cacheFailed';
      readonly action: 'read' | 'write';
      readonly reason: unknown;
    }
  /** A call answered after it was given up; the answer is dropped. */
  | {
      readonly type: 'lateAnswer';
      readonly position: number | undefined;
      readonly attempt: number;
    };

export type StoreEvent =
  /** A store has opened the run; so many items were in it. */
  | { readonly type: 'opened'; readonly runId: string; readonly items: number }
  /** A record is durable. */
  | {
      readonly type: 'stored';
      readonly runId: string;
      readonly size: number;
      readonly position: number | undefined;
      readonly ms: number;
    }
  /** There is no room for a record, which waits for some since so many ms. Said at each try. */
  | {
      readonly type: 'storeFull';
      readonly runId: string;
      readonly reason: unknown;
      readonly waited: number;
    }
  /** Names of runs that retention has removed, and of those that it could not remove, and why. */
  | {
      readonly type: 'cleanedUp';
      readonly removed: readonly string[];
      /** Without a name where the runs of the store could not be listed. */
      readonly failed: readonly { readonly runId: string | undefined; readonly reason: unknown }[];
    };

export type ControlEvent =
  | { readonly type: 'started'; readonly runId: string | undefined }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'draining'; readonly deadline: number | undefined }
  /** Names of the options that were changed while the run goes on, with their values. */
  | { readonly type: 'configured'; readonly patch: Readonly<Record<string, unknown>> }
  | {
      readonly type: 'ended';
      readonly state: 'completed' | 'failed' | 'drained' | 'aborted';
      readonly error?: unknown;
    };

export type HealthEvent =
  /** The part of items that failed within the window has risen above its limit, or fallen below it. */
  | {
      readonly type: 'errorRate';
      readonly high: boolean;
      readonly ratio: number;
      readonly failed: number;
      readonly done: number;
      /** Failed items of the window by the code, name or type of their reason. */
      readonly classes: Readonly<Record<string, number>>;
    }
  /** Nothing has settled for so long, though something is under way; `oldest` began first. */
  | {
      readonly type: 'stalled';
      readonly ms: number;
      readonly oldest: RunningWork | undefined;
    }
  /** The event loop gave nobody a turn for so long. */
  | { readonly type: 'loopBlocked'; readonly ms: number };

/** Work that is under way. */
export interface RunningWork {
  readonly position: number | undefined;
  readonly size: number;
  readonly ms: number;
}
