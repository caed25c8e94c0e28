import { RunAbortedError } from '../core/run-aborted-error.js';
import type { TargetOutcome } from './batch-run.js';
import type { PostProcessor } from './processors.js';
import type { BatchStats } from './run-stats.js';

/** What post-processors are told of the run. */
interface Finished<R> {
  readonly results: () => Promise<readonly TargetOutcome<R>[]>;
  readonly stats: () => BatchStats;
  readonly signal: AbortSignal;
}

/** What post-processors return, one after another; rejects when the run is given up meanwhile. */
export async function postProcess<R>(
  processors: readonly PostProcessor<R>[],
  { results, stats, signal }: Finished<R>,
): Promise<readonly unknown[]> {
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new RunAbortedError(signal.reason));
    };
    signal.addEventListener('abort', stop);
  });
  stopped.catch(() => undefined);
  const outputs: unknown[] = [];
  for (const processor of processors) {
    const output = processor(results, stats(), { signal });
    outputs.push(await Promise.race([output, stopped]));
  }
  if (stop !== undefined) signal.removeEventListener('abort', stop);
  return outputs;
}
