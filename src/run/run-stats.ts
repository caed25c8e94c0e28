import { classOf } from '../core/class-of.js';
import type { Clock } from '../core/clock.js';
import { isChunkResult } from '../core/chunk-result.js';
import { isChunk } from '../core/chunk.js';
import { Durations, type DurationSummary } from '../core/durations.js';
import { isOutcome, type ItemFailure } from '../core/outcome.js';
import type { FlowEvent } from '../flow/events.js';
import type { MemoryLevel } from '../memory/memory-level.js';
import { MemoryMonitor } from '../memory/memory-monitor.js';
import type { RunPlan } from './batch-options.js';
import { countResult, NO_COUNTS, type Counts, type Progress } from '../progress/progress.js';

/** Plain JSON, at any moment, of this start of the run. Durations are milliseconds. */
export interface BatchStats {
  /** Targets whose outcome is known, and stored where there is a store. */
  readonly done: number;
  readonly fulfilled: number;
  /** Targets that were rejected. */
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Chunks that are done; none in a streaming run without store, which makes none. */
  readonly chunks: number;
  /** Targets that an earlier start of the run had stored. */
  readonly resumed: number;
  /** Whether another start can go on with the run: it has a store. */
  readonly resumable: boolean;
  /** From the start of the run to its end, or until now. */
  readonly elapsed: number;
  readonly targetsPerSecond: number;
  /** From the start of a chunk's work to its end; nothing in a streaming run. */
  readonly chunkDuration: DurationSummary;
  /** From the call of the function to its end; of work on chunks, its share of the chunk. */
  readonly targetDuration: DurationSummary;
  /** How long the run waited for each of these, judged at each sample of progress. */
  readonly waitedFor: Readonly<Record<Progress['waitingOn'], number>>;
  /** Rejected targets by the code, name or type of their reason; beyond 100 of these under `other`. */
  readonly failures: Readonly<Record<string, number>>;
  /** Calls of work or of the function that were made again, for the same targets, after they had failed. */
  readonly retries: number;
  /** Calls that were given up since their time was up. */
  readonly timeouts: number;
  /** Answers that came after their call was given up, and were dropped. */
  readonly lateAnswers: number;
  /** What progress tracking found wrong. */
  readonly health: RunHealth;
  /** The memory in use; none where it is not measured, or the platform does not tell. */
  readonly memory?: RunMemory;
}

/** Of this process or page, in bytes: what is nearest to its limit. */
export interface RunMemory {
  readonly used: number;
  /** The most that was in use at a measurement of this run. */
  readonly peak: number;
  readonly limit: number;
  /** `used` by `limit`. */
  readonly utilisation: number;
  readonly level: MemoryLevel;
}

/** What was found wrong with a run, and whether it still is. */
export interface RunHealth {
  /** How often nothing settled for long, though work was running. */
  readonly stalls: number;
  /** Whether nothing has been done since the last of them. */
  readonly isStalled: boolean;
  /** Whether, when last judged, more targets failed than one in ten of a minute. */
  readonly isErrorRateHigh: boolean;
  /** The longest time in which code gave nobody else a turn; 0 where none was longer than 200 ms. */
  readonly longestBlock: number;
}

/** A run may fail in a new way for each target. */
const MOST_CLASSES = 100;

export interface StatsSettings {
  readonly resumable: boolean;
  /** Whether nobody sees a single target: then its duration is its share of the chunk. */
  readonly byShare: boolean;
  readonly memory: MemoryMonitor | undefined;
}

/** Of a run: a store lets it be resumed, and work on chunks shows no single target. */
export function statsSettings(
  work: object,
  plan: Pick<RunPlan<unknown>, 'store' | 'enableMemoryMonitoring'>,
): StatsSettings {
  return {
    resumable: plan.store !== undefined,
    byShare: 'chunks' in work,
    memory: plan.enableMemoryMonitoring ? new MemoryMonitor({ history: 1 }) : undefined,
  };
}

