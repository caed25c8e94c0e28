import { isThenable } from '../core/is-thenable.js';
import { swapAmbient } from '../flow/ambient.js';

/**
 * Calls a store and waits for its answer; exactly one of the callbacks runs, once. A store is no part
 * of the pipeline: a source that it reads on the way finds no gate of ours.
 */
export function whenDone<R>(
  call: () => R | PromiseLike<R>,
  done: (answer: R) => void,
  failed: (error: unknown) => void,
): void {
  let answer: R | PromiseLike<R>;
  const before = swapAmbient(undefined);
  try {
    answer = call();
  } catch (error) {
    failed(error);
    return;
  } finally {
    swapAmbient(before);
  }
  if (isThenable(answer)) whenSettled(answer, done, failed);
  else done(answer);
}

/** A thenable may answer twice, or throw. */
function whenSettled<R>(
  answer: PromiseLike<R>,
  done: (answer: R) => void,
  failed: (error: unknown) => void,
): void {
  let settled = false;
  const once =
    <A>(callback: (answer: A) => void) =>
    (given: A) => {
      if (settled) return;
      settled = true;
      callback(given);
    };
  try {
    answer.then(once(done), once(failed));
  } catch (error) {
    if (settled) throw error;
    once(failed)(error);
  }
}
