import { tap, type Observable } from 'rxjs';
import { chunkBy } from '../chunk/chunk-by.js';
import { drainWhen } from '../flow/drain-when.js';
import { fromSource } from '../flow/from-source.js';
import type { PullSource, SourceContext } from '../flow/pull-source.js';
import { trackProgress } from '../progress/track-progress.js';
import { storeTo } from '../store/store-to.js';
import type { ResultStore } from '../store/result-store.js';
import { eachItem } from '../work/each-item.js';
import { processChunks } from '../work/process-chunks.js';
import type { Activity } from './activity.js';
import type { Failures } from './failures.js';
import type { Plan } from './plan.js';
import type { Shell } from './shell.js';
import type { UserWork } from './work-module.js';

/** What a run is put together from. */
export interface Parts {
  readonly source: (context: SourceContext) => PullSource<unknown>;
  readonly work: UserWork;
  readonly store: ResultStore;
  readonly activity: Activity;
  readonly failures: Failures;
  readonly drain$: Observable<void>;
  readonly scheduler: Shell['scheduler'];
}

const MOST_LANES = 10_000;

/** The run: read, work on, store, count. */
export function pipelineOf(plan: Plan, parts: Parts): Observable<unknown> {
  const { activity, failures, scheduler } = parts;
  const { runId, resume, chunk, concurrency } = plan;
  // As many chunks as keep all calls busy, and one more, so that none waits for the last of a chunk.
  const lanes = Math.min(Math.ceil(concurrency / chunk) + 1, MOST_LANES);
  return fromSource(activity.watchSource(parts.source)).pipe(
    drainWhen(parts.drain$),
    chunkBy(chunk),
    processChunks(eachItem(activity.watchWork(parts.work), { concurrency }), {
      concurrency: lanes,
    }),
    storeTo(parts.store, { runId, resume }),
    tap((result) => {
      failures.add(result);
    }),
    trackProgress({ to: activity.tracker, scheduler }),
  );
}
