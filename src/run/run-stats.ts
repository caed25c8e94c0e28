import type { Clock } from '../core/clock.js';
import { isChunkResult } from '../core/chunk-result.js';
import { isChunk } from '../core/chunk.js';
import { isOutcome } from '../core/outcome.js';
import { countResult, NO_COUNTS, type Counts, type Progress } from '../progress/progress.js';
import { Durations, type DurationSummary } from './durations.js';

/** Plain JSON, at any moment. Durations are milliseconds. */
export interface BatchStats {
  /** Targets whose outcome is known. */
  readonly done: number;
  readonly fulfilled: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  readonly chunks: number;
  /** Targets that an earlier start of the run had stored. */
  readonly resumed: number;
  /** Whether another start can go on with the run: it has a store. */
  readonly resumable: boolean;
  readonly elapsed: number;
  readonly targetsPerSecond: number;
  /** From the start of a chunk's work to its end. */
  readonly chunkDuration: DurationSummary;
  /** From the call of the function to its end; of work on chunks, its share of the chunk. */
  readonly targetDuration: DurationSummary;
  /** How long the run waited for each of these, judged at each sample of progress. */
  readonly waitedFor: Readonly<Record<Progress['waitingOn'], number>>;
  /** Rejected targets by the code or the name of their reason; the rarest together under `other`. */
  readonly failures: Readonly<Record<string, number>>;
}

/** A run may fail in a new way for each target. */
const MOST_CLASSES = 100;

/** What stats are folded from, as it comes. */
export class RunStats {
  resumed = 0;
  resumable = false;
  /** Durations of single calls; unused where work takes chunks. */
  readonly targetDurations = new Durations();
  #counts: Counts = NO_COUNTS;
  #chunks = 0;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  readonly #clock: Clock;
  readonly #chunkDurations = new Durations();
  readonly #failures = new Map<string, number>();
  readonly #waitedFor: Record<Progress['waitingOn'], number> = {
    ...{ source: 0, work: 0, store: 0, memory: 0, pause: 0, start: 0, nothing: 0 },
  };
  #latest: Progress | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(): void {
    this.#startedAt ??= this.#clock();
  }

  end(): void {
    this.#endedAt = this.#clock();
  }

  /** A result that is done with: of a chunk, a chunk of outcomes, or one outcome. */
  add(result: unknown): void {
    this.#counts = countResult(this.#counts, result);
    if (isChunkResult(result)) {
      this.#chunks++;
      this.#chunkDurations.add(result.duration);
      if (result.failures.size > 0) {
        for (const { kind, reason } of result.failures.values()) this.#count(kind, reason);
      }
    } else if (isChunk(result)) {
      this.#chunks++;
      for (const item of result.items) this.#countOutcome(item);
    } else this.#countOutcome(result);
  }

  /** What the run waited for since the last time counts for what it waits for now. */
  sample(progress: Progress): void {
    const since = this.#latest?.elapsed ?? 0;
    this.#waitedFor[progress.waitingOn] += Math.max(0, progress.elapsed - since);
    this.#latest = progress;
  }

  /** @param perChunk whether targets are measured by their share of a chunk. */
  get snapshot(): BatchStats {
    const { fulfilled, failed, skipped, cancelled } = this.#counts;
    const done = fulfilled + failed + skipped + cancelled;
    const now = this.#endedAt ?? this.#clock();
    const elapsed = this.#startedAt === undefined ? 0 : now - this.#startedAt;
    return {
      done,
      fulfilled,
      failed,
      skipped,
      cancelled,
      chunks: this.#chunks,
      resumed: this.resumed,
      resumable: this.resumable,
      elapsed,
      targetsPerSecond: elapsed > 0 ? (done * 1000) / elapsed : 0,
      chunkDuration: this.#chunkDurations.summary,
      targetDuration: this.targetDurations.summary,
      waitedFor: { ...this.#waitedFor },
      failures: Object.fromEntries(this.#failures),
    };
  }

  #countOutcome(outcome: unknown): void {
    if (isOutcome(outcome) && outcome.status !== 'fulfilled') {
      this.#count(outcome.status, outcome.reason);
    }
  }

  #count(kind: string, reason: unknown): void {
    const name = kind === 'rejected' ? classOf(reason) : kind;
    const known = this.#failures.has(name) || this.#failures.size < MOST_CLASSES;
    const key = known ? name : 'other';
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
  }
}

/** A code says more than a name, and both more than a type. */
function classOf(reason: unknown): string {
  try {
    const { code, name } = reason as { code?: unknown; name?: unknown };
    if (typeof code === 'string' && code !== '') return code;
    if (typeof name === 'string' && name !== '') return name;
  } catch {
    // Null, undefined, or an object that does not want to be asked.
  }
  return typeof reason;
}
