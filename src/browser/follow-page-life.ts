import { checkValue, having } from '../core/options.js';
import { lifeOf, type PageLifeOptions } from './page-life.js';
import { PageGoneError } from './page-gone-error.js';

/** What lives in a page: a `BatchRun`, or anything like it. */
export interface LivingRun {
  pause(): unknown;
  resume(): unknown;
  abort(reason: unknown): unknown;
  /** Settles when it has ended, however it did. */
  readonly done: PromiseLike<unknown>;
}

/**
 * Lets a run live and end with its page.
 *
 * | the page | events | what happens |
 * |---|---|---|
 * | is hidden: another tab, a minimised window | `visibilitychange` | nothing, since a browser lets it work, with timers once a second or a minute; with `hidden: true` the run pauses until the page is seen |
 * | is frozen, to save energy (Chromium) | `freeze`, `resume` | the run pauses, so that nothing new is begun; calls under way stand still with the page |
 * | is kept, to be shown again by "back" | `pagehide` with `persisted`, `pageshow` | the run pauses and goes on |
 * | goes away: closed, reloaded, left | `pagehide` without `persisted` | the run is aborted with a `PageGoneError` |
 * | is frozen or kept, and then thrown away; a phone ends the browser; a crash | none | as if the process were killed |
 *
 * A page that goes away is not waited for. In `pagehide` only what is synchronous is sure to be done; a
 * request ends with the page unless it has `keepalive`, which allows 64 KiB in all; a transaction whose
 * requests have been made may still be committed, and what is new may never be. So the run is aborted, not
 * drained: what fails now fails only because the page goes. What was acknowledged is stored, and all else
 * is worked on when the run is resumed.
 *
 * Chromium lets the requests of a page that is left fail a millisecond before `pagehide`. With `retry`
 * they are then waiting for their next call, and are aborted with the rest; without it they are failures,
 * and may be stored as such (`retryFailed` asks again).
 *
 * Requests under way when the page is frozen or kept may have failed when it comes back: `retry` asks
 * again. An open transaction or connection may keep a browser from keeping the page at all.
 *
 * The listeners are removed when the run has ended, or when the function that is returned is called. No
 * `unload` and no `beforeunload` is listened to: they would keep a page out of that cache. A run that was
 * paused by hand before the page slept goes on when it wakes.
 *
 * @param run a run under way.
 * @returns removes the listeners; the run goes on.
 * @throws TypeError (`ERR_INVALID_ARG_TYPE`, `ERR_UNKNOWN_OPTION`) at the call.
 *
 * @example
 * ```ts
 * import { BatchProcessor } from 'sluice';
 * import { followPageLife } from 'sluice/browser';
 *
 * const run = new BatchProcessor({ store, runId: 'upload', resume: true }).process(rows, send);
 * followPageLife(run);
 * ```
 */
export function followPageLife(run: LivingRun, options?: PageLifeOptions): () => void {
  checkValue('followPageLife', 'run', run, having('a run', 'pause', 'resume', 'abort'));
  const { asleep$, gone$ } = lifeOf('followPageLife', options);
  const listening = asleep$.subscribe((asleep) => {
    if (asleep) run.pause();
    else run.resume();
  });
  listening.add(gone$.subscribe(() => void run.abort(new PageGoneError())));
  const remove = () => listening.unsubscribe();
  void run.done.then(remove, remove);
  return remove;
}
