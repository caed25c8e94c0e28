import process from 'node:process';
import { asyncScheduler } from 'rxjs';
import { clockOf } from '../core/clock.js';
import { callback, checkValue, duration, having, readOptions } from '../core/options.js';
import { processSignals, signalsRule, USUAL, type StopSignal } from './process-signals.js';
import { SignalReceivedError } from './signal-received-error.js';
import { ECHO, isByNpm, stopsOf, type Stop } from './stops-of.js';

/** What can be told to end: a `BatchRun`, or anything like it. */
export interface Stoppable {
  drain(options: { readonly deadline: number }): unknown;
  abort(reason: unknown): unknown;
  /** Settles when it has ended, however it did. */
  readonly done: PromiseLike<unknown>;
}

export interface DrainOnSignalsOptions {
  /** @default ['SIGINT', 'SIGTERM'] */
  readonly signals?: readonly StopSignal[] | undefined;
  /**
   * Milliseconds that the run has to drain; then what is left is given up.
   * @default 10_000
   */
  readonly deadline?: number | undefined;
  /** Is told when the run is to drain, and when it is to abort; to say so, or to tell a load balancer. */
  readonly onStop?: ((stop: Stop<StopSignal>) => void) | undefined;
}

const rules = { signals: signalsRule, deadline: duration(0), onStop: callback };

/**
 * Lets a run end well when the process is told to end.
 *
 * | signal | what happens |
 * |---|---|
 * | first | `run.drain({ deadline })`: nothing more is read, and what was read is done and stored |
 * | second | `run.abort(reason)`: the signals of running calls abort; `reason` is a `SignalReceivedError` |
 * | third | the default action: the process ends, unless somebody else listens |
 *
 * It ends nothing by itself: a process that has nothing left to do ends, with the code of
 * `exitCodeOf(await run.done)` if that is assigned. Nothing depends on it: a process that is killed
 * loses what is under way, and nothing that was acknowledged.
 *
 * Below npm, one Ctrl-C comes twice, from the terminal and from npm; what comes within 500 ms is taken
 * for the same.
 *
 * The listeners are removed when the run has ended, below npm 500 ms after it if a signal came, or when
 * the function that is returned is called.
 *
 * @param run a run under way.
 * @returns removes the listeners; the run goes on.
 * @throws TypeError, RangeError (`ERR_INVALID_ARG_TYPE`, `ERR_OUT_OF_RANGE`, `ERR_UNKNOWN_OPTION`) at the
 * call.
 *
 * @example
 * ```ts
 * import { BatchProcessor } from 'sluice';
 * import { drainOnSignals, exitCodeOf, jsonLinesStore } from 'sluice/node';
 *
 * const processor = new BatchProcessor({ store: jsonLinesStore('.sluice'), runId: 'contacts', resume: true });
 * const run = processor.process(contacts, enrich);
 * drainOnSignals(run, { onStop: ({ how }) => console.error(how === 'drain' ? 'stopping' : 'aborting') });
 * process.exitCode = exitCodeOf(await run.done);
 * ```
 */
export function drainOnSignals(run: Stoppable, options?: DrainOnSignalsOptions): () => void {
  checkValue('drainOnSignals', 'run', run, having('a run', 'drain', 'abort'));
  const {
    signals = USUAL,
    deadline = 10_000,
    onStop,
  } = readOptions<DrainOnSignalsOptions>('drainOnSignals', options, rules);
  const byNpm = isByNpm(process.env);
  let heard = 0;
  const listening = stopsOf(processSignals(signals), clockOf(asyncScheduler), byNpm).subscribe(
    (stop) => {
      heard++;
      if (heard > 2) {
        listening.unsubscribe();
        actByDefault(stop.signal);
        return;
      }
      if (stop.how === 'drain') void run.drain({ deadline });
      else void run.abort(new SignalReceivedError(stop.signal));
      onStop?.(stop);
    },
  );
  const remove = () => listening.unsubscribe();
  const ended = () => {
    // The echo of what has ended the run may be on its way, and would end the process.
    if (byNpm && heard > 0) setTimeout(remove, ECHO).unref();
    else remove();
  };
  void run.done.then(ended, ended);
  return remove;
}

/** Others who listen have heard it already, and keep the process. */
function actByDefault(signal: StopSignal): void {
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}
