import { isObservable, type Observable, type Unsubscribable } from 'rxjs';
import { isThenable } from '../core/is-thenable.js';

/** What a function of the user may give: a value now, a promise of it, or an Observable's last value. */
export type Answer<R> = R | PromiseLike<R> | Observable<R>;

/**
 * Waits for an answer. Exactly one of the callbacks runs, once, and neither after unsubscribe, where
 * there is something to unsubscribe.
 *
 * An Observable gets an observer of its own, so that a source inside of work finds no gate: it would
 * wait for the very slot that its work is holding.
 */
export function whenAnswered<R>(
  answer: Answer<R>,
  fulfilled: (value: R) => void,
  rejected: (reason: unknown) => void,
): Unsubscribable | undefined {
  if (isThenable(answer)) {
    answer.then(fulfilled, rejected);
    return undefined;
  }
  if (!isObservable(answer)) {
    fulfilled(answer);
    return undefined;
  }
  let last: R | undefined;
  return answer.subscribe({
    next: (value) => {
      last = value;
    },
    error: rejected,
    complete: () => {
      fulfilled(last as R);
    },
  });
}
