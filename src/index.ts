// Sources and flow
export { fromSource, type FromSourceOptions, type Source } from './flow/from-source.js';
export type { PullSource, SourceContext } from './flow/pull-source.js';
export {
  createFlow,
  type CreateFlowOptions,
  type Flow,
  type FlowOption,
} from './flow/create-flow.js';
export type { Overflow } from './flow/feed/hot-feed.js';
export type {
  ControlEvent,
  FlowEvent,
  HealthEvent,
  RunningWork,
  SourceEvent,
  StoreEvent,
  WarningCode,
  WorkEvent,
} from './flow/events.js';
export type { Live } from './flow/live.js';
export { debugLog } from './flow/debug-log.js';
export { drainWhen } from './flow/drain-when.js';
export { pauseWhen, type PauseWhenOptions } from './flow/pause-when.js';
export { rateLimit, type Rate, type RateLimitOptions } from './flow/rate-limit.js';
export { toAsyncIterable, type ToAsyncIterableOptions } from './flow/to-async-iterable.js';

// Chunks
export { chunkBy, type ChunkByOptions } from './chunk/chunk-by.js';
export { fixedStrategy } from './chunk/strategies/fixed-strategy.js';
export type {
  ChunkStrategy,
  Cut,
  FlushReason,
  MakeStrategy,
} from './chunk/strategies/chunk-strategy.js';
export type { Chunk, ClosedBy, Range } from './core/chunk.js';

// Memory
export {
  MemoryMonitor,
  type MemoryMonitorOptions,
  type MemorySample,
  type MemorySnapshot,
} from './memory/memory-monitor.js';
export type { MemoryLevel } from './memory/memory-level.js';
export type { MemoryLimit } from './memory/memory-limit.js';
export type { MemoryProbe, MemoryReading } from './memory/probe/memory-probe.js';

// Work
export { processChunks, type ProcessChunksOptions } from './work/process-chunks.js';
export {
  mapConcurrent,
  type Inner,
  type InnerValue,
  type MapConcurrentOptions,
} from './work/map-concurrent.js';
export { eachItem, type EachItemOptions, type ItemWork } from './work/each-item.js';
export type { TimeoutOptions } from './work/timeouts.js';
export type { DeadLetter, TolerateOptions } from './work/tolerance.js';
export { settled, type Settled, type SettledItem } from './work/settled.js';
export { outcomesOf } from './work/outcomes-of.js';
export type { Answer } from './work/answer.js';
export type { WorkContext } from './work/attempt.js';
export type { Concurrency } from './work/concurrency.js';
export type { Order } from './work/order.js';
export type { Work, WorkAnswer } from './work/work.js';
export { cached, type CachedOptions } from './work/cached.js';
export type { CacheEntry, CacheStore } from './work/cache/cache-store.js';
export { memoryCache, type MemoryCacheOptions } from './work/cache/memory-cache.js';
export { backoff, type BackoffOptions } from './work/retry/backoff.js';
export { classifyError } from './work/retry/classify-error.js';
export type { RetryDelay, RetryOptions } from './work/retry/retry-options.js';
export type { ChunkResult } from './core/chunk-result.js';
export type { FailedOutcome, FulfilledOutcome, ItemFailure, Outcome } from './core/outcome.js';

// Results
export { storeTo, type StoreToOptions } from './store/store-to.js';
export type { WhenFull } from './store/when-full.js';
export type { Storable } from './store/storable.js';
export { memoryStore } from './store/memory-store.js';
export type {
  ChunkRecord,
  EndState,
  Fingerprint,
  OpenRun,
  ResultStore,
  RunHolder,
  RunInfo,
  RunWriter,
  StoredOutcome,
  Unstorable,
} from './store/result-store.js';
export { cleanUp, type CleanedUp } from './store/clean-up.js';
export { exportRun } from './store/export-run.js';
export { importRun, type ImportedRun, type ImportRunOptions } from './store/import-run.js';
export type { Retention } from './store/expired-runs.js';
export type { SourceMark } from './flow/resume.js';

// Progress
export {
  trackProgress,
  type ProgressObserver,
  type TrackProgressOptions,
} from './progress/track-progress.js';
export { ProgressTracker, type ProgressTrackerOptions } from './progress/progress-tracker.js';
export type { Progress } from './progress/progress.js';
export { trackHealth, type TrackHealthOptions } from './progress/track-health.js';

// The facade
export {
  BatchProcessor,
  type ProcessorProgress,
  type ProgressCallback,
} from './run/batch-processor.js';
export {
  defineBatch,
  type Batch,
  type BatchDefinition,
  type BatchOverrides,
} from './run/define-batch.js';
export type { BatchMode, KeyOf, OwnStrategy, RunOptions } from './run/batch-options.js';
export type { BatchRun, BatchSummary, DrainOptions, TargetOutcome } from './run/batch-run.js';
export type { RunPatch } from './run/run-settings.js';
export type { BatchStats, RunHealth, RunMemory } from './run/run-stats.js';
export type { DurationSummary } from './core/durations.js';
export type { PostProcessor, ProcessorContext, ResultProcessor } from './run/processors.js';
export type { Targets } from './run/batch-job.js';

// Errors
export { SluiceError } from './core/sluice-error.js';
export type { ErrorClass } from './core/error-class.js';
export { DeadlineExceededError } from './core/deadline-exceeded-error.js';
export { FatalError } from './core/fatal-error.js';
export { TooManyFailuresError } from './core/too-many-failures-error.js';
export { BufferOverflowError } from './core/buffer-overflow-error.js';
export { ImportError } from './core/import-error.js';
export { LostPositionsError } from './core/lost-positions-error.js';
export { MissingPeerError } from './core/missing-peer-error.js';
export { ResultsNotKeptError } from './core/results-not-kept-error.js';
export { RunAbortedError } from './core/run-aborted-error.js';
export { RunChangedError } from './core/run-changed-error.js';
export { RunExistsError } from './core/run-exists-error.js';
export { RunLockedError } from './core/run-locked-error.js';
export { RunNotFoundError } from './core/run-not-found-error.js';
export { RunTakenOverError } from './core/run-taken-over-error.js';
export { SourceChangedError } from './core/source-changed-error.js';
export { SourceConsumedError } from './core/source-consumed-error.js';
export { SourceTypeError } from './core/source-type-error.js';
export { StoreBlockedError } from './core/store-blocked-error.js';
export { StoreCorruptError } from './core/store-corrupt-error.js';
export { StoreFormatError } from './core/store-format-error.js';
export { StoreLostError } from './core/store-lost-error.js';
export { StoreUnavailableError } from './core/store-unavailable-error.js';
export { StoreVersionError } from './core/store-version-error.js';
export { StoreWriteError } from './core/store-write-error.js';
export { UnexpectedResultError } from './core/unexpected-result-error.js';
export { StrategyError } from './core/strategy-error.js';
export { TargetFailedError } from './core/target-failed-error.js';
export { UnstorableValueError } from './core/unstorable-value-error.js';
export { WeightError } from './core/weight-error.js';
export { WorkResultError } from './core/work-result-error.js';
