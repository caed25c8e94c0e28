import type { Outcome } from '../core/outcome.js';
import type { TargetOutcome } from './batch-run.js';
import type { BatchStats } from './run-stats.js';

/** What a processor is told about the call it is in. */
export interface ProcessorContext {
  /** Aborts, with the reason, when the run is given up: nobody waits for the processor then. */
  readonly signal: AbortSignal;
}

/**
 * Is given outcomes before they are stored, a chunk at a time (in a streaming run one outcome) and one
 * call at a time, and is waited for. If it fails, so does the run, and these outcomes are not stored: the
 * next start gives them again.
 */
export type ResultProcessor<T, R> = (
  outcomes: readonly Outcome<T, R>[],
  context: ProcessorContext,
) => void | PromiseLike<void>;

/**
 * Runs when all outcomes are stored, before the run counts as completed. `results()` reads them back,
 * in the order of the targets. If it fails, so does the run; the next start has only this to do. An abort
 * does not wait for it.
 */
export type PostProcessor<R> = (
  results: () => Promise<readonly TargetOutcome<R>[]>,
  stats: BatchStats,
  context: ProcessorContext,
) => unknown;
