import { NEVER, timer, map, type Observable } from 'rxjs';
import { isChunkResult } from '../../src/core/chunk-result.js';
import { isChunk } from '../../src/core/chunk.js';
import type { Outcome } from '../../src/core/outcome.js';
import { createFlow } from '../../src/flow/create-flow.js';
import { planOf, type RunOptions } from '../../src/run/batch-options.js';
import type { BatchJob } from '../../src/run/batch-job.js';
import { RunSettings } from '../../src/run/run-settings.js';
import { pipelineOf, type PipelineHooks } from '../../src/run/pipeline.js';

type Hooks = Omit<PipelineHooks<string, string>, 'settings'>;

/** What stands around a pipeline, doing nothing. */
function idleHooks(): Hooks {
  return {
    flow: createFlow(),
    drain$: NEVER,
    processors: [],
    store: undefined,
    runId: 'run',
    clock: () => 0,
    deliver: () => undefined,
    targetTook: () => undefined,
  };
}

/** The pipeline of a run, as the texts of what it emits. */
export function texts(
  job: BatchJob<string, string>,
  { store, ...options }: RunOptions<string>,
  hooks: Partial<Hooks> = {},
): Observable<string> {
  const plan = planOf<string>('spec', options);
  const settings = new RunSettings<string>(job, plan);
  return pipelineOf(job, plan, { ...idleHooks(), settings, store, ...hooks }).pipe(map(textOf));
}

function textOf(result: unknown): string {
  if (isChunkResult(result)) return result.values.join('');
  const outcomes = isChunk(result) ? result.items : [result];
  return (outcomes as Outcome<string, string>[])
    .map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : '!'))
    .join('');
}

/** Work on chunks that takes so many frames for those that begin with that letter. */
export const chunksTake =
  (frames: Readonly<Record<string, number>>) =>
  (items: readonly string[]): Observable<readonly string[]> =>
    timer(frames[items[0] ?? ''] ?? 3).pipe(map(() => items));

/** Work on one target that takes so many frames. */
export const eachTakes =
  (frames: Readonly<Record<string, number>>) =>
  (item: string): Observable<string> =>
    timer(frames[item] ?? 3).pipe(map(() => item));
