import { positionAt, type Chunk } from '../core/chunk.js';
import type { ChunkResult } from '../core/chunk-result.js';
import type { FlowEvent } from '../flow/events.js';
import type { Gate } from '../flow/gate.js';
import type { RetryBudget } from './retry/retry-budget.js';
import type { Failure } from './retry/retried-call.js';

/** What follows a call that failed. */
export type Next = Extract<FlowEvent, { readonly type: 'attemptFailed' }>['next'];

let chunks = 0;

/**
 * Tells of the chunks and items of one operator: what comes with each chunk where somebody observes, what is
 * rare to all who hear, reports where somebody adapts.
 */
export class Telling {
  readonly #gate: Gate;

  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** Gives what it is known by when it settles. */
  started({ items, ranges }: Chunk<unknown>): number {
    if (!this.#gate.isObserved) return 0;
    const id = ++chunks;
    const position = positionAt(ranges, 0);
    this.#gate.announce({ type: 'chunkStarted', id, size: items.length, position });
    return id;
  }

  settled(id: number, result: ChunkResult<unknown, unknown>): void {
    if (!this.#gate.isObserved) return;
    const { chunk, values, failures, attempts, duration } = result;
    const about = { size: values.length, position: positionAt(chunk.ranges, 0) };
    const outcome = { attempts, ms: duration, failures };
    // Whoever begins to observe in the middle hears of an end without a beginning.
    this.#gate.announce({ type: 'chunkSettled', id: id || ++chunks, ...about, ...outcome });
  }

  failed(
    size: number,
    position: number | undefined,
    attempt: number,
    { reason, errorClass }: Failure,
    next: Next,
  ): void {
    const failure = { attempt, reason, errorClass, next };
    this.#gate.announce({ type: 'attemptFailed', size, position, ...failure });
  }

  isolated(size: number, position: number, calls: number, failed: number): void {
    if (!this.#gate.isObserved) return;
    this.#gate.announce({ type: 'isolated', size, position, calls, failed });
  }

  /** Said once, until there is some again. */
  budgetSpent(budget: RetryBudget): void {
    if (budget.wasSpent) return;
    budget.wasSpent = true;
    const { calls, retries } = budget;
    if (this.#gate.isObserved) this.#gate.announce({ type: 'budgetSpent', calls, retries });
  }

  late(position: number | undefined, attempt: number): void {
    this.#gate.announce({ type: 'lateAnswer', position, attempt });
  }

  /** Only where somebody listens. */
  report(size: number, weight: number, ms: number, failure: Failure | undefined): void {
    const outcome = failure === undefined ? 'fulfilled' : 'rejected';
    const report = { type: 'settled', size, weight, ms, outcome } as const;
    this.#gate.report(failure === undefined ? report : { ...report, reason: failure.reason });
  }
}
