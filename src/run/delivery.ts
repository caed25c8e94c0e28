import { Observable, type Subscriber } from 'rxjs';
import type { Flow } from '../flow/create-flow.js';
import { joinFlow, type JoinedFlow } from '../flow/join-flow.js';

/**
 * Hands outcomes to whoever listens; the flow of the run is closed while one of them is busy. From when
 * the signal aborts nothing is handed on any more, also of a chunk that is half handed on.
 */
export class Delivery<T> {
  readonly values$: Observable<T>;
  readonly #subscribers = new Map<Subscriber<T>, JoinedFlow>();
  readonly #signal: AbortSignal;
  #end: ((subscriber: Subscriber<T>) => void) | undefined;

  constructor(flow: Flow, signal: AbortSignal) {
    this.#signal = signal;
    this.values$ = new Observable<T>((subscriber) => {
      if (this.#end !== undefined) {
        this.#end(subscriber);
        return;
      }
      const joined = joinFlow(subscriber, flow);
      this.#subscribers.set(subscriber, joined);
      subscriber.add(() => {
        this.#subscribers.delete(subscriber);
        joined.leave();
      });
    });
  }

  readonly deliver = (values: Iterable<T>): void => {
    if (this.#subscribers.size === 0) return;
    const all = [...values];
    for (const [subscriber, joined] of [...this.#subscribers]) {
      joined.turn(() => {
        for (const value of all) {
          if (this.#signal.aborted) return;
          subscriber.next(value);
        }
      });
    }
  };

  complete(): void {
    this.#finish((subscriber) => {
      subscriber.complete();
    });
  }

  error(error: unknown): void {
    this.#finish((subscriber) => {
      subscriber.error(error);
    });
  }

  #finish(end: (subscriber: Subscriber<T>) => void): void {
    this.#end = end;
    for (const subscriber of [...this.#subscribers.keys()]) end(subscriber);
  }
}
