import type { FlowEvent } from '../events.js';

const NAME = 'sluice chunk';

type Settled = Extract<FlowEvent, { readonly type: 'chunkSettled' }>;

/**
 * Has the profiler of the platform show a chunk that has settled now. Nothing is kept: profilers and
 * observers have the measure as soon as it is made, and the timeline would grow with the run.
 */
export function measureChunk(settled: Settled, now: number): void {
  const { performance } = globalThis as { performance?: Partial<Performance> };
  const { size, position, attempts, ms, failures } = settled;
  const detail = { size, position, attempts, failed: failures.size };
  // Where time is virtual it may have begun before time did, which is refused.
  performance?.measure?.(NAME, { start: Math.max(0, now - ms), end: now, detail });
  performance?.clearMeasures?.(NAME);
}
