import { defer, from, Observable, switchMap } from 'rxjs';
import type { BatchRun } from '../run/batch-run.js';
import type { Activity } from './activity.js';
import type { Failures } from './failures.js';
import type { Job } from './job-module.js';
import type { Plan } from './plan.js';
import { watchedStore } from './watched-store.js';

/** A run of a batch that is looked on at: at what it reads, each call of work, and what is stored. */
export class BatchWatch {
  /** Runs it; ends with the run, and aborts it when it is unsubscribed before. */
  readonly run$: Observable<never>;
  readonly #activity: Activity;
  readonly #failures: Failures;
  #run: BatchRun<unknown, unknown> | undefined;
  #draining = false;

  constructor(plan: Plan, activity: Activity, failures: Failures) {
    this.#activity = activity;
    this.#failures = failures;
    this.run$ = defer(() => from(plan.load())).pipe(switchMap((job) => this.#running(job, plan)));
  }

  /** Lets it end as soon as what it has read is stored, also if it has not begun. */
  drain(): void {
    this.#draining = true;
    void this.#run?.drain();
  }

  /** Resolves when the store has been given back. */
  closed(): Promise<unknown> {
    return this.#run?.done ?? Promise.resolve();
  }

  #running(job: Job, { store, runId, resume, retryFailed, options }: Plan): Observable<never> {
    const activity = this.#activity;
    return new Observable((subscriber) => {
      // By the job itself, so that all of it comes of one copy of the library: its own.
      const run = job.run({
        ...options,
        ...watchedWork(job, activity),
        targets: activity.watchTargets(job.definition.targets),
        store: watchedStore(store, activity, this.#failures),
        runId,
        resume,
        // Said only where it is asked for: the copy of a job may be older, and refuse what it does not know.
        ...(retryFailed ? { retryFailed } : {}),
        // Shown is what the activity tells.
        enableProgressTracking: false,
      });
      this.#run = run;
      if (this.#draining) void run.drain();
      void run.done.then(({ state, error }) => {
        if (state === 'failed') subscriber.error(error);
        else subscriber.complete();
      });
      return () => void run.abort();
    });
  }
}

function watchedWork({ definition }: Job, activity: Activity) {
  const { process, processChunks } = definition;
  if (process !== undefined) return { process: activity.watchWork(process, () => 1) };
  return { processChunks: activity.watchWork(processChunks, (items) => items.length) };
}