/** What stats are folded from, as it comes. */
export class RunStats {
  resumed = 0;
  readonly #settings: StatsSettings;
  #counts: Counts = NO_COUNTS;
  #chunks = 0;
  #startedAt: number | undefined;
  #endedAt: number | undefined;
  readonly #clock: Clock;
  readonly #chunkDurations = new Durations();
  readonly #targetDurations = new Durations();
  readonly #failures = new Map<string, number>();
  readonly #waitedFor: Record<Progress['waitingOn'], number> = {
    ...{ source: 0, work: 0, store: 0, memory: 0, pause: 0, rate: 0, start: 0, nothing: 0 },
  };
  #retries = 0;
  #timeouts = 0;
  #lateAnswers = 0;
  #stalls = 0;
  #isStalled = false;
  #isErrorRateHigh = false;
  #longestBlock = 0;
  #sampledAt = 0;
  #wasPaused = false;

  constructor(clock: Clock, settings: StatsSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  start(): void {
    this.#startedAt = this.#clock();
  }

  end(): void {
    this.#endedAt = this.#clock();
  }

  /** A call for one target took so long. */
  targetTook(ms: number): void {
    this.#targetDurations.add(ms);
  }

  readonly hear = (event: FlowEvent): void => {
    if (event.type === 'attemptFailed') {
      if (event.next === 'retry') this.#retries++;
      // Not by instanceof, which asks the reason, and that may throw.
      if (classOf(event.reason) === 'ERR_DEADLINE_EXCEEDED') this.#timeouts++;
    } else if (event.type === 'lateAnswer') this.#lateAnswers++;
    else if (event.type === 'errorRate') this.#isErrorRateHigh = event.high;
    else if (event.type === 'stalled') {
      this.#stalls++;
      this.#isStalled = true;
    } else if (event.type === 'loopBlocked') {
      this.#longestBlock = Math.max(this.#longestBlock, event.ms);
    }
  };

  /** A result that is done with: of a chunk, a chunk of outcomes, or one outcome. */
  add(result: unknown): void {
    this.#counts = countResult(this.#counts, result);
    this.#isStalled = false;
    // Measured as it goes on, for the peak.
    this.#settings.memory?.measure();
    if (isChunkResult(result)) {
      this.#chunks++;
      const { duration, values, failures } = result;
      this.#chunkDurations.add(duration);
      if (this.#settings.byShare) {
        this.#targetDurations.add(duration / values.length, values.length);
      }
      if (failures.size > 0) for (const failure of failures.values()) this.#classify(failure);
    } else if (isChunk(result)) {
      this.#chunks++;
      for (const outcome of result.items) this.#classifyOutcome(outcome);
    } else this.#classifyOutcome(result);
  }

  /** What the run waited for since the last time counts for what it waits for now. */
  sample({ elapsed, waitingOn }: Progress): void {
    // Nothing arrives in a pause, so the sample after it comes when work goes on again.
    const waitedFor = this.#wasPaused ? 'pause' : waitingOn;
    this.#waitedFor[waitedFor] += elapsed - this.#sampledAt;
    this.#wasPaused = waitingOn === 'pause';
    this.#sampledAt = elapsed;
  }

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
      resumable: this.#settings.resumable,
      elapsed,
      targetsPerSecond: elapsed > 0 ? (done * 1000) / elapsed : 0,
      chunkDuration: this.#chunkDurations.summary,
      targetDuration: this.#targetDurations.summary,
      waitedFor: { ...this.#waitedFor },
      failures: Object.fromEntries(this.#failures),
      retries: this.#retries,
      timeouts: this.#timeouts,
      lateAnswers: this.#lateAnswers,
      health: {
        stalls: this.#stalls,
        isStalled: this.#isStalled,
        isErrorRateHigh: this.#isErrorRateHigh,
        longestBlock: this.#longestBlock,
      },
      ...memoryOf(this.#settings.memory),
    };
  }

  #classifyOutcome(outcome: unknown): void {
    if (isOutcome(outcome) && outcome.status !== 'fulfilled') {
      this.#classify({ kind: outcome.status, reason: outcome.reason });
    }
  }

  #classify({ kind, reason }: ItemFailure): void {
    if (kind !== 'rejected') return;
    const name = classOf(reason);
    const known = this.#failures.has(name) || this.#failures.size < MOST_CLASSES;
    const key = known ? name : 'other';
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
  }
}

function memoryOf(monitor: MemoryMonitor | undefined): Pick<BatchStats, 'memory'> {
  const snapshot = monitor?.snapshot();
  // Infinity is no JSON.
  if (snapshot === undefined || snapshot.limit === Infinity) return {};
  const { used, peak, limit, utilisation, level } = snapshot;
  return { memory: { used, peak, limit, utilisation, level } };
}
