import { Observable, type Subscriber } from 'rxjs';
import type { Flow } from '../flow/create-flow.js';
import { joinFlow } from '../flow/join-flow.js';

/** Hands outcomes to whoever listens; the flow of the run is closed while one of them is busy. */
export class Delivery<T> {
  readonly values$: Observable<T>;
  readonly #subscribers = new Set<Subscriber<T>>();
  #end: ((subscriber: Subscriber<T>) => void) | undefined;

  constructor(flow: Flow) {
    this.values$ = new Observable<T>((subscriber) => {
      if (this.#end !== undefined) {
        this.#end(subscriber);
        return;
      }
      const leave = joinFlow(subscriber, flow);
      this.#subscribers.add(subscriber);
      subscriber.add(() => {
        this.#subscribers.delete(subscriber);
        leave();
      });
    });
  }

  readonly deliver = (values: Iterable<T>): void => {
    if (this.#subscribers.size === 0) return;
    for (const value of values) {
      for (const subscriber of [...this.#subscribers]) subscriber.next(value);
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
    for (const subscriber of [...this.#subscribers]) end(subscriber);
    this.#subscribers.clear();
  }
}
