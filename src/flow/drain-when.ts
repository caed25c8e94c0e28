import { from, Observable, type MonoTypeOperatorFunction, type ObservableInput } from 'rxjs';
import { swapAmbient } from './ambient.js';
import { gateBelow } from './reach.js';

/**
 * Ends the source at the notifier's first value, so that everything accepted is settled and stored,
 * and tells the store that this was not the end: the run can be resumed.
 *
 * It stands directly below the source. To `takeUntil` the store could not tell a drained run from one
 * that has come to its end.
 */
export function drainWhen<T>(notifier$: ObservableInput<unknown>): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable<T>((subscriber) => {
      const before = swapAmbient(undefined);
      try {
        subscriber.add(
          from(notifier$).subscribe({
            next: () => {
              const resume = gateBelow(subscriber)?.resumeBelow();
              if (resume !== undefined) resume.drained = true;
              subscriber.complete();
            },
            error: (error: unknown) => {
              subscriber.error(error);
            },
          }),
        );
      } finally {
        swapAmbient(before);
      }
      if (!subscriber.closed) source.subscribe(subscriber);
    });
}
