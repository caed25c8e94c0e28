/// <reference lib="esnext.disposable" preserve="true" />
import type { Observable } from 'rxjs';
import type { Outcome } from '../core/outcome.js';
import type { FlowEvent } from '../flow/events.js';
import type { Progress } from '../progress/progress.js';
import type { StoredOutcome } from '../store/result-store.js';
import type { RunPatch } from './run-settings.js';
import type { BatchStats } from './run-stats.js';

/** What became of one target, read back. */
export type TargetOutcome<R> =
  | {
      readonly position: number;
      readonly key?: string;
      readonly status: 'fulfilled';
      readonly value: R;
    }
  | Exclude<StoredOutcome, { readonly status: 'fulfilled' }>;

/** How a run ended. */
export interface BatchSummary {
  /** Completed: every target has an outcome. Drained and aborted: somebody asked for it. */
  readonly state: 'completed' | 'failed' | 'drained' | 'aborted';
  readonly runId: string | undefined;
  readonly stats: BatchStats;
  /** What the post-processors returned, in their order; only of a completed run. */
  readonly outputs: readonly unknown[];
  /** Why it failed, or the reason that `abort` was given. */
  readonly error?: unknown;
}

export interface DrainOptions {
  /**
   * Longest time that draining may take, in ms; 0 is none. Then the run is aborted, with a
   * DeadlineExceededError. Of several, the earliest counts. @default no limit
   */
  readonly deadline?: number | undefined;
}

/**
 * A run under way. It starts in a microtask, so that whoever made it can subscribe first; it needs
 * nobody to listen.
 */
export interface BatchRun<T, R> extends AsyncIterable<Outcome<T, R>> {
  readonly runId: string | undefined;
  /**
   * Outcomes as they come, each once it is stored; in streaming mode as soon as it is there. A slow
   * subscriber slows the run, as long as he is subscribed; a late one gets what comes later. Errors with
   * the run, also when it is aborted, since what came is then not all.
   */
  readonly results$: Observable<Outcome<T, R>>;
  /** The latest progress, and every later one, also when the run is paused or resumed; never errors. */
  readonly progress$: Observable<Progress>;
  /**
   * What happens in the run besides its results, from `started` to `ended`; late subscribers get what comes
   * later. It completes with the run, and never errors.
   */
  readonly events$: Observable<FlowEvent>;
  /** Resolves when the run has ended, however it did, and everything is given back; never rejects. */
  readonly done: Promise<BatchSummary>;
  /**
   * All outcomes in the order of their positions, read back from the store, with those of earlier
   * starts. Rejects if the run fails or is aborted. Without a store, ask before the run starts: they
   * are then kept in memory.
   */
  results(): Promise<readonly TargetOutcome<R>[]>;
  /**
   * Changes options of the run while it goes on, by the rules of the options; one that is wrong, unknown or
   * cannot be changed throws, and then nothing is changed. It cancels nothing: what is lower holds for what
   * comes next. After the end of the run it does nothing.
   */
  configure(patch: RunPatch): void;
  /** Stops reading targets; what was read goes on. */
  pause(): void;
  /** Takes `pause()` back. */
  resume(): void;
  /**
   * Reads no more, also when paused, and ends as `'drained'` when all that was read is done and stored; a
   * run that has read its source to the end completes. After `deadline` it is aborted.
   */
  drain(options?: DrainOptions): Promise<BatchSummary>;
  /**
   * Gives up what is under way, without waiting for it, and ends as `'aborted'`; all signals say why. From
   * then on `results$` brings nothing but its error.
   */
  abort(reason?: unknown): Promise<BatchSummary>;
  /** The same as `abort`, unless the run has ended; for `try … finally` and `await using`. */
  close(): Promise<void>;
  /** Aborts when the run is given up, by an abort or a failure, with its reason. */
  readonly signal: AbortSignal;
  stats(): BatchStats;
  [Symbol.asyncDispose](): Promise<void>;
}
