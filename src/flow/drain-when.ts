import { from, Observable, type MonoTypeOperatorFunction, type ObservableInput } from 'rxjs';
import { checkValue, observableInput } from '../core/options.js';
import { swapAmbient } from './ambient.js';
import { gateBelow } from './reach.js';

/**
 * Ends the source at the notifier's first value, so that the run stops with all that it began stored.
 *
 * What was read goes on: the open chunk is handed over, work ends, results are written. The store is
 * told that this was not the end of the source, so the run stays open, and the next `storeTo` of the
 * same `runId` goes on with it. After `takeUntil` in its place the run would count as completed.
 *
 * **Marble** (`chunkBy(2)` and work of 2 frames below)
 * ```
 * source  a-b-c-d-e
 * stop    -----s
 * items   a-b-c|
 * result  ----x--(y|)      x = ab, y = c
 * ```
 *
 * - **Emits** what arrives, unchanged. **Completes** with the source, or at the notifier's first value.
 * - **Errors** with the source, or with the notifier. A notifier that completes without a value is
 *   without effect.
 * - **On unsubscribe** leaves the source and the notifier.
 * - **Holds at most** nothing.
 *
 * It stands directly below the source, so that nothing above it can hold items back. The notifier is
 * subscribed before the source.
 *
 * @param notifier$ its first value drains the run.
 * @throws TypeError `ERR_INVALID_ARG_TYPE` at the call.
 *
 * @example
 * ```ts
 * import { fromEvent } from 'rxjs';
 * import { chunkBy, drainWhen, fromSource, memoryStore, processChunks, storeTo } from 'sluice';
 *
 * fromSource(rows)
 *   .pipe(
 *     drainWhen(fromEvent(stopButton, 'click')),
 *     chunkBy(100),
 *     processChunks(enrich),
 *     storeTo(memoryStore(), { runId: 'enrich' }),
 *   )
 *   .subscribe({ complete: () => console.log('all that was begun is stored') });
 * ```
 */
export function drainWhen<T>(notifier$: ObservableInput<unknown>): MonoTypeOperatorFunction<T> {
  checkValue('drainWhen', 'notifier$', notifier$, observableInput);
  return (source) =>
    new Observable<T>((subscriber) => {
      const gate = gateBelow(subscriber);
      const drain = () => {
        gate?.drain();
        subscriber.complete();
      };
      const before = swapAmbient(undefined);
      try {
        subscriber.add(
          from(notifier$).subscribe({
            next: drain,
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      } finally {
        swapAmbient(before);
      }
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
