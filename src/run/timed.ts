import { finalize, isObservable } from 'rxjs';
import type { Clock } from '../core/clock.js';
import { isThenable } from '../core/is-thenable.js';
import type { ItemWork } from '../work/each-item.js';

/** The same function, telling how long each call took until its answer was there, in ms. */
export function timed<T, R>(
  fn: ItemWork<T, R>,
  clock: Clock,
  took: (ms: number) => void,
): ItemWork<T, R> {
  return (target, context) => {
    const startedAt = clock();
    const stop = () => {
      took(clock() - startedAt);
    };
    const answer = fn(target, context);
    if (isThenable(answer)) {
      // Asked once: the query of many a database is a thenable that runs anew for each who asks.
      const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
      promise.then(stop, stop);
      return promise;
    }
    if (isObservable(answer)) return answer.pipe(finalize(stop));
    stop();
    return answer;
  };
}
