import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { Gate } from './gate.js';
import { Inlet } from './inlet.js';

/**
 * Has a pipeline stand on a gate in the hands of whoever runs it: it hears all events, and its tree says
 * why the pipeline is given up. It stands last, and is never closed.
 */
export function standOn<T>(gate: Gate): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable<T>((subscriber) => {
      const inlet = new Inlet<T>(
        subscriber,
        {
          arrive: (value) => {
            subscriber.next(value);
          },
          finish: () => {
            subscriber.complete();
          },
          fail: (error) => {
            subscriber.error(error);
          },
        },
        gate,
      );
      inlet.connect(source);
    });
}
