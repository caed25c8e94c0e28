import { isObservable, type Observable, type Unsubscribable } from 'rxjs';
import { isThenable } from '../core/is-thenable.js';

/** What a function of the user may give: a value now, a promise of it, or an Observable's last value. */
export type Answer<R> = R | PromiseLike<R> | Observable<R>;

/**
 * Waits for an answer of a call that may be given up meanwhile. A promise is listened to in any case,
 * so that its rejection is nobody's surprise; whoever gave the call up ignores what it says, and what a
 * thenable says twice. An Observable is not subscribed, or unsubscribed, once the call is given up.
 *
 * An Observable gets an observer of its own, so that a source inside of work finds no gate: it would
 * wait for the very slot that its work is holding.
 */
export function whenAnswered<R>(
  answer: Answer<R>,
  call: { readonly aborted: boolean },
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
  // Work that unsubscribes its own pipeline, and then answers, is not to start anything.
  if (call.aborted) return undefined;
  let last: R | undefined;
  const subscription = answer.subscribe({
    next: (value) => {
      last = value;
    },
    error: rejected,
    complete: () => {
      fulfilled(last as R);
    },
  });
  if (call.aborted) subscription.unsubscribe();
  return subscription;
}
